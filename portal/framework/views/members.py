"""Who is on a framework: the list, one membership with its history, and every change of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from portal import access, clock, db
from portal.db import NotFound
from portal.framework import rules, services
from portal.framework.forms import ENDING, MemberForm, MembersFilter, StandingForm, TermsForm
from portal.framework.models import Framework, LotMembership, Standing
from portal.framework.queries import members as queries
from portal.framework.queries.frameworks import get_lot
from portal.framework.queries.members import Wanted
from portal.framework.views import rows
from portal.framework.views.shared import READERS, WRITERS, Page, done, load, may_write, today
from portal.providers.queries import get_provider, list_approved
from portal.web.csvs import csv_response
from portal.web.filters import format_date
from portal.web.paging import address, page_of, sort_of

LONGEST_SEARCH = 100

blueprint = Blueprint("framework_members", __name__, url_prefix="/commissioning/framework/<reference>/members")


@dataclass(frozen=True)
class Change:
    """A verb over a standing: what it leads to, the heading, the button, what it means, and what is said after it."""

    standing: Standing
    heading: str
    button: str
    kind: str
    meaning: str
    done: str


CHANGES = {
    "suspend": Change(
        Standing.SUSPENDED,
        "Suspend {}",
        "Suspend this provider",
        "warning",
        "A suspended provider stays on the lot, but places are not bought from it on this lot until you let it back. "
        "It reads your reason here. The public does not learn of it.",
        "{} is suspended from {}.",
    ),
    "let-back": Change(
        Standing.ACTIVE,
        "Let {} back",
        "Let this provider back",
        "primary",
        "From that day places can be bought from it on this lot again. It reads your reason here.",
        "{} is active again from {}.",
    ),
    "end": Change(
        Standing.ENDED,
        "End the membership of {}",
        "End this membership",
        "warning",
        "From that day it is no longer on the lot. What has ended stays ended: to bring the provider back, you put it "
        "on the lot again. It reads your reason here.",
        "{} is off the lot from {}.",
    ),
}


def _url(page: str, framework: Framework, membership: LotMembership, **more: Any) -> str:
    return url_for(f"framework_members.{page}", reference=framework.reference, member=membership.reference, **more)


def _load(reference: str, member: str) -> tuple[Framework, LotMembership]:
    framework = load(reference)
    return framework, queries.get_membership(db.session(), framework, member)


@blueprint.get("/")
@access.allow(*READERS)
def list_members(reference: str) -> str:
    framework = load(reference)
    form = _filter(framework)
    wanted, session = _wanted(form), db.session()
    sort = sort_of(request.args, queries.SORT_KEYS, default="provider")
    total = queries.count_found(session, framework, wanted, today())
    page = page_of(request.args, total=total)
    found = queries.list_members(
        session, framework, wanted, today(), order=sort.key, descending=sort.descending, offset=page.offset,
        limit=page.limit,
    )  # fmt: skip
    csv = url_for("framework_members.list_csv", reference=reference) + address(request.args.items(multi=True))
    return render_template(
        "framework/members.html",
        framework=framework,
        form=form,
        table=rows.member_table(framework, found),
        count_words="1 membership" if total == 1 else f"{total:,} memberships",
        sort=sort,
        page=page,
        filtered=wanted != Wanted(),
        csv_href=csv if total else None,
        may_write=may_write(),
    )


@blueprint.get("/list.csv")
@access.allow(*READERS)
def list_csv(reference: str) -> Response:
    framework, on = load(reference), today()
    sort = sort_of(request.args, queries.SORT_KEYS, default="provider")
    wanted = _wanted(_filter(framework))
    found = queries.list_members(db.session(), framework, wanted, on, order=sort.key, descending=sort.descending)
    return csv_response(f"framework-{on.isoformat()}.csv", rows.CSV_HEADER, (rows.csv_row(each, on) for each in found))


def _filter(framework: Framework) -> MembersFilter:
    form = MembersFilter()
    form.lot.choices = [(lot.reference, rows.lot_name(lot)) for lot in framework.lots]
    return form


def _wanted(form: MembersFilter) -> Wanted:
    """What the address asks for."""
    return Wanted(
        search=(form.q.data or "")[:LONGEST_SEARCH],
        lot=form.given("lot"),
        standing=form.given("standing"),
        ending=ENDING in (form.flag.data or ()),
    )


@blueprint.route("/add", methods=["GET", "POST"])
@access.allow(*WRITERS)
def add(reference: str) -> Page:
    """Put an approved provider on a lot."""
    framework, made = load(reference), list[LotMembership]()
    form = MemberForm(data={"lot": request.args.get("lot"), "from_on": max(today(), framework.starts_on)})
    form.lot.choices = [(lot.reference, rows.lot_name(lot)) for lot in framework.lots]
    approved = list_approved(db.session(), access.authority_id())
    form.provider.choices = [(each.reference, f"{each.legal_name} ({each.reference})") for each in approved]
    added = done(
        form,
        lambda: made.append(
            services.put_on_lot(
                db.session(),
                get_lot(framework, form.lot.data),
                get_provider(db.session(), form.provider.data, authority_id=access.authority_id()),
                from_on=form.from_on.data,
                terms=form.terms.data,
                actor=access.viewer(),
                now=clock.now(),
            )
        ),
        "The provider is on the lot. It reads that when it next comes here.",
        lambda: _url("member", framework, made[0]),
    )
    return added or render_template(
        "framework/add_member.html",
        form=form,
        framework=framework,
        has_lots=bool(framework.lots),
        has_providers=bool(approved),
        back_href=url_for("framework_members.list_members", reference=reference),
    )


@blueprint.get("/<member>/")
@access.allow(*READERS)
def member(reference: str, member: str) -> str:
    framework, found = _load(reference, member)
    # One that has not begun yet may be ended from its first day.
    on = max(today(), found.changes[0].from_on)
    possible = rules.may_become(found.changes, on) if may_write() else frozenset()
    return render_template(
        "framework/member.html",
        framework=framework,
        membership=found,
        lot_name=rows.lot_name(found.lot),
        status=rows.standing_cell(rules.standing_on(found.changes, today())),
        rows=_rows(framework, found),
        history=rows.history(found, today()),
        changes=[
            (_url("standing", framework, found, change=slug), change)
            for slug, change in CHANGES.items()
            if change.standing in possible
        ],
    )


def _rows(framework: Framework, membership: LotMembership) -> list[rows.Row]:
    terms = _url("terms", framework, membership) if may_write() else None
    provider = url_for("providers.provider", reference=membership.provider.reference)
    return [
        {"label": "Provider", "value": rows.link(membership.provider.legal_name, provider)},
        {"label": "Framework", "value": framework.title},
        {"label": "Lot", "value": rows.lot_name(membership.lot)},
        {"label": "Terms", "value": rows.lines(membership.terms.splitlines()), "href": terms, "change": "the terms"},
    ]


@blueprint.route("/<member>/standing/<change>", methods=["GET", "POST"])
@access.allow(*WRITERS)
def standing(reference: str, member: str, change: str) -> Page:
    """Suspend, let back or end."""
    framework, found = _load(reference, member)
    if change not in CHANGES:
        raise NotFound("no such change")
    what, name = CHANGES[change], found.provider.legal_name
    form = StandingForm(data={"from_on": max(today(), found.changes[0].from_on)})
    day = form.from_on.data
    changed = done(
        form,
        lambda: services.change_standing(
            db.session(),
            found,
            what.standing,
            from_on=form.from_on.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        what.done.format(name, format_date(day) if day else ""),
        lambda: _url("member", framework, found),
    )
    return changed or render_template(
        "framework/standing.html",
        form=form,
        heading=what.heading.format(name),
        caption=rows.lot_name(found.lot),
        meaning=what.meaning,
        submit_text=what.button,
        submit_kind=what.kind,
        back_href=_url("member", framework, found),
    )


@blueprint.route("/<member>/terms", methods=["GET", "POST"])
@access.allow(*WRITERS)
def terms(reference: str, member: str) -> Page:
    framework, found = _load(reference, member)
    form = TermsForm(obj=found)
    changed = done(
        form,
        lambda: services.change_terms(
            db.session(),
            found,
            form.terms.data,
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The terms are saved.",
        lambda: _url("member", framework, found),
    )
    return changed or render_template(
        "framework/details.html",
        form=form,
        heading=f"Terms of {found.provider.legal_name}",
        caption=rows.lot_name(found.lot),
        back_href=_url("member", framework, found),
    )
