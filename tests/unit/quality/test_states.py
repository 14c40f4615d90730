"""Where a visit can go from where it stands."""

from __future__ import annotations

import pytest

from portal.quality.rules import REFUSALS, Step, VisitState, after, is_open

LINE = [
    (VisitState.PLANNED, Step.FINISH, VisitState.DONE),
    (VisitState.DONE, Step.DRAFT, VisitState.DRAFT_REPORT),
    (VisitState.DRAFT_REPORT, Step.SHARE, VisitState.FACTUAL_ACCURACY),
    (VisitState.FACTUAL_ACCURACY, Step.FINALISE, VisitState.FINAL),
    (VisitState.FINAL, Step.CLOSE, VisitState.CLOSED),
    (VisitState.CLOSED, Step.REMOVE, VisitState.REMOVED),
]
ASIDE = [
    (VisitState.PLANNED, Step.CHANGE, VisitState.PLANNED),
    (VisitState.PLANNED, Step.CANCEL, VisitState.CANCELLED),
    (VisitState.CANCELLED, Step.REMOVE, VisitState.REMOVED),
]


@pytest.mark.parametrize(("state", "step", "expected"), LINE + ASIDE)
def test_a_visit_goes_on_step_by_step(state: VisitState, step: Step, expected: VisitState) -> None:
    assert after(state, step) is expected


def test_nothing_else_can_be_done() -> None:
    allowed = {(state, step) for state, step, _ in LINE + ASIDE}
    for state in VisitState:
        for step in Step:
            if (state, step) not in allowed:
                assert after(state, step) is None
                assert REFUSALS[step].endswith(".")


def test_only_closed_and_called_off_visits_need_nothing_more() -> None:
    over = [VisitState.CLOSED, VisitState.CANCELLED, VisitState.REMOVED]
    assert [state for state in VisitState if not is_open(state)] == over
