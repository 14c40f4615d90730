"""Which phone numbers can be called."""

from __future__ import annotations

import pytest

from portal.voice.disclosures.rules import dialled, number_fault


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0151 496 0999", "01514960999"),
        ("(0151) 496-0999", "01514960999"),
        ("07700 900 123", "07700900123"),
        ("0345 140 084", "0345140084"),
        ("0345 140 0845", "03451400845"),
        ("0800 1111", "08001111"),
        ("+44 151 496 0999", "+441514960999"),
        ("999", "999"),
        ("101", "101"),
        ("111", "111"),
        ("112", "112"),
    ],
)
def test_numbers_that_can_be_called(number: str, expected: str) -> None:
    assert dialled(number) == expected and number_fault(number) is None


@pytest.mark.parametrize(
    "number",
    [
        "abc",
        "12",
        "123",
        "${alert(1)}<b>",
        "0151 496",
        "0151 496 0999 0",
        "00151 496 0999",
        "+44 (0)151 496 0999",
        "+1 202 555 0123",
        "1514960999",
        "0151 496 0999 ext 3",
        "0151 496 0999 or 0151 496 0888",
        "٠١٥١٤٩٦٠٩٩٩",
        "0151\n4960999",
    ],
)
def test_what_cannot(number: str) -> None:
    assert dialled(number) is None
    assert number_fault(number) == (
        "Enter a phone number that can be called, such as 0151 496 0999, +44 151 496 0999 or 101"
    )


def test_none_at_all_is_asked_for() -> None:
    assert number_fault("") == "Enter the out-of-hours phone number"
