"""What a month waits for, and what changed, as a provider or a commissioner reads it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.returns.beside import of_month, of_version, side_by_side
from portal.returns.rules import CapacityLine, EntryState, council
from portal.returns.words import ends_words, progress, sent_of

S = EntryState
SEFTON = council("E08000014")
LINE = CapacityLine(registered=4, usable=4, occupied={SEFTON: 1}, available=3)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("states", "status", "sent"),
    [
        ({}, ("No homes due", "grey"), "0 of 0 homes sent"),
        ({S.NOT_STARTED: 1}, ("Not started", "grey"), "0 of 1 home sent"),
        ({S.NOT_STARTED: 1, S.DRAFT: 1, S.ACCEPTED: 1}, ("2 to send", "blue"), "1 of 3 homes sent"),
        ({S.NOT_STARTED: 11, S.QUERIED: 2, S.SUBMITTED: 27}, ("2 to answer", "red"), "29 of 40 homes sent"),
        ({S.RESUBMITTED: 1, S.ACCEPTED: 2}, ("All sent", "green"), "3 of 3 homes sent"),
    ],
)
def test_a_month_says_in_two_or_three_words_what_it_waits_for(
    states: dict[EntryState, int], status: tuple[str, str], sent: str
) -> None:
    assert (progress(Counter(states)), sent_of(Counter(states))) == (status, sent)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 10, 10, 23, 0, tzinfo=UTC), "the end of 10 October 2026"),
        (datetime(2026, 12, 6, 14, 6, tzinfo=UTC), "2:06pm on 6 December 2026"),
        (datetime(2026, 6, 6, 8, 30, tzinfo=UTC), "9:30am on 6 June 2026"),
    ],
)
def test_a_deadline_is_told_as_every_other_time_is(instant: datetime, words: str) -> None:
    assert ends_words(instant) == words


def test_what_changed_comes_first_and_what_stayed_is_said_once() -> None:
    now = replace(LINE, occupied={SEFTON: 2}, available=2)
    found = side_by_side([of_month(OCTOBER, LINE), of_version(1, LINE), of_version(2, now)], {"E08000014": "Sefton"})
    assert found.finding == "2 figures changed since October 2026"
    assert found.changed and found.same
    assert [column.text for column in found.changed.columns] == ["Figure", "Oct 2026", "V1", "V2"]
    assert [column.spoken for column in found.changed.columns[1:]] == ["October 2026", "Version 1", "Version 2"]
    assert found.changed.rows == [["Children placed by Sefton", "1", "1", "2"], ["Available now", "3", "3", "2"]]
    assert found.same.caption == "The same as in October 2026"
    assert found.same.rows[:2] == [["Registered places", "4"], ["Usable places", "4"]]


def test_figures_that_did_not_change_and_a_first_return_say_so() -> None:
    same = side_by_side([of_month(OCTOBER, LINE), of_month(NOVEMBER, LINE)], {})
    assert (same.finding, same.changed) == ("No figures changed since October 2026", None)
    first = side_by_side([of_month(NOVEMBER, LINE)], {})
    assert (first.finding, first.changed) == ("", None)
    assert first.same and first.same.caption == "Figures"
