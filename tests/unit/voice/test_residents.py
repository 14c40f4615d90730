"""Where a resident's card stands, which PINs it takes, and when a home is too small to share with as it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.voice.feedback.rules import tells_who
from portal.voice.residents.rules import CardState, card_state, count_states, resident_pin_fault

MADE = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
LATER = MADE + timedelta(days=3)


@pytest.mark.parametrize(
    ("claimed_at", "ended_at", "was_sent", "now", "state"),
    [
        (None, None, False, LATER, CardState.UNUSED),
        (None, None, False, MADE + timedelta(days=90) - timedelta(seconds=1), CardState.UNUSED),
        (None, None, False, MADE + timedelta(days=90), CardState.EXPIRED),
        (LATER, None, False, MADE + timedelta(days=300), CardState.BEGUN),
        (LATER, None, True, MADE + timedelta(days=300), CardState.SENT),
        (LATER, LATER, True, LATER, CardState.ENDED),
        (None, LATER, False, MADE + timedelta(days=300), CardState.ENDED),
    ],
)
def test_where_a_card_stands(
    claimed_at: datetime | None, ended_at: datetime | None, was_sent: bool, now: datetime, state: CardState
) -> None:
    found = card_state(made_at=MADE, claimed_at=claimed_at, ended_at=ended_at, was_sent=was_sent, now=now)
    assert found is state


def test_every_state_is_counted_in_its_order() -> None:
    counts = count_states([CardState.SENT, CardState.UNUSED, CardState.SENT])
    assert list(counts.items()) == [
        (CardState.UNUSED, 1),
        (CardState.BEGUN, 0),
        (CardState.SENT, 2),
        (CardState.EXPIRED, 0),
        (CardState.ENDED, 0),
    ]


@pytest.mark.parametrize("pin", ["4915", "83042", "830427", "7204"])
def test_pins_of_four_to_six_numbers(pin: str) -> None:
    assert resident_pin_fault(pin) is None


@pytest.mark.parametrize("pin", ["491", "8304271", "49a5", "4 15", "", "٤٩١٥"])
def test_what_is_no_pin(pin: str) -> None:
    assert resident_pin_fault(pin) == "A PIN is 4 to 6 numbers. Try again"


@pytest.mark.parametrize(
    "pin", ["1234", "4321", "7777", "1212", "1221", "1122", "2580", "1998", "2011", "12345", "55555", "123456"]
)
def test_pins_that_others_try_first(pin: str) -> None:
    assert resident_pin_fault(pin) == "Lots of people pick that one. Mix the numbers up more"


@pytest.mark.parametrize(
    ("is_resident", "is_solo", "places", "living", "known"),
    [
        (True, True, 1, None, True),
        (True, True, 4, 4, True),
        (True, False, 2, None, True),
        (True, False, 2, 3, True),
        (True, False, 3, None, False),
        (True, False, 3, 3, False),
        (True, False, 10, 2, True),
        (True, False, 10, 0, True),
        (False, True, 1, 1, False),
        (False, False, 10, 1, False),
    ],
)
def test_when_a_home_will_know_who_wrote_it(
    is_resident: bool, is_solo: bool, places: int, living: int | None, known: bool
) -> None:
    assert tells_who(is_resident=is_resident, is_solo=is_solo, usable_places=places, living=living) is known
