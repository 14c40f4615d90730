"""Totals of placements: each number leads to the rows it counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for

from portal import access, clock, db
from portal.placements import queries, words
from portal.placements.queries import Wanted
from portal.placements.rules.codes import Group
from portal.placements.rules.kinds import DistanceBand, Sourcing
from portal.placements.rules.totals import Counted, Fees, Place, place_of, summarise, tally
from portal.placements.views.desk import READERS, authority, blueprint, note_looked, sees_fees
from portal.web.filters import format_money
from portal.web.tables import Cell, Column, Table

STATES = {"current": "Lasting now", "ended": "Ended", "all": "All"}
Cells = list[str | int | Cell]


@blueprint.get("/totals")
@access.allow(*READERS, records=True)
def totals() -> str:
    """The totals of placements that last, have ended, or all."""
    session, own, state = db.session(), authority(), _state()
    wanted = Wanted(state=state, today=clock.today(clock.now()))
    counted = queries.list_counted(session, own, wanted)
    note_looked("totals", queries.list_references(session, own, wanted))
    places = {council.code: council.name for council in queries.list_hosts(session, own)}
    return render_template(
        "placements/totals.html",
        count=sum(row.placements for row in counted),
        state=state,
        states=STATES,
        tables=[
            _by_type(counted, own.code, state),
            _counts("By source", "Source", "sourcing", tally(counted, lambda row: row.sourcing), _SOURCES, state),
            _counts("By council area", "Council", "host", tally(counted, _host), places, state),
            _counts(
                "By distance", "Distance", "distance", tally(counted, lambda row: row.distance_band), _BANDS, state
            ),
        ],
        fee_tables=[_fees(queries.agreed_fees(session, own, wanted), state)] if sees_fees() else [],
    )


_SOURCES: Mapping[Sourcing, str] = words.SOURCING_NAMES
_BANDS: Mapping[DistanceBand, str] = words.DISTANCE_NAMES


def _state() -> str:
    asked = request.args.get("state", "current")
    return asked if asked in STATES else "current"


def _host(row: Counted) -> str | None:
    return row.host_authority_code


def _link(count: int, state: str, **filters: str) -> Cell | int:
    """A number and the list it counts; nothing is a plain 0."""
    if not count:
        return 0
    given: dict[str, Any] = filters if state == "current" else {**filters, "state": state}
    return Cell(f"{count:,}", href=url_for("placements.list_placements", **given))


def _by_type(rows: Sequence[Counted], own_code: str, state: str) -> Table:
    """Types down, places across, with the sums of both."""
    found = tally(rows, lambda row: (row.group, place_of(row.host_authority_code, own_code)))
    by_place = tally(rows, lambda row: place_of(row.host_authority_code, own_code))
    by_group = tally(rows, lambda row: row.group)
    shown = [group for group in Group if by_group[group]]
    body: list[Cells] = [
        [
            words.GROUP_NAMES[group],
            *(_link(found[group, place], state, group=group, place=place) for place in Place),
            _link(by_group[group], state, group=group),
        ]
        for group in shown
    ]
    across = (_link(by_place[place], state, place=place) for place in Place)
    total: Cells = ["Total", *across, _link(by_group.total(), state)]
    columns = [Column("Type"), *(Column(words.PLACE_NAMES[place], numeric=True) for place in Place)]
    return Table("By type and where", [*columns, Column("Total", numeric=True)], [*body, total])


def _counts(
    caption: str, heading: str, argument: str, found: Mapping[Any, int], names: Mapping[Any, str], state: str
) -> Table:
    """One number for each value, in the order of the names; rows without a value come last and lead nowhere."""
    body: list[Cells] = [
        [text, _link(found[value], state, **{argument: str(value)})]
        for value, text in names.items()
        if found.get(value)
    ]
    if found.get(None):
        body.append(["Not known", _link(found[None], state, place=Place.UNKNOWN)])
    body.append(["Total", _link(sum(found.values()), state)])
    return Table(caption, [Column(heading), Column("Placements", numeric=True)], body)


def _fees(found: Mapping[tuple[Group, Sourcing], Sequence[int]], state: str) -> Table:
    """Mean, median and range by type and source. Placements without a fee are in no figure."""
    columns = [Column("Type and source"), *(Column(text, numeric=True) for text in _FEE_COLUMNS)]
    shown = [(group, sourcing) for group in Group for sourcing in Sourcing if (group, sourcing) in found]
    body = [_fee_row(group, sourcing, summarise(found[group, sourcing]), state) for group, sourcing in shown]
    return Table("Agreed fees, £ a week", columns, body)


_FEE_COLUMNS = ("With a fee", "Mean", "Median", "Lowest", "Highest")


def _fee_row(group: Group, sourcing: Sourcing, fees: Fees, state: str) -> Cells:
    amounts = (fees.mean, fees.median, fees.lowest, fees.highest)
    text = f"{words.GROUP_NAMES[group]}: {words.SOURCING_NAMES[sourcing].lower()}"
    link = _link(fees.count, state, group=group, sourcing=sourcing)
    return [text, link, *(format_money(amount) for amount in amounts)]
