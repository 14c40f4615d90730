"""How one entry moves: not started → draft → submitted → queried → resubmitted → accepted.

A commissioner may still ask about an accepted entry. Its accepted version goes on counting until another is accepted,
so a question asked after publication never makes a figure vanish.
"""

from __future__ import annotations

from enum import StrEnum

from portal.returns.rules.kinds import EntryState

S = EntryState


class Act(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    QUERY = "query"
    ACCEPT = "accept"


_MOVES = {
    Act.SAVE: {S.NOT_STARTED: S.DRAFT, S.DRAFT: S.DRAFT, S.QUERIED: S.QUERIED},
    Act.SUBMIT: {S.NOT_STARTED: S.SUBMITTED, S.DRAFT: S.SUBMITTED, S.QUERIED: S.RESUBMITTED},
    Act.QUERY: {S.SUBMITTED: S.QUERIED, S.RESUBMITTED: S.QUERIED, S.ACCEPTED: S.QUERIED},
    Act.ACCEPT: {S.SUBMITTED: S.ACCEPTED, S.RESUBMITTED: S.ACCEPTED},
}
EDITABLE = frozenset(_MOVES[Act.SAVE])
TO_LOOK_AT = frozenset(_MOVES[Act.ACCEPT])
NOT_RETURNED = frozenset({S.NOT_STARTED, S.DRAFT})


def next_state(state: EntryState, act: Act) -> EntryState | None:
    """Where an act takes an entry, or None where it may not be done."""
    return _MOVES[act].get(EntryState(state))


def may_accept(person_id: int, sender_id: int) -> bool:
    """Whether a person may accept a version: maker is not approver, at whatever desk."""
    return person_id != sender_id
