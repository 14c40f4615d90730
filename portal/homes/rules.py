"""What a home may be: its URN, places, ages, buildings, area, and when it may open or close. Plain values only.

A judgement is a list of `Fault`: the field it concerns and a sentence that says what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import hypot

from portal.providers.rules import ServiceType

YOUNGEST = 0
OLDEST = 25
MOST_PREMISES = 4
MOST_PREMISES_SUPPORTED = 500
METRES_IN_A_MILE = Decimal("1609.344")

_URN = re.compile(r"SC[0-9]{6}|[0-9]{7}")
_FICTIONAL_URN = re.compile(r"SC90[0-9]{4}")
# Letters the Post Office never gives the second half of a postcode.
_NEVER_INWARD = frozenset("CIKMOV")


class HomeStatus(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Genders(StrEnum):
    ANY = "any"
    BOYS = "boys"
    GIRLS = "girls"


class HostBasis(StrEnum):
    """How the host authority is known (decision 5)."""

    POSTCODE = "postcode"
    STATED = "stated"
    PENDING = "pending"


_NEXT = {
    HomeStatus.PLANNED: frozenset({HomeStatus.OPEN}),
    HomeStatus.OPEN: frozenset({HomeStatus.CLOSED}),
    HomeStatus.CLOSED: frozenset[HomeStatus](),
}

STEP_FIELDS: dict[str, tuple[str, ...]] = {
    "type": ("service_type",),
    "opening": ("status", "opened_on"),
    "opened": ("opened_on",),
    "name": ("name", "urn"),
    "places": ("registered_places", "usable_places", "is_solo", "age_from", "age_to", "genders"),
    "ages": ("age_from", "age_to", "genders"),
    "needs": ("needs",),
    "address": ("line_1", "line_2", "town", "postcode"),
    "area": ("host_authority_code",),
}


@dataclass(frozen=True)
class Fault:
    """Why something will not do: the field to mend and a sentence for it."""

    field: str
    message: str


@dataclass(frozen=True)
class Address:
    """Where a building stands. RESTRICTED."""

    line_1: str
    town: str
    postcode: str
    line_2: str = ""


@dataclass(frozen=True)
class HomeDetails:
    """Everything asked about a home. `host_authority_code` is what somebody stated, not what a postcode told."""

    service_type: ServiceType
    status: HomeStatus
    name: str
    age_from: int
    age_to: int
    genders: Genders = Genders.ANY
    urn: str | None = None
    opened_on: date | None = None
    registered_places: int = 0
    usable_places: int = 0
    is_solo: bool = False
    needs: tuple[str, ...] = ()
    host_authority_code: str | None = None
    premises: tuple[Address, ...] = ()


def normalise_urn(text: str) -> str:
    """One spelling for one URN: " sc 123456" → "SC123456"."""
    plain = re.sub(r"[\s-]", "", text)
    return plain.upper() if plain.isascii() else plain


def urn_fault(urn: str, *, allow_fictional: bool) -> str | None:
    """Why a normalised URN will not do; the demonstration's own numbers only in the demonstration (decision 11)."""
    if not _URN.fullmatch(urn):
        return "URN must be 7 numbers, or SC and 6 numbers, like SC123456"
    if _FICTIONAL_URN.fullmatch(urn) and not allow_fictional:
        return "URN must be one that Ofsted gave. Check it on the certificate"
    return None


def postcode_fault(postcode: str, *, allow_fictional: bool) -> str | None:
    """Why a well-formed postcode will not do: some letters never end a real one (decision 11)."""
    if _NEVER_INWARD & set(postcode[-2:]) and not allow_fictional:
        return "Postcode must be a real one. Check its last 2 letters"
    return None


def counts_places(service_type: ServiceType) -> bool:
    """Whether the certificate is for a number of places: a fostering agency's places are its carers'."""
    return service_type != ServiceType.FOSTERING


def most_premises(service_type: ServiceType) -> int:
    """How many buildings one registration of this type may have; none that matter here for a fostering agency."""
    if service_type == ServiceType.FOSTERING:
        return 0
    return MOST_PREMISES_SUPPORTED if service_type == ServiceType.SUPPORTED_ACCOMMODATION else MOST_PREMISES


