"""Agreeing actions, saying what was done, closing them; and closing the visit with the last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy.orm import Session

from portal import clock, events, mail
from portal.access import Role, Viewer
from portal.db import new_reference, verb
from portal.events import Actor
from portal.quality.actions import queries
from portal.quality.actions.models import ActionEvidence, ActionMove, ActionState, VisitAction
from portal.quality.actions.rules import has_day_ahead, last_day_due, last_day_escalated
from portal.quality.actions.since import news
from portal.quality.models import Visit, VisitState
from portal.quality.queries import locked_visit
from portal.quality.queries.people import list_people_of_home, list_staff
from portal.quality.reports.queries import FINAL, get_report, window_of
from portal.quality.reports.services import Stale
from portal.quality.rules import Step
from portal.quality.services.steps import note, take
from portal.quality.services.visits import Refused
from portal.quality.words import too_far
from portal.web.filters import format_date

NOT_FINAL = "Actions are followed once the report is final. Look at where the visit stands now."
NOT_MOVED = (
    "The day of an action is moved once the provider has had its time to check the report, or after it is final. In a "
    "draft, change the action."
)
NOT_DRAFT = "Actions can be changed while the report is a draft, and added once it is final."
CLOSED = "This action is closed already."
STALE = (
    "Somebody else changed this while you were typing. What they saved stands beside what you typed: "
    "keep what is right and save again"
)
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class ActionDetails:
    """What is to change, which standard that serves ("" for none), who sees to it, and by when."""

    text: str
    standard: str
    owner: str
    due_on: date


@verb
def add_action(session: Session, visit: Visit, details: ActionDetails, *, actor: Viewer, now: datetime) -> VisitAction:
    """Agree an action: with the draft report, or after it is final. Refused for a day that is over or far
    away."""
    held = locked_visit(session, visit.id)
    if held.state not in (VisitState.DRAFT_REPORT, VisitState.FINAL):
        raise Refused(NOT_DRAFT)
    _refuse_day(details.due_on, now)
    action = VisitAction(
        reference=new_reference("AC"),
        visit_id=held.id,
        state=ActionState.OPEN,
        created_at=now,
        created_by_id=actor.person_id,
        **vars(details),
    )
    session.add(action)
    session.flush()
    _note(session, "action_added", held, action, actor=actor, now=now, due_on=details.due_on.isoformat())
    if held.state == VisitState.FINAL:
        _tell(session, held, action, "new", now)
    return action


def _refuse_day(due_on: date, now: datetime) -> None:
    if not has_day_ahead(due_on, clock.today(now)):
        raise Refused("The date must be after today.", "due_on")
    last = last_day_due(clock.today(now))
    if due_on > last:
        raise Refused(too_far("The date", last), "due_on")


@verb
def change_action(
    session: Session,
    visit: Visit,
    action: VisitAction,
    details: ActionDetails,
    *,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Change an action of a draft report. What stands already changes nothing; Stale when somebody saved since."""
    held, current = _held(session, visit, action, VisitState.DRAFT_REPORT, NOT_DRAFT)
    stored = ActionDetails(current.text, current.standard, current.owner, current.due_on)
    if stored == details:
        return
    if current.version != seen_version:
        raise Stale(_differences(stored, details), current.version, STALE)
    _refuse_day(details.due_on, now)
    for name, value in vars(details).items():
        setattr(current, name, value)
    current.version += 1
    _note(session, "action_changed", held, current, actor=actor, now=now, due_on=details.due_on.isoformat())


def _differences(stored: ActionDetails, given: ActionDetails) -> dict[str, str]:
    there = {name: value for name, value in vars(stored).items() if value != vars(given)[name]}
    return {name: format_date(value) if isinstance(value, date) else value for name, value in there.items()}


@verb
def remove_action(session: Session, visit: Visit, action: VisitAction, *, actor: Viewer, now: datetime) -> None:
    """Take an action out of a draft report."""
    held, current = _held(session, visit, action, VisitState.DRAFT_REPORT, NOT_DRAFT)
    session.delete(current)
    _note(session, "action_removed", held, current, actor=actor, now=now)


@verb
def send_evidence(
    session: Session, visit: Visit, action: VisitAction, text: str, *, actor: Viewer, now: datetime
) -> None:
    """The provider says what was done. The same words sent twice are one; Refused once the action is closed."""
    held, current = _held(session, visit, action, VisitState.FINAL, NOT_FINAL)
    if current.state == ActionState.CLOSED:
        raise Refused(CLOSED)
    if current.state == ActionState.ANSWERED:
        if current.evidence[-1].text == text:
            return
        raise Refused("The officer is looking at what you wrote. You can write more if it is sent back.")
    current.evidence.append(ActionEvidence(text=text, sent_at=now, sent_by_id=actor.person_id))
    current.state = ActionState.ANSWERED
    current.version += 1
    _note(session, "evidence_sent", held, current, actor=actor, now=now)


