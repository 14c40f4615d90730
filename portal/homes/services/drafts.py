"""A home being added step by step: each step is saved at once, so leaving and coming back loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import new_reference, verb
from portal.homes import queries, rules
from portal.homes.models import Home, HomeDraft, HomeDraftNeed
from portal.homes.services.checks import Refused, judged_step, refuse_stale
from portal.homes.services.register import add_home
from portal.providers.models import Provider, ServiceType

GONE = "This home was added or discarded already. Go back to the list of homes."


@verb
def start_draft(
    session: Session, provider: Provider, service_type: ServiceType, *, actor: Viewer, now: datetime
) -> HomeDraft:
    """Begin adding a home to an organisation; a member of staff's draft is theirs alone."""
    draft = HomeDraft(
        reference=new_reference("HD"),
        provider_id=provider.id,
        provider=provider,
        authority_id=actor.authority_id,
        started_by_id=actor.person_id,
        started_at=now,
        service_type=service_type,
    )
    session.add(draft)
    session.flush()
    _note(session, draft, "homes.draft_started", actor=actor, now=now)
    return draft


@verb
def save_step(
    session: Session, draft: HomeDraft, step: str, answers: Mapping[str, Any], *, version: int, now: datetime
) -> HomeDraft:
    """Keep one step's answers. Stale when a colleague saved since; Refused when they will not do."""
    draft = _locked(session, draft)
    answers = {field: answers[field] for field in rules.STEP_FIELDS[step]}
    details = _with_answers(draft, step, answers)
    if step in queries.answered_steps(draft) and details == queries.draft_details(draft):
        return draft
    refuse_stale(draft, version)
    judged_step(step, details, now)
    for field, value in answers.items():
        if field != "needs":
            setattr(draft, field, value)
    if step == "needs":
        kept = {need.need_slug: need for need in draft.needs}
        draft.needs = [kept.get(slug) or HomeDraftNeed(need_slug=slug) for slug in answers["needs"]]
    draft.needs_answered = draft.needs_answered or step == "needs"
    draft.address_answered = draft.address_answered or step == "address"
    draft.version += 1
    return draft


def _with_answers(draft: HomeDraft, step: str, answers: Mapping[str, Any]) -> rules.HomeDetails:
    details = queries.draft_details(draft)
    if step != "address":
        return replace(details, **answers)
    premises = (rules.Address(**answers),) if any(answers.values()) else ()
    return replace(details, premises=premises)


@verb
def add_from_draft(session: Session, draft: HomeDraft, *, actor: Viewer, now: datetime) -> Home:
    """Make the draft a home. Asked twice, also at the same instant, it answers with the same home."""
    found = queries.locked_draft(session, draft.id)
    if found is None:
        raise Refused.because(GONE)
    if found.home_id is not None:
        return session.get_one(Home, found.home_id)
    home = add_home(session, found.provider, queries.draft_details(found), actor=actor, now=now)
    found.home_id = home.id
    # The address is kept in one place only.
    found.line_1 = found.line_2 = found.town = found.postcode = ""
    return home


@verb
def discard_draft(session: Session, draft: HomeDraft, *, actor: Viewer, now: datetime) -> None:
    """Throw an unfinished draft away."""
    draft = _locked(session, draft)
    session.delete(draft)
    _note(session, draft, "homes.draft_discarded", actor=actor, now=now)


def _locked(session: Session, draft: HomeDraft) -> HomeDraft:
    found = queries.locked_draft(session, draft.id)
    if found is None or found.home_id is not None:
        raise Refused.because(GONE)
    return found


def _note(session: Session, draft: HomeDraft, what: str, *, actor: Viewer, now: datetime) -> None:
    events.record(
        session,
        what,
        ("home_draft", draft.reference),
        actor=actor,
        now=now,
        provider=draft.provider.reference if draft.authority_id is None else None,
    )
