"""What a placement may be. A judgement is a list of faults: the field, and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from portal.homes.rules import Fault, miles_between
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing

MOST_POUNDS = Decimal("99999.99")
# A child is looked after for 18 years at most, and some stay on as adults.
MOST_YEARS_BACK = 21
# What nobody registered is not left to last for years: a day further ahead is a year typed wrong.
MOST_YEARS_AHEAD = 2
YEAR = timedelta(days=366)
FEE_FIELDS = ("social_care", "education", "health")
STEP_FIELDS: dict[str, tuple[str, ...]] = {
    "placement": ("started_quarter_on", "age_band", "type_code", "sourcing", "regional_system", "is_emergency"),
    "where": ("host_authority_code", "home", "distance_band", "distance_reason", "solo_required", "solo_actual"),
    "fee": FEE_FIELDS,
    "watch": (
        "is_unregistered", "is_deprivation_of_liberty", "approved_by_post", "approved_on", "exit_plan", "exit_by_on",
    ),
}  # fmt: skip
STEPS = tuple(STEP_FIELDS)


@dataclass(frozen=True)
class PlacementDetails:
    """Everything people say of a placement. Quarters are their first days, money exact pounds a week.

    `home` is the reference or URN of a home in the register, "" for none.
    """

    started_quarter_on: date
    age_band: AgeBand
    type_code: str
    sourcing: Sourcing
    regional_system: str = ""
    is_emergency: bool = False
    host_authority_code: str | None = None
    home: str = ""
    distance_band: DistanceBand = DistanceBand.UNKNOWN
    distance_reason: str = ""
    solo_required: bool = False
    solo_actual: bool = False
    social_care: Decimal | None = None
    education: Decimal | None = None
    health: Decimal | None = None
    is_unregistered: bool = False
    is_deprivation_of_liberty: bool = False
    approved_by_post: str = ""
    approved_on: date | None = None
    exit_plan: ExitPlan | None = None
    exit_by_on: date | None = None
    ended_quarter_on: date | None = None
    end_code: str = ""

    @property
    def is_watched(self) -> bool:
        """Whether somebody has to look every day: nobody registered it, or it deprives of liberty."""
        return (self.is_unregistered or self.is_deprivation_of_liberty) and self.ended_quarter_on is None


@dataclass(frozen=True)
class HomeFacts:
    """What a placement has to agree with: when the home stood, and in whose area."""

    reference: str
    opened_on: date | None
    closed_on: date | None
    is_planned: bool
    host_authority_code: str | None


@dataclass(frozen=True)
class Spot:
    """Where a postcode is: metres of the national grid, and whose area that is, None for one that no list has."""

    grid: tuple[int, int]
    host_authority_code: str | None


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def month_of(slug: str) -> date | None:
    """The first day of "2026-09"; None for anything that is no month."""
    try:
        return date.fromisoformat(f"{slug}-01")
    except ValueError:
        return None


def last_day_of(quarter_on: date) -> date:
    """The last day of the quarter that begins on a day."""
    return quarter_of(quarter_on + timedelta(days=95)) - timedelta(days=1)


@cache
def quarters_back(today: date) -> tuple[date, ...]:
    """This quarter and those before it, newest first, as far back as a placement may have begun."""
    count = 4 * MOST_YEARS_BACK
    first = quarter_of(today)
    months = (first.year * 12 + first.month - 1 - 3 * back for back in range(count))
    return tuple(date(month // 12, month % 12 + 1, 1) for month in months)


def age_band_of(born_on: date, on: date) -> AgeBand:
    """The band of an age on a day; whoever is born later is under 1."""
    had_birthday = (on.month, on.day) >= (born_on.month, born_on.day)
    age = on.year - born_on.year - (not had_birthday)
    bands = ((1, AgeBand.UNDER_1), (5, AgeBand.FROM_1_TO_4), (10, AgeBand.FROM_5_TO_9), (16, AgeBand.FROM_10_TO_15))
    return next((band for limit, band in bands if age < limit), AgeBand.FROM_16)


def distance_band_of(miles: Decimal) -> DistanceBand:
    """The band of a distance; a whole limit belongs to the nearer one, so that 20.0 miles are not over 20."""
    bands = ((5, DistanceBand.UP_TO_5), (10, DistanceBand.FROM_5_TO_10), (20, DistanceBand.FROM_10_TO_20))
    return next((band for limit, band in bands if miles <= limit), DistanceBand.OVER_20)


def located(details: PlacementDetails, lived: Spot | None, placed: Spot | None) -> PlacementDetails:
    """A placement with what two postcodes tell of it: the distance and the host authority, where nobody stated them.

    A home in the register tells of its own area, and is asked first.
    """
    host, band = details.host_authority_code, details.distance_band
    if placed and not details.home:
        host = host or placed.host_authority_code
    if lived and placed and band is DistanceBand.UNKNOWN:
        band = distance_band_of(miles_between(lived.grid, placed.grid))
    return replace(details, host_authority_code=host, distance_band=band)


def fee_of(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The agreed fee: the sum of the parts that are known; None when none is."""
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if known else None


def judge(details: PlacementDetails, home: HomeFacts | None, *, today: date) -> list[Fault]:
    """Every fault of a placement; `home` is the one it names, if the register has it."""
    return [
        *_time_faults(details, today),
        *_code_faults(details, today),
        *_fee_faults(details),
        *_watch_faults(details, today),
        *(_home_faults(details, home, today) if home else ()),
    ]


