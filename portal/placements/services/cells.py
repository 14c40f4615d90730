"""A placement as cells of text by field, and back. What stood in a cell is never repeated in a fault: it may be what
must not be kept. Every field is a code, a date, an amount, yes or no, so nothing else can get through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from portal.authorities.rules import nation_of
from portal.homes.rules import Fault
from portal.placements import words
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.rules.judging import FEE_FIELDS, MOST_POUNDS, PlacementDetails, age_band_of, quarter_of
from portal.placements.rules.kinds import AgeBand, DistanceBand
from portal.web.parsing import RefusedError, money

# Our field → the heading we print and expect. Some are only read, to work out others: a reason for a change of
# placement tells why an episode with the end reason X1 (another began the same day) ended.
HEADINGS: Mapping[str, str] = {
    "started_quarter_on": "Started",
    "ended_quarter_on": "Ended",
    "end_code": "End reason",
    "change_code": "Reason for change of placement",
    "age_band": "Age band",
    "date_of_birth": "Date of birth",
    "type_code": "Placement type",
    "sourcing": "Source",
    "regional_system": "Regional system",
    "is_emergency": "Emergency",
    "host_authority_code": "Host authority",
    "home_postcode": "Family home postcode",
    "placement_postcode": "Placement postcode",
    "home": "Home",
    "distance_band": "Distance band",
    "distance_reason": "Distance reason",
    "solo_required": "Solo required",
    "solo_actual": "Solo actual",
    "social_care": "Social care a week",
    "education": "Education a week",
    "health": "Health a week",
    "is_unregistered": "Unregistered",
    "is_deprivation_of_liberty": "Deprivation of liberty",
    "approved_by_post": "Approved by",
    "approved_on": "Approved on",
    "exit_plan": "Exit plan",
    "exit_by_on": "Exit by",
}
# What could tell who a child is: the age band, the host authority and the distance are worked out, and it is dropped.
POSTCODES = ("home_postcode", "placement_postcode")
PERSONAL = ("date_of_birth", *POSTCODES)
STORED = tuple(field for field in HEADINGS if field not in ("change_code", *PERSONAL))
# What an episode of the SSDA903 return gives as its reason when the reason for the move stands elsewhere.
NEXT_EPISODE = "X1"
# How the SSDA903 return writes that a child is placed outside England.
NATIONS: Mapping[str, str] = {"NIR": "N92000002", "SCO": "S92000003", "WAL": "W92000004"}
# How the Placements North West census says why a child is placed at a distance.
CENSUS_REASONS: Mapping[str, str] = {
    "CYP/Parental preference": "wish",
    "Safeguarding requirement": "safety",
    "Provision within distance exists but is not available": "none_free",
    "Provision within distance does not exist": "none_near",
    "Carer moving out of area": "moved",
    "Legal reasons": "legal",
    "Not applicable": "",
}
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"", "no", "n", "false", "0"})
T = TypeVar("T")
Cells = dict[str, str]
# The ONS codes of councils and nations, by code and by name, as `plain` writes them.
Councils = Mapping[str, str]


def details_from(
    cells: Mapping[str, str], councils: Councils, *, today: date
) -> tuple[PlacementDetails | None, list[Fault]]:
    """The placement that cells by field tell of, or why they tell of none. A field that is not there is left out."""
    values: dict[str, Any] = {}
    faults = []
    for field in STORED:
        if field not in cells or (field == "age_band" and not cells[field] and "date_of_birth" in cells):
            continue
        try:
            values[field] = _council(cells[field], councils) if field == "host_authority_code" else _read(field, cells)
        except ValueError as refused:
            faults.append(Fault(field, str(refused)))
    _settle_end(values, faults, cells)
    if "age_band" not in cells or (not cells["age_band"] and "date_of_birth" in cells):
        _add_age(values, faults, cells, today)
    return (None, faults) if faults else (PlacementDetails(**_in_quarters(values)), [])


def _settle_end(values: dict[str, Any], faults: list[Fault], cells: Mapping[str, str]) -> None:
    """Of an episode that another one followed, the reason for the change of placement, where there is one."""
    if values.get("end_code") != NEXT_EPISODE or not cells.get("change_code"):
        return
    try:
        values["end_code"] = _END(cells["change_code"])
    except ValueError as refused:
        faults.append(Fault("change_code", str(refused)))


def _add_age(values: dict[str, Any], faults: list[Fault], cells: Mapping[str, str], today: date) -> None:
    """The band of the age today, or on the day the placement ended. The date of birth itself goes no further."""
    try:
        values["age_band"] = _age_band(_day(cells.get("date_of_birth", "")), values.get("ended_quarter_on") or today)
    except ValueError as refused:
        faults.append(Fault("date_of_birth", str(refused)))


def _age_band(born_on: date, on: date) -> AgeBand:
    if born_on > on:
        raise ValueError("The date of birth must be before today, and before the placement ended")
    return age_band_of(born_on, on)


def _in_quarters(values: dict[str, Any]) -> dict[str, Any]:
    days = ((field, values.get(field)) for field in ("started_quarter_on", "ended_quarter_on"))
    return values | {field: quarter_of(day) for field, day in days if day}


def cells_of(details: PlacementDetails) -> Cells:
    """A placement as cells, which `details_from` reads back as they were."""
    return {field: _written(getattr(details, field)) for field in STORED}


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """Small letters and digits, one space between words: how names are compared."""
    return re.sub(r"[^a-z0-9]+", " ", re.sub("[’'.]", "", text.casefold())).strip()


def _read(field: str, cells: Mapping[str, str]) -> Any:
    return _READERS[field](cells[field])


def _council(text: str, councils: Councils) -> str | None:
    code = text.upper()
    named = nation_of(NATIONS.get(code, code)) or text
    if text and plain(named) not in councils:
        raise ValueError(
            "Enter an English council, Wales, Scotland or Northern Ireland, by name or ONS code, or leave this empty"
        )
    return councils[plain(named)] if text else None


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueError("Enter a date, like 2026-03-31 or 31/03/2026")
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError("Enter a real date") from None


def _optional_day(text: str) -> date | None:
    return _day(text) if text else None


def _yes_or_no(text: str) -> bool:
    if plain(text) in _YES | _NO:
        return plain(text) in _YES
    raise ValueError("Enter yes or no")


def _money(text: str) -> Any:
    try:
        return money(text, "This amount", minimum=Decimal(0), maximum=MOST_POUNDS) if text else None
    except RefusedError as refused:
        raise ValueError(str(refused)) from None


def _choice(names: Mapping[T, str], others: Mapping[str, T] | None = None) -> Callable[[str], T]:
    """Reads a value of a closed list by its slug, its words or `others`, what else it is called, in any letters."""
    known = {plain(text): value for value, text in names.items()} | {plain(str(value)): value for value in names}
    known |= {plain(text): value for text, value in (others or {}).items()}

    def read(text: str) -> T:
        if plain(text) not in known:
            raise ValueError(f"Enter one of: {', '.join(str(value) for value in names)}")
        return known[plain(text)]

    return read


def _optional(read: Callable[[str], T], empty: T | None) -> Callable[[str], T | None]:
    return lambda text: read(text) if text else empty


_END = _choice({code: code for code in END_REASONS})
_READERS: Mapping[str, Callable[[str], Any]] = {
    "started_quarter_on": _day,
    "ended_quarter_on": _optional_day,
    "end_code": _optional(_END, ""),
    "age_band": _choice(words.AGE_NAMES),
    "type_code": _choice({code: code for code in TYPES}),
    "sourcing": _choice(words.SOURCING_NAMES),
    "regional_system": _optional(_choice(REGIONAL_SYSTEMS), ""),
    "home": str,
    "distance_band": _optional(_choice(words.DISTANCE_NAMES), DistanceBand.UNKNOWN),
    "distance_reason": _optional(_choice(DISTANCE_REASONS, CENSUS_REASONS), ""),
    **dict.fromkeys(FEE_FIELDS, _money),
    **dict.fromkeys(
        ("is_emergency", "solo_required", "solo_actual", "is_unregistered", "is_deprivation_of_liberty"), _yes_or_no
    ),
    "approved_by_post": _optional(_choice(POSTS), ""),
    "approved_on": _optional_day,
    "exit_plan": _optional(_choice(words.EXIT_NAMES), None),
    "exit_by_on": _optional_day,
}
