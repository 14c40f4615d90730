"""The organisation's own profile: everybody there reads it, its admins keep it true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import PROVIDER_ROLES, Role
from portal.authorities.queries import get_active_authority
from portal.providers import queries, services
from portal.providers.forms import ChangeContactForm, ChangeSafeguardingForm, TradingNameForm
from portal.providers.models import Provider
from portal.providers.rules import STEP_FIELDS, Step
from portal.providers.views.rows import answer_rows, timeline
from portal.providers.words import STATUS_WORDS, STEP_TITLES
from portal.web import nav
from portal.web.versions import show_both

Page = str | Response

blueprint = Blueprint("organisation", __name__, url_prefix="/provider")
nav.add("Your organisation", "organisation.profile", *PROVIDER_ROLES, order=80)


@dataclass(frozen=True)
class Part:
    """A part of the profile that admins may change: its address, its words, its form and its columns."""

    slug: str
    step: Step
    title: str
    form: type[Any]
    fields: tuple[str, ...]


PARTS = {
    part.slug: part
    for part in (
        Part("trading-name", Step.ORGANISATION, "Trading name", TradingNameForm, ("trading_name",)),
        Part("contact", Step.CONTACT, STEP_TITLES[Step.CONTACT], ChangeContactForm, STEP_FIELDS[Step.CONTACT]),
        Part(
            "safeguarding-lead",
            Step.SAFEGUARDING,
            STEP_TITLES[Step.SAFEGUARDING],
            ChangeSafeguardingForm,
            STEP_FIELDS[Step.SAFEGUARDING],
        ),
    )
}
CHANGE_LABELS = {"Trading name": "trading-name", "Contact": "contact", "Safeguarding lead": "safeguarding-lead"}


def _own() -> Provider:
    return queries.get_own_provider(db.session(), access.provider_id())


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def profile() -> Page:
    provider = _own()
    authority = get_active_authority(db.session())
    standing = queries.get_own_standing(db.session(), provider.id, authority_id=authority.id)
    words, tone = STATUS_WORDS[standing.status]
    return render_template(
        "providers/profile.html",
        provider=provider,
        contact_email=authority.contact_email,
        rows=_rows(provider, may_change=access.viewer().has(Role.PROVIDER_ADMIN)),
        events=timeline(db.session(), provider, names=False),
        status_text=words,
        status_tone=tone,
    )


def _rows(provider: Provider, *, may_change: bool) -> list[Any]:
    rows = answer_rows(provider)
    if not may_change:
        return rows
    return [
        {**row, "href": url_for("organisation.change", part=CHANGE_LABELS[row["label"]])}
        if row["label"] in CHANGE_LABELS
        else row
        for row in rows
    ]


@blueprint.route("/change/<part>", methods=["GET", "POST"])
@access.allow(Role.PROVIDER_ADMIN)
def change(part: str) -> Page:
    provider, current = _own(), _part(part)
    stored = {name: getattr(provider, name) for name in current.fields}
    form = current.form(data={**stored, "version": provider.version})
    if form.validate_on_submit():
        try:
            services.change_details(
                db.session(),
                provider.id,
                {name: form[name].data for name in current.fields},
                seen_version=form.seen_version,
                actor=access.viewer(),
                now=clock.now(),
            )
        except services.Stale as stale:
            show_both(form, str(stale), stale.current, stale.version)
        else:
            flash("Your changes are saved.", "success")
            return redirect(url_for("organisation.profile"))
    return render_template("providers/change.html", form=form, title=current.title)


def _part(slug: str) -> Part:
    if slug not in PARTS:
        raise db.NotFound("no such part of the profile")
    return PARTS[slug]
