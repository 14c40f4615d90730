"""The ladder, on plain instants: who is next, when, and what a mail that does not go out changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.voice.disclosures.rules import Mailed, Pace, Rung, Step, Taken, is_stuck, next_rung, pace_fault

TOLD = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
PACE = Pace(to_deputy=15, to_all=30, to_manager=60, again_every=45, until_stuck=5)
LADDER = (
    (Rung(Step.ON_DUTY), Rung(Step.DEPUTY), 15),
    (Rung(Step.DEPUTY), Rung(Step.ALL_LEADS), 30),
    (Rung(Step.ALL_LEADS), Rung(Step.MANAGER), 60),
)


def after(minutes: float) -> datetime:
    return TOLD + timedelta(minutes=minutes)


def test_somebody_on_duty_is_told_at_once() -> None:
    assert next_rung(TOLD, None, PACE, TOLD) == Rung(Step.ON_DUTY)


@pytest.mark.parametrize(("last", "following", "minutes"), LADDER)
def test_each_step_waits_for_its_minutes(last: Rung, following: Rung, minutes: int) -> None:
    taken = Taken(last, TOLD, reached=True)
    assert next_rung(TOLD, taken, PACE, after(minutes - 0.01)) is None
    assert next_rung(TOLD, taken, PACE, after(minutes)) == following


@pytest.mark.parametrize(("last", "following", "minutes"), LADDER)
def test_a_step_that_reached_nobody_is_followed_at_once(last: Rung, following: Rung, minutes: int) -> None:
    assert next_rung(TOLD, Taken(last, TOLD, reached=False), PACE, TOLD) == following


@pytest.mark.parametrize("reached", [True, False])
def test_repeats_are_counted_and_wait_whatever_becomes_of_their_mails(reached: bool) -> None:
    for last, number in ((Rung(Step.MANAGER), 1), (Rung(Step.AGAIN, 1), 2), (Rung(Step.AGAIN, 2), 3)):
        taken = Taken(last, after(60), reached=reached)
        assert next_rung(TOLD, taken, PACE, after(104.9)) is None
        assert next_rung(TOLD, taken, PACE, after(105)) == Rung(Step.AGAIN, number)


@pytest.mark.parametrize(
    "night",
    [datetime(2026, 3, 29, 0, 50, tzinfo=UTC), datetime(2026, 10, 25, 0, 50, tzinfo=UTC)],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_minutes_are_as_long_on_the_nights_on_which_clocks_change(night: datetime) -> None:
    taken = Taken(Rung(Step.ON_DUTY), night, reached=True)
    assert next_rung(night, taken, PACE, night + timedelta(minutes=14)) is None
    assert next_rung(night, taken, PACE, night + timedelta(minutes=15)) == Rung(Step.DEPUTY)


@pytest.mark.parametrize(
    ("mail", "minutes", "stuck"),
    [
        (Mailed(TOLD, None, 0, gave_up=False), 4.9, False),
        (Mailed(TOLD, None, 0, gave_up=False), 5, True),
        (Mailed(TOLD, None, 2, gave_up=False), 1, False),
        (Mailed(TOLD, None, 3, gave_up=False), 1, True),
        (Mailed(TOLD, None, 1, gave_up=True), 1, True),
        (Mailed(TOLD, after(9), 9, gave_up=False), 60, False),
    ],
    ids=["young", "late", "failed twice", "failed three times", "given up", "sent after all"],
)
def test_when_a_mail_counts_as_lost(mail: Mailed, minutes: float, stuck: bool) -> None:
    assert is_stuck(mail, PACE, after(minutes)) is stuck


def test_steps_of_a_clock_follow_one_another() -> None:
    assert pace_fault(PACE) is None
    assert pace_fault(Pace(to_deputy=15, to_all=15, to_manager=15)) is None
    assert pace_fault(Pace(to_deputy=31, to_all=30)) is not None
    assert pace_fault(Pace(to_all=61, to_manager=60)) is not None
