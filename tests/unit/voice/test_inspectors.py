"""Codes, PINs, nicknames, ages, and when a visit's address is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.voice.inspectors import rules

NOON = datetime(2026, 10, 24, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("typed", ["3479-CDFH", "3479cdfh", " 3479 CDFH ", "3479–cdfh", "34 79-CD FH"])
def test_a_code_is_the_same_however_it_is_typed(typed: str) -> None:
    assert rules.clean_code(typed) == "3479CDFH"
    assert rules.shown_code("3479CDFH") == "3479-CDFH"


NO_CODES = ["", "3479CDF", "3479CDFHJ", "3479CDF0", "3479CDFI", "home", "3479CDF\x00", "３479CDFH"]
EASY = "123456 654321 345678 901234 000000 121212 123123 112233 123321 147258 111222".split()


@pytest.mark.parametrize("typed", NO_CODES)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert rules.clean_code(typed) is None


@pytest.mark.parametrize("pin", EASY)
def test_a_pin_that_others_would_guess_is_refused_kindly(pin: str) -> None:
    assert rules.pin_fault(pin) == "Lots of people pick that one. Mix the numbers up more"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "２74915", "27491 ", "-27491"])
def test_a_pin_is_six_numbers(pin: str) -> None:
    assert rules.pin_fault(pin) == "A PIN is 6 numbers. Try again"


@pytest.mark.parametrize("pin", ["274915", "903817", "135790", "000417"])
def test_other_pins_will_do(pin: str) -> None:
    assert rules.pin_fault(pin) is None


@pytest.mark.parametrize("nickname", ["me@example.com", "07700 900123", "R", "R2", "🦊🦊"])
def test_a_nickname_is_no_way_to_reach_somebody(nickname: str) -> None:
    assert rules.nickname_fault(nickname)


@pytest.mark.parametrize("nickname", ["The", "garden", "me", "My Room", "GARDEN", "Тhе", "Staff-room", "sta’ff"])
def test_a_word_that_all_use_is_no_nickname(nickname: str) -> None:
    assert rules.nickname_fault(nickname) == "We all use that word a lot. Pick one that is just for you"


@pytest.mark.parametrize("nickname", ["Kestrel", "Biscuit 22", "Zoë", "李雷"])
def test_most_names_are_nicknames(nickname: str) -> None:
    assert rules.nickname_fault(nickname) is None


def test_capitals_and_spaces_of_a_nickname_do_not_matter() -> None:
    assert rules.same_nickname("Night Owl", " nightOWL ")
    assert not rules.same_nickname("Night Owl", "Night Fox")


@pytest.mark.parametrize(
    ("ages", "bands"),
    [
        ((16, 25), ("16-17", "18-20", "21-25")),
        ((14, 25), ("14-15", "16-17", "18-20", "21-25")),
        ((17, 19), ("17-17", "18-19")),
        ((18, 18), ("18-18",)),
    ],
)
def test_ages_are_told_apart_in_bands(ages: tuple[int, int], bands: tuple[str, ...]) -> None:
    assert rules.age_bands(*ages) == bands


def test_the_window_of_a_visit_over_the_night_the_clocks_go_back() -> None:
    """It is counted in hours that pass, not on the face of a clock."""
    window = rules.visit_window(NOON, NOON + 2 * HOUR, before=24 * HOUR, after=12 * HOUR)
    assert window.holds(NOON - 24 * HOUR) and window.holds(NOON + 14 * HOUR)
    assert not window.holds(NOON - 24 * HOUR - timedelta(seconds=1))
    assert not window.holds(NOON + 14 * HOUR + timedelta(seconds=1))


def test_nobody_says_that_they_are_there_long_before() -> None:
    window = rules.check_in_window(NOON, NOON + HOUR, after=12 * HOUR)
    assert window.holds(NOON - 2 * HOUR) and not window.holds(NOON - 3 * HOUR)


def test_a_card_opens_once_and_not_for_ever() -> None:
    def opens(claimed_at: datetime | None = None, ended_at: datetime | None = None, after: timedelta = HOUR) -> bool:
        return rules.card_opens(created_at=NOON, claimed_at=claimed_at, ended_at=ended_at, now=NOON + after)

    assert opens()
    assert not opens(claimed_at=NOON)
    assert not opens(ended_at=NOON)
    assert opens(after=rules.CARD_LASTS - HOUR) and not opens(after=rules.CARD_LASTS)


def test_pence_become_exact_pounds() -> None:
    assert str(rules.pounds(460)) == "4.60"
    assert str(rules.pounds(250_005)) == "2500.05"
