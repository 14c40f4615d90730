"""The list of placements: filter, order, pages, CSV."""

from __future__ import annotations

from flask import Response, render_template, request, url_for

from portal import access, clock, db
from portal.placements import queries
from portal.placements.forms import PlacementsFilter
from portal.placements.queries import Wanted
from portal.placements.rules.judging import month_of
from portal.placements.views import rows
from portal.placements.views.desk import READERS, authority, blueprint, may_write, note_looked, sees_fees
from portal.placements.words import count_words
from portal.web.csvs import csv_response
from portal.web.paging import address, page_of, sort_of


@blueprint.get("/")
@access.allow(*READERS, records=True)
def list_placements() -> str:
    """The page of the list. One event says which placements were on it."""
    session, own, form = db.session(), authority(), _filter()
    wanted = _wanted(form)
    sort = sort_of(request.args, queries.SORT_KEYS, default="-started")
    total = queries.count_placements(session, own, wanted)
    page = page_of(request.args, total=total)
    found = queries.list_placements(
        session, own, wanted, order=sort.key, descending=sort.descending, offset=page.offset, limit=page.limit
    )
    note_looked("list", (one.reference for one in found))
    return render_template(
        "placements/list.html",
        form=form,
        table=rows.placements_table(found, own, shows_fees=sees_fees()),
        count_words=count_words(total),
        sort=sort,
        page=page,
        filtered=wanted != Wanted(today=wanted.today),
        csv_href=url_for("placements.list_csv") + address(request.args.items(multi=True)) if total else None,
        may_write=may_write(),
    )


@blueprint.get("/list.csv")
@access.allow(*READERS, records=True)
def list_csv() -> Response:
    """The same list, whole, as CSV: one that can be imported again, but for the reference."""
    session, own, wanted = db.session(), authority(), _wanted(_filter())
    sort = sort_of(request.args, queries.SORT_KEYS, default="-started")
    found = queries.list_placements(session, own, wanted, order=sort.key, descending=sort.descending)
    note_looked("list as CSV", (one.reference for one in found))
    name = f"placements-{clock.today(clock.now()).isoformat()}.csv"
    fields = rows.csv_fields(shows_fees=sees_fees())
    return csv_response(name, rows.csv_header(fields), (rows.csv_row(one, fields) for one in found))


def _filter() -> PlacementsFilter:
    form = PlacementsFilter()
    form.host.choices = [(row.code, row.name) for row in queries.list_hosts(db.session(), authority())]
    return form


def _wanted(form: PlacementsFilter) -> Wanted:
    """What the address asks for."""
    return Wanted(
        group=form.given("group"),
        sourcing=form.given("sourcing"),
        place=form.given("place"),
        host=form.given("host"),
        distance=form.given("distance"),
        flag=form.given("flag"),
        home=request.args.get("home") or None,
        month=month_of(request.args.get("month", "")),
        state=form.given("state") or "current",
        today=clock.today(clock.now()),
    )
