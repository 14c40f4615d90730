"""Inviting with a card, a new card for a lost one, and the shipped texts that people agree to."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime
from importlib.resources import files

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.access import Viewer
from portal.accounts.services import add_person, attempt_key, end_all_sessions
from portal.db import new_reference, verb
from portal.voice.inspectors import rules
from portal.voice.inspectors.models import ConsentText, Inspector, InspectorCard
from portal.voice.inspectors.queries import find_card, locked_inspector
from portal.voice.inspectors.rules import InspectorState
from portal.voice.inspectors.services.checks import Refused, record

# All are called the same wherever the portal names who did something.
PERSON_NAME = "Young inspector"
HAS_LEFT = "This inspector has left. Make a card for somebody new instead."


@verb
def load_texts(session: Session) -> int:
    """Add the shipped texts that are not there yet; safe to run again. Returns how many are shipped."""
    known = {(row.kind, row.version) for row in session.execute(select(ConsentText.kind, ConsentText.version))}
    shipped = json.loads(files("portal.voice.inspectors").joinpath("data/consents.json").read_text(encoding="utf-8"))
    for each in shipped:
        if (each["kind"], each["version"]) in known:
            continue
        lines = [line for heading, paragraph in each["parts"] for line in (heading, paragraph)]
        session.add(
            ConsentText(
                kind=each["kind"],
                version=each["version"],
                dated=date.fromisoformat(each["dated"]),
                title=each["title"],
                body="\n".join(lines),
            )
        )
    return len(shipped)


def code_hash(code: str) -> str:
    """How a code is kept: keyed, for it is so short that a plain hash could be guessed from a copy of the database."""
    return attempt_key("inspector-card", code)


def find_owner(session: Session, code: str) -> Inspector | None:
    """Whose card this is, whatever became of it and of them: for telling that somebody is not safe without a PIN."""
    card = find_card(session, code_hash(code))
    return card.inspector if card else None


@verb
def invite(
    session: Session, *, authority_id: int, actor: Viewer, now: datetime, code: str | None = None
) -> tuple[Inspector, str]:
    """Somebody new, of whom nothing is asked, and the code of their first card. The demonstration brings its own."""
    person = add_person(session, email=None, name=PERSON_NAME, now=now)
    inspector = Inspector(
        reference=new_reference("YI"),
        person_id=person.id,
        authority_id=authority_id,
        coordinator_id=actor.person_id,
        invited_at=now,
    )
    session.add(inspector)
    session.flush()
    record(session, "inspector_invited", inspector, actor=actor, now=now)
    return inspector, make_card(session, inspector, actor=actor, now=now, code=code)


@verb
def make_card(session: Session, inspector: Inspector, *, actor: Viewer, now: datetime, code: str | None = None) -> str:
    """A new card in the place of any before; returns its code, which is kept only as a hash.

    Whoever had joined has to choose a new PIN with it, and every session of theirs ends.
    """
    current = locked_inspector(session, inspector.id)
    if current.state == InspectorState.LEFT:
        raise Refused(HAS_LEFT)
    end_cards(session, current, now=now)
    end_all_sessions(session, current.person_id, now=now)
    code = code or "".join(secrets.choice(rules.CODE_ALPHABET) for _ in range(rules.CODE_LENGTH))
    session.add(InspectorCard(inspector_id=current.id, code_hash=code_hash(code), created_at=now))
    record(session, "card_made", current, actor=actor, now=now)
    return code


def end_cards(session: Session, inspector: Inspector, *, now: datetime) -> None:
    """No card made before counts any longer."""
    session.execute(
        update(InspectorCard)
        .where(InspectorCard.inspector_id == inspector.id, InspectorCard.ended_at.is_(None))
        .values(ended_at=now)
    )
