"""What Ofsted can say of a home: the outcomes of each framework, which is data with a version.

A judgement keeps the words of the framework it was made by. A later framework is a further row here; nothing old moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from portal.providers.rules import ServiceType


class Concern(IntEnum):
    """How much an outcome asks for a visit."""

    NONE = 0
    SOME = 1
    SERIOUS = 2


@dataclass(frozen=True)
class Outcome:
    """One of the words a framework judges by."""

    slug: str
    words: str
    concern: Concern


@dataclass(frozen=True)
class Framework:
    """A version of a framework, its outcomes from the best; `version` is the year it is used from."""

    slug: str
    name: str
    version: int
    outcomes: tuple[Outcome, ...]


_FOUR = (
    Outcome("outstanding", "Outstanding", Concern.NONE),
    Outcome("good", "Good", Concern.NONE),
    Outcome("requires-improvement", "Requires improvement to be good", Concern.SOME),
    Outcome("inadequate", "Inadequate", Concern.SERIOUS),
)
_THREE = (
    Outcome("strong", "Consistently strong", Concern.NONE),
    Outcome("inconsistent", "Inconsistent quality", Concern.SOME),
    Outcome("weak", "Serious or widespread weaknesses", Concern.SERIOUS),
)
SOCIAL_CARE = Framework("sccif", "Social care common inspection framework", 2017, _FOUR)
SUPPORTED = Framework("sccif-supported", "Inspection framework for supported accommodation", 2024, _THREE)
FRAMEWORKS = (SOCIAL_CARE, SUPPORTED)


def frameworks_for(service_type: ServiceType) -> tuple[Framework, ...]:
    """The frameworks a kind of service can have been judged by, the newest first."""
    return (SUPPORTED,) if service_type == ServiceType.SUPPORTED_ACCOMMODATION else (SOCIAL_CARE,)


def outcome_of(framework: str, version: int, outcome: str) -> Outcome | None:
    """The outcome that a judgement's three texts name; None for one no framework has."""
    for known in FRAMEWORKS:
        if (known.slug, known.version) == (framework, version):
            return next((each for each in known.outcomes if each.slug == outcome), None)
    return None
