"""The authority's view of organisations: the queue, one record, the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import Role
from portal.accounts.models import Person
from portal.providers import queries, rules, services
from portal.providers.forms import ApproveForm, DeclineForm, ProviderFilterForm
from portal.providers.models import ProviderAuthority, ProviderStatus
from portal.providers.views.rows import answer_rows, timeline
from portal.providers.words import SECTOR_WORDS, STATUS_WORDS, service_words
from portal.web import nav
from portal.web.csvs import csv_response
from portal.web.filters import format_date
from portal.web.forms import PortalForm
from portal.web.paging import page_of, sort_of
from portal.web.tables import Cell, Column, Table

Page = str | Response

READERS = (Role.COMMISSIONER, Role.PUBLISHER, Role.QA_OFFICER, Role.AUDITOR)
DECIDERS = (Role.COMMISSIONER, Role.PUBLISHER)
COLUMNS = (
    Column("Provider", sort_key="name"),
    Column("Services"),
    Column("Status", sort_key="status"),
    Column("Sent", sort_key="sent"),
)
CSV_HEADER = (
    "Reference",
    "Legal name",
    "Trading name",
    "Company number",
    "Charity number",
    "Ultimate owner",
    "Sector",
    "Services",
    "Status",
    "Sent on",
    "Decided on",
)

blueprint = Blueprint("providers", __name__, url_prefix="/commissioning/providers")
nav.add("Providers", "providers.list_providers", *READERS, order=40)


@blueprint.get("/")
@access.allow(*READERS)
def list_providers() -> Page:
    form, wanted = ProviderFilterForm(), _wanted()
    sort = sort_of(request.args, queries.SORTS, default="-sent")
    total = queries.count_standings(db.session(), access.authority_id(), **wanted)
    page = page_of(request.args, total=total)
    standings = queries.list_standings(
        db.session(),
        access.authority_id(),
        sort=sort.key,
        descending=sort.descending,
        limit=page.limit,
        offset=page.offset,
        **wanted,
    )
    return render_template(
        "providers/list.html",
        form=form,
        table=Table("Providers", COLUMNS, [_row(standing) for standing in standings]),
        sort=sort,
        page=page,
        total=total,
        filtered=bool(wanted["status"] or wanted["search"]),
        csv_href=url_for("providers.list_csv", **{k: v for k, v in wanted.items() if v}),
    )


def _wanted() -> dict[str, Any]:
    """The filter of the address; a status nobody offers is no filter."""
    form = ProviderFilterForm()
    status = form.status.data if form.status.data in STATUS_WORDS else None
    return {"status": status, "search": form.search.data or ""}


def _row(standing: ProviderAuthority) -> list[str | Cell]:
    provider = standing.provider
    words, tone = STATUS_WORDS[standing.status]
    flagged = ". Check the number: another provider gave it" if standing.flag else ""
    return [
        Cell(
            provider.legal_name,
            href=url_for("providers.provider", reference=provider.reference),
            note=f"{provider.reference}{flagged}",
        ),
        ", ".join(service_words(provider)),
        Cell(words, tone=tone),
        format_date(standing.applied_at) if standing.applied_at else "",
    ]


@blueprint.get("/list.csv")
@access.allow(*READERS)
def list_csv() -> Response:
    standings = queries.list_standings(db.session(), access.authority_id(), **_wanted())
    return csv_response("providers.csv", CSV_HEADER, [_csv_row(standing) for standing in standings])


def _csv_row(standing: ProviderAuthority) -> list[str]:
    provider = standing.provider
    return [
        provider.reference,
        provider.legal_name,
        provider.trading_name,
        provider.company_number or "",
        provider.charity_number or "",
        provider.ultimate_owner,
        SECTOR_WORDS.get(provider.sector or "", ""),
        ", ".join(service_words(provider)),
        STATUS_WORDS[standing.status][0],
        standing.applied_at.date().isoformat() if standing.applied_at else "",
        standing.decided_at.date().isoformat() if standing.decided_at else "",
    ]


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def provider(reference: str) -> Page:
    standing = _standing(reference)
    words, tone = STATUS_WORDS[standing.status]
    return render_template(
        "providers/record.html",
        standing=standing,
        provider=standing.provider,
        rows=[*_standing_rows(standing), *answer_rows(standing.provider)],
        events=timeline(db.session(), standing.provider, names=True),
        status_text=words,
        status_tone=tone,
        may_decide=_is_open(standing) and access.viewer().has(*DECIDERS) and not _is_own(standing),
    )


def _standing(reference: str) -> ProviderAuthority:
    return queries.get_standing(db.session(), reference, authority_id=access.authority_id())


def _is_open(standing: ProviderAuthority) -> bool:
    return rules.may_move(standing.status, ProviderStatus.APPROVED)


def _is_own(standing: ProviderAuthority) -> bool:
    return not rules.may_decide(access.viewer().person_id, standing.provider.registrant_id)


def _standing_rows(standing: ProviderAuthority) -> list[dict[str, Any]]:
    """Who registered it, and the last decision with its reason, which an application sent again carries with it."""
    registrant = db.session().get_one(Person, standing.provider.registrant_id)
    rows = [{"label": "Registered by", "value": f"{registrant.name}, {registrant.email}"}]
    if standing.reason:
        rows.append({"label": "Reason for declining it", "value": standing.reason})
    return rows


@blueprint.route("/<reference>/approve", methods=["GET", "POST"])
@access.allow(*DECIDERS)
def approve(reference: str) -> Page:
    standing = _standing(reference)
    form = ApproveForm(data={"version": standing.provider.version})
    if not form.validate_on_submit():
        return _decision_page("approve", standing, form)
    return _decided(services.approve, standing, form, "approved")


@blueprint.route("/<reference>/decline", methods=["GET", "POST"])
@access.allow(*DECIDERS)
def decline(reference: str) -> Page:
    standing = _standing(reference)
    form = DeclineForm(data={"version": standing.provider.version})
    if not form.validate_on_submit():
        return _decision_page("decline", standing, form)
    return _decided(services.decline, standing, form, "declined", reason=form.reason.data)


def _decision_page(verb: str, standing: ProviderAuthority, form: PortalForm) -> Page:
    """The page of a decision; one that was taken meanwhile leads back to the record, with a sentence."""
    if not _is_open(standing) or _is_own(standing):
        flash(services.OWN if _is_own(standing) else "This registration does not wait for a decision.", "notice")
        return redirect(url_for("providers.provider", reference=standing.provider.reference))
    return render_template(f"providers/{verb}.html", provider=standing.provider, form=form)


def _decided(verb: Any, standing: ProviderAuthority, form: Any, word: str, **more: str) -> Response:
    reference, name = standing.provider.reference, standing.provider.legal_name
    try:
        verb(
            db.session(),
            reference,
            authority_id=access.authority_id(),
            seen_version=form.seen_version,
            actor=access.viewer(),
            now=clock.now(),
            **more,
        )
    except services.Refused as refusal:
        flash(str(refusal), "error")
    else:
        flash(f"You have {word} {name}. We have told the person who registered it.", "success")
    return redirect(url_for("providers.provider", reference=reference))
