"""The programme: every home in the area with its next visit due, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from portal import access, clock, db
from portal.quality.forms import ProgrammeFilter
from portal.quality.queries.programme import Programmed, list_programme
from portal.quality.queries.visits import list_at_closed_homes
from portal.quality.views.desk import READERS, authority, may_write
from portal.quality.views.programme_rows import CSV_HEADER, csv_row, programme_table
from portal.quality.words import STANDING_NAMES, weight_words
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.paging import Sort, address, page_of, sort_of

blueprint = Blueprint("quality_programme", __name__, url_prefix="/quality")
nav.add("Quality", "quality_programme.programme", *READERS, order=45)

ORDERS: dict[str, Callable[[Programmed], Any]] = {
    "due": lambda each: each.due_on,
    "points": lambda each: each.assessed.points,
    "home": lambda each: each.home.name.lower(),
    "last": lambda each: each.facts.last_visit_on or each.facts.since_on,
}


@blueprint.get("/")
@access.allow(*READERS)
def programme() -> str:
    """The page of the list."""
    form = ProgrammeFilter()
    found, sort = _found(form)
    page = page_of(request.args, total=len(found))
    return render_template(
        "quality/programme.html",
        form=form,
        table=programme_table(found[page.offset : page.offset + page.limit], may_plan=may_write()),
        count_words="1 home" if len(found) == 1 else f"{len(found):,} homes",
        sort=sort,
        page=page,
        filtered=any(_asked(form)),
        csv_href=url_for("quality_programme.list_csv") + address(request.args.items(multi=True)) if found else None,
        weight_words=weight_words(),
        at_closed=list_at_closed_homes(db.session(), access.authority_id(), now=clock.now()),
    )


@blueprint.get("/list.csv")
@access.allow(*READERS)
def list_csv() -> Response:
    """The same list, whole, as CSV."""
    found, _ = _found(ProgrammeFilter())
    name = f"visits-due-{clock.today(clock.now()).isoformat()}.csv"
    return csv_response(name, CSV_HEADER, (csv_row(each) for each in found))


def _asked(form: ProgrammeFilter) -> tuple[str, str | None, str | None]:
    """Text, standing and type that the address asks for; a choice nobody offers is no filter."""

    def given(name: str) -> str | None:
        return form[name].data if form[name].data in {option.value for option in form[name].options} else None

    return (form.q.data or "").lower(), given("due"), given("type")


def _found(form: ProgrammeFilter) -> tuple[list[Programmed], Sort]:
    text, due, service_type = _asked(form)
    sort = sort_of(request.args, ORDERS, default="due")
    kept = [
        each
        for each in list_programme(db.session(), authority(), now=clock.now())
        if (not text or text in each.home.name.lower() or text in each.home.provider_name.lower())
        and (not service_type or each.home.service_type == service_type)
        and (not due or _stands(each, due))
    ]
    return sorted(kept, key=ORDERS[sort.key], reverse=sort.descending), sort


def _stands(each: Programmed, due: str) -> bool:
    if due in STANDING_NAMES:
        return each.standing == due
    return (each.own_day if due == "own" else each.unwritten) is not None
