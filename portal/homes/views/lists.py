"""The list of homes at either desk: search, filter, order, pages, CSV. Never an address."""

from __future__ import annotations

from flask import Response, render_template, request

from portal import access, clock, db
from portal.homes import queries
from portal.homes.forms import HomesFilter, StaffHomesFilter
from portal.homes.models import HomeDraft
from portal.homes.queries import Wanted
from portal.homes.views import rows
from portal.homes.views.desk import Desk
from portal.homes.words import SERVICE_NAMES
from portal.web.csvs import csv_response
from portal.web.paging import address, page_of, sort_of

LONGEST_SEARCH = 100


def list_homes(desk: Desk) -> str:
    """The page of the list."""
    session, scope, form = db.session(), desk.scope(), _filter(desk)
    wanted = _wanted(form)
    sort = sort_of(request.args, queries.SORT_KEYS, default="name")
    total = queries.count_homes(session, scope, wanted)
    page = page_of(request.args, total=total)
    homes = queries.list_homes(
        session, scope, wanted, order=sort.key, descending=sort.descending, offset=page.offset, limit=page.limit
    )
    return render_template(
        "homes/list.html",
        form=form,
        table=rows.home_table(homes, desk),
        count_words="1 home" if total == 1 else f"{total:,} homes",
        sort=sort,
        page=page,
        filtered=wanted != Wanted(),
        csv_href=desk.url("list_csv") + address(request.args.items(multi=True)) if total else None,
        is_staff=desk.is_staff,
        add_href=desk.url("add") if desk.may_write else None,
        drafts=[_draft_item(desk, draft) for draft in desk.list_drafts()],
    )


def list_csv(desk: Desk) -> Response:
    """The same list, whole, as CSV."""
    session, scope, wanted = db.session(), desk.scope(), _wanted(_filter(desk))
    sort = sort_of(request.args, queries.SORT_KEYS, default="name")
    homes = queries.list_homes(session, scope, wanted, order=sort.key, descending=sort.descending)
    needs = queries.list_home_needs(session, scope, wanted)
    name = f"homes-{clock.today(clock.now()).isoformat()}.csv"
    return csv_response(name, rows.CSV_HEADER, (rows.csv_row(home, needs.get(home.id, [])) for home in homes))


def _filter(desk: Desk) -> HomesFilter:
    if not desk.is_staff:
        return HomesFilter()
    form = StaffHomesFilter()
    form.provider.choices = queries.list_provider_names(db.session(), authority_id=access.authority_id())
    form.need.choices = [(need.slug, need.text) for need in queries.list_needs(db.session())]
    return form


def _wanted(form: HomesFilter) -> Wanted:
    """What the address asks for."""
    return Wanted(
        search=(form.q.data or "")[:LONGEST_SEARCH],
        service_type=form.given("type"),
        status=form.given("status"),
        provider=form.given("provider"),
        need=form.given("need"),
        host=form.given("host"),
        flag=form.given("flag"),
    )


def _draft_item(desk: Desk, draft: HomeDraft) -> dict[str, str]:
    return {
        "text": draft.name or f"{SERVICE_NAMES[draft.service_type]} without a name",
        "href": desk.url("resume", reference=draft.reference),
        "discard_href": desk.url("discard", reference=draft.reference),
        "hint": draft.provider.legal_name if desk.is_staff else "",
    }
