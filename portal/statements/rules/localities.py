"""What can be bound of the market by area: `market.<service>.localities`, a table with outlines of the areas.

Never a home: an area holds at least six homes of three providers (`portal.market.localities.rules`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.charts import Chart
from portal.disclosure import WITHHELD_SENTENCE, Breakdown, Symbol
from portal.market.localities.drawing import Parts, draw_areas, has_outline, name_of
from portal.market.localities.rules import Area, breakdowns_by_area, label_of
from portal.needs.rules.series import Unit
from portal.returns.rules.trees import SERVICES, Scope, Service
from portal.statements.rules.catalogue import (
    Catalogue,
    Column,
    Dataset,
    Drawing,
    Row,
    legend,
    value_text,
    withheld_words,
)
from portal.statements.rules.tables import Count, value_of


@dataclass(frozen=True)
class ByArea:
    """The localities of the area, and the areas that they may be shown as for each kind of service."""

    parts: Parts
    areas: Mapping[str, Sequence[Area]]


def area_breakdowns(found: ByArea) -> list[Breakdown]:
    """What has to be released with the month's other counts of the same homes and places."""
    return [each for name, areas in found.areas.items() for each in breakdowns_by_area(SERVICES[name], areas)]


def locality_catalogue(found: ByArea, counts: Mapping[str, Count], scope: Scope) -> Catalogue:
    """A table for each kind of service that has buildings; `counts` are what was released."""
    tables = [
        _localities(service, found.areas.get(name, ()), found.parts, counts, scope)
        for name, service in SERVICES.items()
        if service.slug != "fostering"
    ]
    return Catalogue({}, {table.name: table for table in tables})


def _localities(
    service: Service, areas: Sequence[Area], parts: Parts, counts: Mapping[str, Count], scope: Scope
) -> Dataset:
    shown = [area for area in areas if f"{service.slug} homes / {label_of(area)}" in counts]
    rows = [_row(name_of(area.localities, parts), f" / {label_of(area)}", service, counts) for area in shown]
    whole = _row(f"All of {scope.area}", "", service, counts)
    told = _is_known(whole) and not _is_divided(rows)
    withheld = told or any(Symbol.SUPPRESSED in row.values for row in (*rows, whole))
    description = _described(service, rows, whole, scope)
    numbered = [Row(f"{number}. {row.name}", row.values) for number, row in enumerate(rows, 1)]
    return Dataset(
        name=f"market.{service.slug}.localities",
        title=f"{service.title} in {scope.area}: where they are",
        row_heading="Area",
        columns=(Column(service.homes.capitalize(), Unit.NUMBER), Column("Registered places", Unit.NUMBER)),
        rows=(*numbered, whole),
        description=description,
        source=scope.source,
        as_at=scope.as_at,
        notes=((WITHHELD_SENTENCE,) if withheld else ()) + legend((*rows, whole)),
        withheld=withheld,
        told=told,
        draw=_drawing(service, shown, rows, parts, description),
    )


def _row(name: str, place: str, service: Service, counts: Mapping[str, Count]) -> Row:
    absent = Symbol.SUPPRESSED if place else Symbol.NOT_AVAILABLE
    found = (counts.get(f"{service.slug} {what}{place}", absent) for what in ("homes", "places"))
    return Row(name, tuple(value_of(count) for count in found))


def _described(service: Service, rows: Sequence[Row], whole: Row, scope: Scope) -> str:
    if not _is_known(whole):
        return f"No return has been accepted for {scope.month:%B %Y}."
    if not _is_divided(rows):
        return f"{_told(service, whole)} {withheld_words('Where they are')}"
    return " ".join(_told(service, row) for row in rows)


def _told(service: Service, row: Row) -> str:
    """Southport: 15 homes, 75 registered places."""
    homes, places = (value_text(value, Unit.NUMBER) for value in row.values)
    return f"{row.name}: {homes} {service.homes}, {places} registered places."


def _is_known(whole: Row) -> bool:
    return Symbol.NOT_AVAILABLE not in whole.values


def _is_divided(rows: Sequence[Row]) -> bool:
    """Whether anything may be printed of the areas."""
    return any(not isinstance(value, Symbol) for row in rows for value in row.values)


def _drawing(
    service: Service, areas: Sequence[Area], rows: Sequence[Row], parts: Parts, description: str
) -> Drawing | None:
    """Outlines with the homes in each; None where one of the counts may not be printed."""
    countable = not any(isinstance(row.values[0], Symbol) for row in rows)
    if not countable or not has_outline([area.localities for area in areas], parts):
        return None
    words = [f"{row.name}: {value_text(row.values[0], Unit.NUMBER)} {service.homes}" for row in rows]
    told = [(area.localities, line) for area, line in zip(areas, words, strict=True)]

    def draw(title: str, id_prefix: str) -> Chart:
        return draw_areas(told, parts, title, description, id_prefix=id_prefix)

    return draw
