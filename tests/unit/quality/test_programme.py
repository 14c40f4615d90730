"""When a home's next visit is due: points, the months they allow, and the day that makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.providers.rules import ServiceType
from portal.quality.rules.judgements import FRAMEWORKS, Concern, frameworks_for, outcome_of
from portal.quality.rules.programme import (
    WEIGHTS,
    Facts,
    Judged,
    Reason,
    Standing,
    add_months,
    assess,
    counts,
    low_marks,
    months_for,
    overdue_actions,
    standing,
)

TODAY = date(2026, 11, 26)
GOOD = Judged("Good", Concern.NONE, date(2026, 3, 2))
SERIOUS = Judged("Inadequate", Concern.SERIOUS, date(2026, 3, 2))
SEEN = Facts(since_on=date(2020, 1, 6), last_visit_on=date(2026, 5, 31), judged=GOOD)


def test_a_home_of_which_nothing_is_wrong_is_visited_once_a_year() -> None:
    assessed = assess(SEEN)
    assert (assessed.points, assessed.reasons, assessed.months) == (0, (), 12)
    assert assessed.due_on == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("facts", "points", "words"),
    [
        (replace(SEEN, judged=SERIOUS), 6, "judged “Inadequate”"),
        (replace(SEEN, judged=Judged("Requires improvement to be good", Concern.SOME, TODAY)), 3, "judged “Requires"),
        (replace(SEEN, judged=None), 1, "no judgement is recorded"),
        (replace(SEEN, missing_returns=1), 1, "1 return is missing of the last 6 months"),
        (replace(SEEN, missing_returns=5), 3, "5 returns are missing of the last 6 months"),
        (replace(SEEN, staff_vacancies=2), 1, "2 staff vacancies in its newest return"),
        (replace(SEEN, staff_vacancies=5), 3, "5 staff vacancies in its newest return"),
        (replace(SEEN, further=(overdue_actions(1),)), 1, "1 action is overdue"),
        (replace(SEEN, further=(overdue_actions(4),)), 3, "4 actions are overdue"),
        (replace(SEEN, further=(low_marks(1),)), 1, "1 low mark from young people in the last 6 months"),
        (replace(SEEN, further=(low_marks(9),)), 3, "9 low marks from young people in the last 6 months"),
        (replace(SEEN, further=(Reason(4, "an action is overdue"),)), 4, "an action is overdue"),
    ],
)
def test_each_fact_gives_its_points_and_its_reason(facts: Facts, points: int, words: str) -> None:
    assessed = assess(facts)
    assert assessed.points == points
    assert [reason.points for reason in assessed.reasons] == [points]
    assert assessed.reasons[0].words.startswith(words)


@pytest.mark.parametrize("vacancies", [None, 0, 1])
def test_few_staff_vacancies_or_none_told_give_none(vacancies: int | None) -> None:
    assert assess(replace(SEEN, staff_vacancies=vacancies)).points == 0


@pytest.mark.parametrize(("points", "months"), [(0, 12), (2, 12), (3, 6), (5, 6), (6, 3), (20, 3)])
def test_points_choose_the_months(points: int, months: int) -> None:
    assert months_for(points) == months


def test_before_our_first_visit_the_months_run_from_the_judgement() -> None:
    assert assess(replace(SEEN, last_visit_on=None)).due_on == date(2027, 3, 2)


def test_a_home_that_nobody_has_seen_is_visited_soon_after_it_came() -> None:
    unseen = Facts(since_on=date(2026, 11, 30))
    assert assess(unseen).due_on == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_a_month_without_that_day_ends_on_its_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("due_in", "planned_in", "stands"),
    [
        (-1, None, Standing.OVERDUE),
        (0, None, Standing.SOON),
        (30, None, Standing.SOON),
        (31, None, Standing.LATER),
        (-400, 30, Standing.PLANNED),
        (-400, 31, Standing.OVERDUE),  # a plan for much later keeps no home from being overdue
        (100, 130, Standing.PLANNED),
        (100, 131, Standing.LATER),
        (10, 41, Standing.SOON),
    ],
)
def test_where_a_home_stands(due_in: int, planned_in: int | None, stands: Standing) -> None:
    days = [None if each is None else TODAY + timedelta(days=each) for each in (due_in, planned_in)]
    assert standing(days[0] or TODAY, TODAY, planned_on=days[1]) is stands


def test_a_day_somebody_set_counts_until_the_home_is_visited() -> None:
    assert counts(TODAY, None)
    assert counts(TODAY, TODAY - timedelta(days=1))
    assert not counts(TODAY, TODAY)


DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))
FACTS = st.builds(
    Facts,
    since_on=DAYS,
    last_visit_on=st.none() | DAYS,
    judged=st.none() | st.builds(Judged, words=st.just("Good"), concern=st.sampled_from(Concern), on=DAYS),
    missing_returns=st.integers(0, 6),
    staff_vacancies=st.none() | st.integers(0, 40),
)


@given(FACTS, st.integers(1, 20))
def test_a_further_reason_never_makes_a_visit_later(facts: Facts, points: int) -> None:
    worse = replace(facts, further=(Reason(points, "something more"),))
    assert assess(worse).due_on <= assess(facts).due_on


@given(FACTS)
def test_one_more_missing_return_or_vacancy_never_makes_a_visit_later(facts: Facts) -> None:
    before = assess(facts)
    for worse in (
        replace(facts, missing_returns=facts.missing_returns + 1),
        replace(facts, staff_vacancies=(facts.staff_vacancies or 0) + 1),
    ):
        assert assess(worse).points >= before.points
        assert assess(worse).due_on <= before.due_on


@given(FACTS)
def test_the_reasons_add_up_and_the_day_is_after_the_home_was_seen(facts: Facts) -> None:
    assessed = assess(facts)
    assert sum(reason.points for reason in assessed.reasons) == assessed.points
    assert assessed.due_on > (facts.seen_on or facts.since_on)
    assert assessed.months in {WEIGHTS.high_risk_months, WEIGHTS.some_risk_months, WEIGHTS.low_risk_months}


def test_every_framework_has_an_outcome_of_each_concern_and_finds_it_again() -> None:
    for framework in FRAMEWORKS:
        assert {outcome.concern for outcome in framework.outcomes} == set(Concern)
        for outcome in framework.outcomes:
            assert outcome_of(framework.slug, framework.version, outcome.slug) is outcome
    assert outcome_of("sccif", 1999, "good") is None


@pytest.mark.parametrize("service_type", ServiceType)
def test_every_kind_of_service_has_a_framework(service_type: ServiceType) -> None:
    assert frameworks_for(service_type)