def steps_of(service_type: ServiceType) -> tuple[str, ...]:
    """The steps in which a home of this type is added, in order."""
    if service_type == ServiceType.FOSTERING:
        return ("type", "opening", "name", "ages", "needs", "area")
    return ("type", "opening", "name", "places", "needs", "address")


def unfinished_steps(details: HomeDetails, answered: Iterable[str], *, today: date, allow_fictional: bool) -> list[str]:
    """The steps still to do before a home can be added: not answered yet, or no longer right beside the others."""
    done = set(answered)
    return [
        step
        for step in steps_of(details.service_type)
        if step not in done or judge_step(step, details, today=today, allow_fictional=allow_fictional)
    ]


def steps_to_change(service_type: ServiceType, status: HomeStatus, basis: HostBasis, *, is_staff: bool) -> list[str]:
    """The steps in which a home that stands already may be changed.

    Not its type: another type is another registration, to be added anew. Not its status, which has verbs of its own.
    Its area only where no postcode tells it: a fostering agency says its own, staff may say anybody's.
    """
    steps = [] if status == HomeStatus.PLANNED else ["opened"]
    steps += [step for step in steps_of(service_type) if step in ("name", "places", "ages", "needs")]
    states_area = is_staff or service_type == ServiceType.FOSTERING
    return [*steps, "area"] if states_area and basis != HostBasis.POSTCODE else steps


def may_become(status: HomeStatus, wanted: HomeStatus) -> bool:
    """planned → open → closed, and no other way."""
    return wanted in _NEXT[status]


def judge(details: HomeDetails, *, today: date, allow_fictional: bool) -> list[Fault]:
    """Everything that keeps a new home from being added."""
    return [
        *judge_opening(details.status, details.opened_on, today=today),
        *judge_name(details, allow_fictional=allow_fictional),
        *judge_places(details),
        *_judge_new_premises(details, allow_fictional=allow_fictional),
    ]


def judge_step(step: str, details: HomeDetails, *, today: date, allow_fictional: bool) -> list[Fault]:
    """What keeps one step's answers, seen with everything else that is known, from being saved."""
    if step in ("opening", "opened"):
        return judge_opening(details.status, details.opened_on, today=today)
    if step == "name":
        return judge_name(details, allow_fictional=allow_fictional)
    if step in ("places", "ages"):
        return judge_places(details)
    if step == "address":
        return _judge_new_premises(details, allow_fictional=allow_fictional)
    return []


def judge_opening(status: HomeStatus, opened_on: date | None, *, today: date) -> list[Fault]:
    """An open home opened on a day, today at the latest; a planned one has none yet."""
    if status != HomeStatus.PLANNED and opened_on is None:
        return [Fault("opened_on", "Enter the date the home opened")]
    if opened_on is not None and opened_on > today:
        return [Fault("opened_on", "The date it opened must be today or in the past")]
    return []


def judge_name(details: HomeDetails, *, allow_fictional: bool) -> list[Fault]:
    """A name always; a URN once the home is open, and in the right form whenever there is one."""
    faults = [] if details.name else [Fault("name", "Enter the name of the home")]
    if details.urn is None:
        missing = details.status == HomeStatus.OPEN
        return [*faults, Fault("urn", "Enter the Ofsted URN")] if missing else faults
    fault = urn_fault(details.urn, allow_fictional=allow_fictional)
    return [*faults, Fault("urn", fault)] if fault else faults


def judge_places(details: HomeDetails) -> list[Fault]:
    """Places on the certificate and those really usable, a solo home's one place, ages in order."""
    return [*_judge_numbers(details), *_judge_ages(details.age_from, details.age_to)]


def _judge_numbers(details: HomeDetails) -> list[Fault]:
    if not counts_places(details.service_type):
        return []
    registered, faults = details.registered_places, []
    if registered < 1:
        faults.append(Fault("registered_places", "Registered places must be 1 or more"))
    if details.usable_places < 0:
        faults.append(Fault("usable_places", "Usable places must be 0 or more"))
    if details.usable_places > registered:
        message = f"Usable places must be {registered} or fewer: the home is registered for {registered}"
        faults.append(Fault("usable_places", message))
    if details.is_solo and registered > 1:
        message = f"A solo home has 1 place, but this one is registered for {registered}. Change one of them"
        faults.append(Fault("registered_places", message))
    return faults


