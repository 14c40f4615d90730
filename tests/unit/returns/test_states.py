"""How an entry moves, whatever people press."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.returns.rules import Act, EntryState, next_state

S = EntryState
# From domain.md: not started → draft → submitted → queried → resubmitted → accepted. A nil return is one button,
# and a question may be asked about an accepted entry.
ALLOWED = {
    (S.NOT_STARTED, Act.SAVE): S.DRAFT,
    (S.DRAFT, Act.SAVE): S.DRAFT,
    (S.QUERIED, Act.SAVE): S.QUERIED,
    (S.NOT_STARTED, Act.SUBMIT): S.SUBMITTED,
    (S.DRAFT, Act.SUBMIT): S.SUBMITTED,
    (S.QUERIED, Act.SUBMIT): S.RESUBMITTED,
    (S.SUBMITTED, Act.QUERY): S.QUERIED,
    (S.RESUBMITTED, Act.QUERY): S.QUERIED,
    (S.ACCEPTED, Act.QUERY): S.QUERIED,
    (S.SUBMITTED, Act.ACCEPT): S.ACCEPTED,
    (S.RESUBMITTED, Act.ACCEPT): S.ACCEPTED,
}


def test_every_move_is_one_of_the_domain() -> None:
    assert {(state, act): next_state(state, act) for state in S for act in Act if next_state(state, act)} == ALLOWED


@given(st.lists(st.sampled_from(list(Act)), max_size=30))
def test_whatever_is_pressed_an_accepted_entry_was_sent_and_a_sent_one_is_never_a_draft_again(acts: list[Act]) -> None:
    state, was_sent = S.NOT_STARTED, False
    for act in acts:
        state = next_state(state, act) or state
        was_sent = was_sent or state is S.SUBMITTED
        assert state is not S.ACCEPTED or was_sent
        assert not (was_sent and state in (S.NOT_STARTED, S.DRAFT))
