"""Plain values that the tests of statements' rules share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portal.disclosure import Symbol
from portal.needs.rules.series import Unit
from portal.returns.rules import AcceptedLine, BlockReason, FosteringFigures, council
from portal.returns.rules.trees import Scope
from portal.statements.rules.catalogue import Catalogue, Column, Dataset, Figure, Row, Value
from portal.statements.rules.content import Draft
from portal.statements.rules.counted import Counted
from portal.statements.rules.local import Facts
from portal.statements.rules.localities import ByArea
from portal.statements.rules.placed import Placed
from portal.statements.rules.quality import Visited
from portal.statements.rules.voice import Said

OWN, LIVERPOOL, WIRRAL, LEEDS = "E08000014", "E08000012", "E08000015", "E08000035"
MONTH, LAST_DAY = date(2026, 9, 1), date(2026, 9, 30)
SCOPE = Scope("Sefton", "Sefton Council", OWN, {LIVERPOOL: "Liverpool", WIRRAL: "Wirral"}, MONTH)
QUARTER = date(2026, 7, 1)
NOT_PLACED = Placed(QUARTER, ())
NOT_VISITED = Visited(QUARTER, (), date(2026, 3, 1), ())
NOTHING_SAID = Said(0, None)


def line(
    provider: int,
    occupied: Mapping[str, int],
    *,
    available: int = 0,
    reserved: int = 0,
    blocked: Mapping[BlockReason, int] | None = None,
    service: str = "residential",
    fostering: FosteringFigures | None = None,
) -> AcceptedLine:
    """One home's accepted figures; its registered places are whatever they add up to."""
    hindered = blocked or {}
    registered = sum(occupied.values()) + available + reserved + sum(hindered.values())
    if fostering is not None:
        registered = fostering.filled + fostering.vacant + fostering.unavailable
    return AcceptedLine(
        version_id=provider,
        home_id=provider,
        provider_id=provider,
        service_type=service,
        host_authority_code=OWN,
        registered=registered,
        usable=registered,
        reserved=reserved,
        available=available,
        blocked=hindered,
        occupied={council(code): places for code, places in occupied.items()},
        fostering=fostering,
    )


def figure(name: str, value: Value, unit: Unit = Unit.NUMBER) -> Figure:
    return Figure(name, f"What {name} is", value, unit, "A source", LAST_DAY)


def catalogue() -> Catalogue:
    """Two figures, one of them withheld, and a table without a chart."""
    figures = [figure("market.beds", Decimal(103)), figure("market.hidden", Symbol.SUPPRESSED)]
    table = Dataset(
        name="market.use",
        title="Use of places",
        row_heading="Use",
        columns=(Column("Places", Unit.NUMBER), Column("Share (%)", Unit.PERCENT)),
        rows=(
            Row("Own", (Decimal(25), Decimal("24.3"))),
            Row("Others", (Symbol.SUPPRESSED, Symbol.SUPPRESSED)),
        ),
        description="25 places hold our own children.",
        source="A source",
        as_at=LAST_DAY,
        notes=("Withheld: too small.", "c: withheld."),
        withheld=True,
        has_chart=False,
    )
    return Catalogue({each.name: each for each in figures}, {table.name: table})


def draft(*sections: tuple[str, str], summary: str = "All is said here.") -> Draft:
    return Draft(
        slug="market",
        title="The market",
        council="Sefton Council",
        as_of_month=MONTH,
        summary=summary,
        sections=sections or (("Beds", "There are {{ figure:market.beds }} beds.\n"),),
        lead_figures=(("market.beds", "beds"), ("market.hidden", "hidden"), ("market.beds", "beds again")),
    )


def facts(lines: Sequence[AcceptedLine] = (), **known: Any) -> Facts:
    """A market of which nothing is known but these lines and what is named."""
    values: dict[str, Any] = {
        "by_area": ByArea({}, {}),
        "prices": (),
        "members": {},
        "placed": NOT_PLACED,
        "visited": NOT_VISITED,
        "said": NOTHING_SAID,
        **known,
    }
    return Facts(SCOPE, Counted(tuple(lines), {}, {}), **values)