@verb
def send_back(
    session: Session,
    visit: Visit,
    action: VisitAction,
    *,
    reason: str,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """The officer needs to see more, and says what; the provider is written to. Stale where something happened to the
    action since the officer read it: nothing is sent back unread. Sent back once more for the same reason, it is."""
    held, current = _locked(session, visit, action)
    newest = current.evidence[-1] if current.evidence else None
    if newest and current.state == ActionState.OPEN and newest.sent_back_reason == reason:
        return
    _refuse_elsewhere(held, VisitState.FINAL, NOT_FINAL)
    if newest is None or current.state != ActionState.ANSWERED:
        raise Refused("Nothing waits for you here: the provider has sent nothing new about this action.")
    _refuse_unread(current, seen_version)
    newest.sent_back_at, newest.sent_back_by_id, newest.sent_back_reason = now, actor.person_id, reason
    current.state = ActionState.OPEN
    current.version += 1
    _note(session, "evidence_sent_back", held, current, actor=actor, now=now)
    _tell(session, held, current, f"back-{newest.id}", now)


def _refuse_unread(action: VisitAction, seen_version: int, current: Mapping[str, str] = NOTHING) -> None:
    """Stale where something happened to an action since a page of it was opened. `current`: what of it stands beside
    what was typed."""
    if action.version != seen_version:
        raise Stale(current, action.version, news(action, seen_version))


@verb
def move_action(
    session: Session,
    visit: Visit,
    action: VisitAction,
    due_on: date,
    *,
    reason: str,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> None:
    """Give an action another day, with the reason; the provider is written to. It begins anew: what was passed to the
    commissioners is theirs no longer until it is late again. Refused for a day that is over or far away, and once it is
    closed; Stale where something happened to it since the officer read it. The same day for the same reason once more
    changes nothing.

    Before the report is final, only after the provider's time to check it: it reads the day once the report is final.
    """
    held, current = _locked(session, visit, action)
    newest = current.moves[-1] if current.moves else None
    if newest and (newest.to_on, newest.reason) == (due_on, reason):
        return
    if not may_move(session, held, now=now):
        raise Refused(NOT_MOVED)
    if current.state == ActionState.CLOSED:
        raise Refused(CLOSED)
    if current.due_on == due_on:
        raise Refused("It is due on this day already.", "due_on")
    _refuse_day(due_on, now)
    stands = {"due_on": format_date(newest.to_on), "reason": newest.reason} if newest else NOTHING
    _refuse_unread(current, seen_version, stands)
    move = ActionMove(from_on=current.due_on, to_on=due_on, reason=reason, moved_at=now, moved_by_id=actor.person_id)
    current.moves.append(move)
    current.due_on, current.escalated_at = due_on, None
    current.version += 1
    session.flush()
    _note(session, "action_moved", held, current, actor=actor, now=now, due_on=due_on.isoformat())
    if held.state == VisitState.FINAL:
        _tell(session, held, current, f"moved-{move.id}", now)


def may_move(session: Session, visit: Visit, *, now: datetime) -> bool:
    """Whether the days of a visit's actions can be moved as it stands now."""
    if visit.state != VisitState.FACTUAL_ACCURACY:
        return visit.state == VisitState.FINAL
    window = window_of(get_report(session, visit.id))
    return window is not None and not window.takes(now)


@verb
def close_action(
    session: Session,
    visit: Visit,
    action: VisitAction,
    *,
    reason: str,
    seen_version: int,
    actor: Viewer,
    now: datetime,
) -> bool:
    """The officer is content, or the action is not needed any more; the reason says which. Closing the last one closes
    the visit, and then True is returned. Stale where something happened to the action since the officer read it:
    nothing is closed unread. Closed once more for the same reason, it is."""
    held, current = _locked(session, visit, action)
    if current.state == ActionState.CLOSED and current.closed_reason == reason:
        return held.state == VisitState.CLOSED
    _refuse_elsewhere(held, VisitState.FINAL, NOT_FINAL)
    if current.state == ActionState.CLOSED:
        raise Refused(CLOSED)
    _refuse_unread(current, seen_version)
    current.state, current.closed_at, current.closed_by_id = ActionState.CLOSED, now, actor.person_id
    current.closed_reason = reason
    current.version += 1
    session.flush()
    _note(session, "action_closed", held, current, actor=actor, now=now)
    if queries.count_open(session, held.id):
        return False
    close_visit(session, held, actor=actor, now=now)
    return True


@verb
def close_visit(session: Session, visit: Visit, *, actor: Viewer, now: datetime) -> None:
    """Nothing is left to do. Refused while an action is open."""
    held = locked_visit(session, visit.id)
    if count := queries.count_open(session, held.id):
        raise Refused("1 action is still open." if count == 1 else f"{count} actions are still open.")
    take(session, held, Step.CLOSE)
    note(session, "visit_closed", held, actor=actor, now=now, shared=True)


@verb
def escalate(session: Session, *, now: datetime, days: int) -> int:
    """Pass open actions that have been overdue for so many days to the commissioners, once each; how many were."""
    done = 0
    for action in queries.list_open(session, last_day_escalated(clock.today(now), days)):
        current = queries.locked_action(session, action.id)
        if current.escalated_at is not None or current.state != ActionState.OPEN:
            continue
        current.escalated_at = now
        done += 1
        _note(session, "action_escalated", action.visit, current, actor=events.SYSTEM, now=now)
        subject, what = "An action after a visit is overdue", f"{current.reference}:{current.due_on.isoformat()}"
        _tell_commissioners(session, action.visit, "action_escalated", subject, what, current.due_on, now=now)
    return done


@verb
def pass_on_unread(session: Session, *, now: datetime, days: int) -> int:
    """Pass actions to the commissioners of which the provider said so many days ago what was done, and nobody has read
    it, once each; how many were."""
    done = 0
    last = last_day_escalated(clock.today(now), days)
    for action in queries.list_unread(session, clock.london_midnight(last + timedelta(days=1))):
        current = queries.locked_action(session, action.id)
        newest = current.evidence[-1]
        session.refresh(newest)
        if current.state != ActionState.ANSWERED or newest.passed_on_at is not None:
            continue
        newest.passed_on_at = now
        done += 1
        _note(session, "evidence_passed_on", action.visit, current, actor=events.SYSTEM, now=now)
        subject, what = "Nobody has read what was done after a visit", f"{current.reference}:{newest.id}"
        _tell_commissioners(session, action.visit, "evidence_unread", subject, what, newest.sent_at, now=now)
    return done


def _tell_commissioners(
    session: Session, visit: Visit, template: str, subject: str, what: str, day: date | datetime, *, now: datetime
) -> None:
    """One mail to each commissioner of what was passed to them. `what` tells it from all others; `day`: when it was due
    or sent."""
    for person in list_staff(session, visit.authority_id, Role.COMMISSIONER):
        mail.post(
            session,
            template,
            to=person.inbox,
            subject=subject,
            key=f"{template.replace('_', '-')}:{what}:{person.id}",
            now=now,
            name=person.name,
            day=format_date(day),
            path=f"/quality/visits/{visit.reference}/actions/",
        )


def _held(
    session: Session, visit: Visit, action: VisitAction, state: VisitState, refusal: str
) -> tuple[Visit, VisitAction]:
    """Visit and action, locked; Refused unless the visit stands where it should."""
    held, current = _locked(session, visit, action)
    _refuse_elsewhere(held, state, refusal)
    return held, current


def _locked(session: Session, visit: Visit, action: VisitAction) -> tuple[Visit, VisitAction]:
    """Visit and action, locked in that order."""
    return locked_visit(session, visit.id), queries.locked_action(session, action.id)


def _refuse_elsewhere(visit: Visit, state: VisitState, refusal: str) -> None:
    if visit.state != state:
        raise Refused(refusal)


def _note(
    session: Session, what: str, visit: Visit, action: VisitAction, *, actor: Actor, now: datetime, **detail: object
) -> None:
    shared = visit.state in FINAL  # until then the provider reads the draft as it was sent
    note(session, what, visit, actor=actor, now=now, shared=shared, personal=None, action=action.reference, **detail)


def _tell(session: Session, visit: Visit, action: VisitAction, what: str, now: datetime) -> None:
    for person in list_people_of_home(session, visit.home):
        mail.post(
            session,
            "action_waits",
            to=person.inbox,
            subject=f"An action after our visit, due by {format_date(action.due_on)}",
            key=f"action-{what}:{action.reference}:{person.id}",
            now=now,
            name=person.name,
            due_on=format_date(action.due_on),
            path=f"/provider/visits/{visit.reference}/",
        )
