"""Which phone numbers can be called as they stand: a young person presses one when somebody is not safe."""

from __future__ import annotations

import re

# What people write into a number to read it more easily.
BREAKS = re.compile(r"[ ()-]+")
# A number within the country or from abroad; Childline's, which is shorter than others; services of three digits.
CALLABLE = re.compile(r"(?:0|\+44)[1-9][0-9]{8,9}|08001111|(?:999|112|101|111)")
GIVE_NUMBER = "Enter the out-of-hours phone number"
NOT_A_NUMBER = "Enter a phone number that can be called, such as 0151 496 0999, +44 151 496 0999 or 101"


def dialled(number: str) -> str | None:
    """A number as a phone takes it; None for what nobody can call."""
    found = BREAKS.sub("", number)
    return found if CALLABLE.fullmatch(found) else None


def number_fault(number: str) -> str | None:
    """Why a number cannot be shown to young people; None when it can."""
    if not number:
        return GIVE_NUMBER
    return None if dialled(number) else NOT_A_NUMBER
