"""The closed lists of a return: states of an entry, kinds of placing body, reasons for a blocked bed."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class EntryState(StrEnum):
    NOT_STARTED = "not_started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUERIED = "queried"
    RESUBMITTED = "resubmitted"
    ACCEPTED = "accepted"


class BodyKind(StrEnum):
    """Who placed a child. Only English councils are named; own or imported is derived from the code (decision 2)."""

    ENGLISH_COUNCIL = "english_council"
    WELSH_COUNCIL = "welsh_council"
    SCOTTISH_COUNCIL = "scottish_council"
    NORTHERN_IRISH_TRUST = "northern_irish_trust"
    HEALTH_BODY = "health_body"
    EDUCATION_AUTHORITY = "education_authority"
    PARENTS = "parents"


class BlockReason(StrEnum):
    STAFFING = "staffing"
    MATCHING = "matching"
    BUILDING = "building"
    MANAGER_VACANCY = "manager_vacancy"
    REGULATOR_RESTRICTION = "regulator_restriction"


class Body(NamedTuple):
    """A placing body: an English council has its ONS code, every other kind has none."""

    kind: BodyKind
    code: str | None = None


def council(code: str) -> Body:
    """The placing body that is an English council."""
    return Body(BodyKind.ENGLISH_COUNCIL, code)
