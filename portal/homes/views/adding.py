"""Adding a home, a step a page, at either desk: the draft is saved at each step."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.db import NotFound
from portal.homes import queries, rules, services
from portal.homes.forms import ConfirmForm
from portal.homes.models import Home, HomeDraft
from portal.homes.services.checks import allows_fictional
from portal.homes.views import rows
from portal.homes.views.desk import Desk
from portal.homes.views.flows import done, show_step, step_form, vocabulary
from portal.providers.models import ServiceType

Page = str | Response


def unfinished(draft: HomeDraft) -> list[str]:
    """The steps still to do."""
    return rules.unfinished_steps(
        queries.draft_details(draft),
        queries.answered_steps(draft),
        today=clock.today(clock.now()),
        allow_fictional=allows_fictional(),
    )


def go_on(desk: Desk, draft: HomeDraft) -> Response:
    """To the first step still to do, or to the answers when there is none."""
    steps = unfinished(draft)
    if steps:
        return redirect(desk.url("draft_step", reference=draft.reference, step=steps[0]))
    return redirect(desk.url("check", reference=draft.reference))


def resume(desk: Desk, reference: str) -> Response:
    """Go on with a draft where it was left."""
    return go_on(desk, desk.get_draft(reference))


def _added(desk: Desk, draft: HomeDraft) -> Response:
    """A draft that became a home already (the back button, a second send): to its confirmation."""
    home = db.session().get_one(Home, draft.home_id)
    return redirect(desk.url("added", reference=home.reference))


def draft_step(desk: Desk, reference: str, step: str) -> Page:
    """One step of a draft."""
    draft = desk.get_draft(reference)
    if draft.home_id is not None:
        return _added(desk, draft)
    steps = rules.steps_of(ServiceType(draft.service_type))
    if step not in steps:
        raise NotFound("no such step")
    form = step_form(step, draft)
    saved = done(
        form,
        lambda: services.save_step(
            db.session(), draft, step, form.answers(), version=form.seen_version, now=clock.now()
        ),
        "",
        desk.url("resume", reference=reference),
    )
    return saved or show_step(step, form, draft, submit_text="Save and continue", **_around(desk, draft, step, steps))


def _around(desk: Desk, draft: HomeDraft, step: str, steps: tuple[str, ...]) -> dict[str, Any]:
    """Where the step stands: progress in words, the way back, the way out."""
    place = steps.index(step)
    homes = desk.url("list_homes")
    return {
        "progress": f"Add a home: step {place + 1} of {len(steps)}",
        "back_href": desk.url("draft_step", reference=draft.reference, step=steps[place - 1]) if place else homes,
        "later_href": homes,
        "is_planned": draft.status == "planned",
    }


def check(desk: Desk, reference: str) -> Page:
    """Check the answers and add the home. Sent twice, it leads to the same home."""
    draft = desk.get_draft(reference)
    if draft.home_id is not None:
        return _added(desk, draft)
    if unfinished(draft):
        return go_on(desk, draft)
    form, again = ConfirmForm(), desk.url("check", reference=reference)
    sent = done(
        form, lambda: services.add_from_draft(db.session(), draft, actor=access.viewer(), now=clock.now()), "", again
    )
    return sent or render_template(
        "homes/check.html",
        form=form,
        rows=_check_rows(desk, draft),
        provider_name=draft.provider.legal_name if desk.is_staff else None,
        back_href=desk.url("list_homes"),
        discard_href=desk.url("discard", reference=reference),
    )


def _check_rows(desk: Desk, draft: HomeDraft) -> list[rows.Row]:
    details, words = queries.draft_details(draft), vocabulary()
    steps = rules.steps_of(details.service_type)

    def link(step: str) -> str | None:
        return desk.url("draft_step", reference=draft.reference, step=step) if step in steps else None

    found = rows.summary(details, link, words)
    if "area" in steps:
        area = words.get(draft.host_authority_code or "", "")
        return [*found, {"label": "Council area", "value": area, "href": link("area")}]
    address = rows.address_text(details.premises[0]) if details.premises else ""
    return [*found, {"label": "Address", "value": address, "href": link("address")}]


def discard(desk: Desk, reference: str) -> Page:
    """Throw an unfinished draft away, after asking."""
    draft = desk.get_draft(reference)
    form = ConfirmForm()
    if draft.home_id is not None:
        return _added(desk, draft)
    discarded = done(
        form,
        lambda: services.discard_draft(db.session(), draft, actor=access.viewer(), now=clock.now()),
        "The unfinished home is discarded.",
        desk.url("list_homes"),
    )
    name = draft.name or "a home without a name"
    return discarded or render_template("homes/discard.html", form=form, name=name, back_href=desk.url("list_homes"))


def added(desk: Desk, reference: str) -> str:
    """What was added and what happens next."""
    home = desk.get_home(reference)
    return render_template(
        "homes/added.html",
        home=home,
        home_href=desk.url("home", reference=reference),
        add_href=desk.url("add"),
        list_href=desk.url("list_homes"),
        may_have_more=rules.most_premises(home.service_type) > 1 and not desk.is_staff,
    )
