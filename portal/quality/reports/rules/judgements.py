"""How a standard is judged: by a person, in words, best first."""

from __future__ import annotations

from enum import StrEnum


class Judgement(StrEnum):
    STRONG = "strong"
    GOOD = "good"
    NEEDS_TO_IMPROVE = "needs_to_improve"
    SERIOUS_CONCERN = "serious_concern"
    NOT_LOOKED_AT = "not_looked_at"