def _judge_ages(youngest: int, oldest: int) -> list[Fault]:
    faults = [
        Fault(field, f"{label} must be between {YOUNGEST} and {OLDEST}")
        for field, label, age in (("age_from", "Youngest age", youngest), ("age_to", "Oldest age", oldest))
        if not YOUNGEST <= age <= OLDEST
    ]
    if not faults and youngest > oldest:
        faults.append(Fault("age_to", f"Oldest age must be {youngest} or more, the youngest age you gave"))
    return faults


def _judge_new_premises(details: HomeDetails, *, allow_fictional: bool) -> list[Fault]:
    faults = []
    if not details.premises and details.status == HomeStatus.OPEN and most_premises(details.service_type):
        faults.append(Fault("line_1", "Enter the address of the home"))
    if len(details.premises) > most_premises(details.service_type):
        faults.append(Fault("line_1", premises_limit(details.service_type)))
    for address in details.premises:
        faults.extend(judge_address(address, allow_fictional=allow_fictional))
    return faults


def judge_address(address: Address, *, allow_fictional: bool) -> list[Fault]:
    """A first line, a town and a postcode that could be real."""
    required = (
        ("line_1", address.line_1, "Enter the first line of the address"),
        ("town", address.town, "Enter the town or city"),
        ("postcode", address.postcode, "Enter the postcode"),
    )
    faults = [Fault(field, message) for field, value, message in required if not value]
    fault = postcode_fault(address.postcode, allow_fictional=allow_fictional)
    return [*faults, Fault("postcode", fault)] if fault else faults


def premises_limit(service_type: ServiceType) -> str:
    """The sentence for one building too many."""
    most = most_premises(service_type)
    if most == 0:
        return "A fostering agency has no buildings here. Its places are told in the monthly return"
    return f"One registration can have up to {most} buildings. Remove one first"


def removing_fault(status: HomeStatus, count: int) -> str | None:
    """Why one of `count` buildings cannot be removed: an open home stands somewhere."""
    if status == HomeStatus.OPEN and count <= 1:
        return "An open home needs an address. Change this one, or add the new one first."
    return None


def judge_becoming_open(details: HomeDetails, premises: int, *, today: date, allow_fictional: bool) -> list[Fault]:
    """What a planned home still needs: the transition, its date, a URN, places, and an address where it has any."""
    if not may_become(details.status, HomeStatus.OPEN):
        return [Fault("opened_on", "This home is not planned any more. Go back to its page to see how it stands")]
    faults = judge_opening(HomeStatus.OPEN, details.opened_on, today=today)
    if details.urn is None:
        faults.append(Fault("urn", "Enter the Ofsted URN"))
    elif fault := urn_fault(details.urn, allow_fictional=allow_fictional):
        faults.append(Fault("urn", fault))
    if most_premises(details.service_type) and not premises:
        faults.append(Fault("", "Add the address of the home first, then say that it has opened"))
    return faults


def judge_closing(status: HomeStatus, opened_on: date | None, closed_on: date, *, today: date) -> list[Fault]:
    """Only an open home closes, today or in the past, and not before it opened."""
    if not may_become(status, HomeStatus.CLOSED):
        return [Fault("closed_on", "This home is not open. Go back to its page to see how it stands")]
    if closed_on > today:
        return [Fault("closed_on", "The date it closed must be today or in the past")]
    if opened_on is not None and closed_on < opened_on:
        return [Fault("closed_on", "The date it closed must be on or after the date it opened")]
    return []


def host_authority(
    located: Sequence[str | None], stated: str | None, councils: Iterable[str]
) -> tuple[str | None, HostBasis]:
    """Which council's area a home is in and how that is known (decision 5).

    `located` are the codes of its buildings' postcodes, main building first, None where the postcode is unknown; the
    first that is an English council counts. Without one, what was `stated` counts; without that it is pending.
    """
    known = set(councils)
    for code in located:
        if code in known:
            return code, HostBasis.POSTCODE
    return (stated, HostBasis.STATED) if stated else (None, HostBasis.PENDING)


def miles_between(one: tuple[int, int], other: tuple[int, int]) -> Decimal:
    """√(ΔE² + ΔN²) of two places in metres of the national grid, in miles to one place: the SSDA903 formula."""
    metres = hypot(one[0] - other[0], one[1] - other[1])
    return (Decimal(metres) / METRES_IN_A_MILE).quantize(Decimal("0.1"), ROUND_HALF_UP)