def _time_faults(details: PlacementDetails, today: date) -> Iterator[Fault]:
    started, ended = details.started_quarter_on, details.ended_quarter_on
    if started > today:
        sentence = "The placement must have started by now. Change when it starts, or record it then"
        yield Fault("started_quarter_on", sentence)
    elif started < quarters_back(today)[-1]:
        yield Fault("started_quarter_on", f"The placement must have started in the last {MOST_YEARS_BACK} years")
    if ended and ended > today:
        yield Fault("ended_quarter_on", "The placement must have ended by now. Leave this empty while it lasts")
    if ended and ended < started:
        yield Fault("ended_quarter_on", "The placement ended before it started. Change one of the two quarters")
    if ended and not details.end_code:
        yield Fault("end_code", "Select why it ended")
    if details.end_code and not ended:
        yield Fault("ended_quarter_on", "Enter when it ended, or leave out why it ended")


def _code_faults(details: PlacementDetails, today: date) -> Iterator[Fault]:
    kind = TYPES.get(details.type_code)
    if kind is None:
        yield Fault("type_code", "Select a placement type of the SSDA903 return")
    elif not kind.was_used(details.started_quarter_on, _until(details, today)):
        yield Fault("type_code", f"{details.type_code} was not in use in those years. {_instead(details.type_code)}")
    if details.sourcing is Sourcing.REGIONAL and details.regional_system not in REGIONAL_SYSTEMS:
        yield Fault("regional_system", "Select which regional system")
    if details.sourcing is not Sourcing.REGIONAL and details.regional_system:
        yield Fault("regional_system", "Leave the regional system out, or select “Regional system” as the source")
    if details.distance_reason and details.distance_reason not in DISTANCE_REASONS:
        yield Fault("distance_reason", "Select one of the reasons for the distance")
    if details.end_code and details.end_code not in END_REASONS:
        yield Fault("end_code", "Select one of the reasons for an end of the SSDA903 return")


def _until(details: PlacementDetails, today: date) -> date:
    return last_day_of(details.ended_quarter_on) if details.ended_quarter_on else today


def _instead(code: str) -> str:
    newer = {"H5": "Use K3", "P2": "Use K3", "Z1": "Use one of Z11 to Z14", "K3": "Use H5 or P2"}
    return newer.get(code, "Use Z1")


def _fee_faults(details: PlacementDetails) -> Iterator[Fault]:
    for field in FEE_FIELDS:
        amount = getattr(details, field)
        if amount is not None and not (0 <= amount <= MOST_POUNDS and amount == round(amount, 2)):
            yield Fault(field, f"Enter an amount from £0 to £{MOST_POUNDS:,}, in pounds and pence")


def _watch_faults(details: PlacementDetails, today: date) -> Iterator[Fault]:
    if details.approved_by_post and details.approved_by_post not in POSTS:
        yield Fault("approved_by_post", "Select the post of whoever approved it")
    if details.approved_on and details.approved_on > today:
        yield Fault("approved_on", "The date of approval must be today or earlier")
    if details.approved_by_post and not details.approved_on:
        yield Fault("approved_on", "Enter when it was approved")
    if details.approved_on and not details.approved_by_post:
        yield Fault("approved_by_post", "Select who approved it")
    yield from _day_faults(details, today)
    if details.exit_by_on and details.exit_plan is None:
        yield Fault("exit_plan", "Select what is to end it")
    if not (details.is_unregistered or details.is_deprivation_of_liberty) and _has_watch(details):
        yield Fault("is_unregistered", "Approval and exit plan belong to a placement that is one of these two")


def _day_faults(details: PlacementDetails, today: date) -> Iterator[Fault]:
    """Days that can only be a year typed wrong."""
    if details.approved_on and details.approved_on < quarters_back(today)[-1]:
        yield Fault("approved_on", f"The date of approval must be in the last {MOST_YEARS_BACK} years")
    if details.exit_by_on and details.exit_by_on < details.started_quarter_on:
        yield Fault("exit_by_on", "The date of the exit plan is before the placement started. Change one of the two")
    if details.exit_by_on and details.exit_by_on > today + MOST_YEARS_AHEAD * YEAR:
        yield Fault("exit_by_on", f"The date of the exit plan must be in the next {MOST_YEARS_AHEAD} years")


def _has_watch(details: PlacementDetails) -> bool:
    return bool(details.approved_by_post or details.approved_on or details.exit_plan or details.exit_by_on)


def _home_faults(details: PlacementDetails, home: HomeFacts, today: date) -> Iterator[Fault]:
    hosts = details.host_authority_code, home.host_authority_code
    if all(hosts) and hosts[0] != hosts[1]:
        yield Fault("host_authority_code", "This home is in another council’s area. Change the home or the area")
    if home.is_planned:
        yield Fault("home", "This home has not opened yet")
    if home.opened_on and last_day_of(details.started_quarter_on) < home.opened_on:
        yield Fault("home", "This home opened after the placement started")
    if home.closed_on and _outlives(details, home.closed_on, today):
        yield Fault("home", "This home was closed then. Change the home, or say when the placement ended")


def _outlives(details: PlacementDetails, closed_on: date, today: date) -> bool:
    """Whether a placement begins or goes on in a quarter after the home closed, or lasts although it has closed."""
    if details.ended_quarter_on is None:
        return closed_on <= today
    return max(details.started_quarter_on, details.ended_quarter_on) > closed_on
