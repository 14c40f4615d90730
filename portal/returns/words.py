"""What a return's states, figures, faults and surprises are called, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from portal.returns.models import EntryState
from portal.returns.rules import (
    NOT_RETURNED,
    BlockReason,
    Body,
    BodyKind,
    Fault,
    FaultKind,
    Figure,
    Surprise,
    SurpriseKind,
    Value,
    Window,
    closing_at,
    closing_day,
)
from portal.web.filters import format_date, format_month, format_number, format_time

Names = Mapping[str, str]

STATES = {
    EntryState.NOT_STARTED: ("Not started", "grey"),
    EntryState.DRAFT: ("Draft", "yellow"),
    EntryState.SUBMITTED: ("Submitted", "blue"),
    EntryState.QUERIED: ("Queried", "red"),
    EntryState.RESUBMITTED: ("Resubmitted", "blue"),
    EntryState.ACCEPTED: ("Accepted", "green"),
}

BODY_KINDS = {
    BodyKind.WELSH_COUNCIL: "A council in Wales",
    BodyKind.SCOTTISH_COUNCIL: "A council in Scotland",
    BodyKind.NORTHERN_IRISH_TRUST: "A trust in Northern Ireland",
    BodyKind.HEALTH_BODY: "A health body",
    BodyKind.EDUCATION_AUTHORITY: "An education authority",
    BodyKind.PARENTS: "Parents",
}

REASONS = {
    BlockReason.STAFFING: "Staffing",
    BlockReason.MATCHING: "Matching with children who live there",
    BlockReason.BUILDING: "Building work",
    BlockReason.MANAGER_VACANCY: "No registered manager",
    BlockReason.REGULATOR_RESTRICTION: "Ofsted restriction",
}

FIGURES = {
    "households": "Carer households",
    "approved": "Approved places",
    "filled": "Filled places",
    "filled_own": "Filled by this council’s children",
    "vacant": "Vacant places",
    "unavailable": "Unavailable places",
    "registered": "Registered places",
    "usable": "Usable places",
    "reserved": "Reserved",
    "available": "Available now",
    "available_soon": "Available within 28 days",
    "adults_staying": "Aged 18 or over and staying",
    "takes_emergencies": "Takes emergencies",
    "staff_vacancies": "Staff vacancies",
    "agency_share": "Agency staff, %",
}


def body_name(body: Body, names: Names) -> str:
    """The council's name, or the kind of body in words."""
    return names.get(body.code, body.code) if body.code else BODY_KINDS[BodyKind(body.kind)]


def figure_name(figure: Figure, names: Names) -> str:
    """What one number of a line is called."""
    if figure.body:
        return f"Children placed by {_inside(body_name(figure.body, names))}"
    if figure.reason:
        return f"Blocked: {_inside(REASONS[BlockReason(figure.reason)])}"
    return FIGURES[figure.name]


def _inside(text: str) -> str:
    """A phrase as it reads in the middle of a sentence; names keep their capitals."""
    if text in BODY_KINDS.values() or text in REASONS.values():
        return text if text.startswith("Ofsted") else text[:1].lower() + text[1:]
    return text


def value_words(value: Value) -> str:
    """A number with its commas, Yes or No, or that it was not given."""
    if value is None:
        return "Not given"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return format_number(value)


def homes(count: int) -> str:
    """1 home, 2 homes."""
    return f"{format_number(count)} {'home' if count == 1 else 'homes'}"


def month_return(month: date) -> str:
    """September 2026 return."""
    return f"{format_month(month)} return"


def ends_words(instant: datetime) -> str:
    """A deadline as people say it: "the end of 10 October 2026", or with its time where it is not midnight."""
    day = closing_day(instant)
    if closing_at(day) == instant:
        return f"the end of {format_date(day)}"
    return f"{format_time(instant)} on {format_date(instant)}"


def window_words(window: Window, now: datetime) -> str:
    """Whether a return is open, and until when."""
    if now < window.opens_at:
        return f"Opens on {format_date(window.opens_at)}."
    if not window.takes(now):
        return f"Closed at {ends_words(window.ends_at)}."
    more = " The council gave you more time." if window.ends_at > window.closes_at else ""
    return f"Closes at {ends_words(window.ends_at)}.{more}"


def fault_words(fault: Fault) -> str:
    """What cannot be, and what to do about it."""
    if fault.kind is FaultKind.DOES_NOT_ADD_UP and fault.is_fostering:
        return f"The places add up to {fault.found} but {fault.limit} are approved. Change one of them"
    return _FAULTS[fault.kind].format(found=fault.found, limit=fault.limit)


_FAULTS = {
    FaultKind.NEGATIVE: "Every number must be 0 or more",
    FaultKind.DOES_NOT_ADD_UP: (
        "The places add up to {found} but the home is registered for {limit}. Change one of them"
    ),
    FaultKind.USABLE_ABOVE_REGISTERED: (
        "You can use {found} places but the home is registered for {limit}. Change one of them"
    ),
    FaultKind.AVAILABLE_NOT_USABLE: (
        "Places lived in and available now come to {found} but you can use {limit}. Change one of them"
    ),
    FaultKind.ADULTS_ABOVE_OCCUPIED: (
        "{found} young people are aged 18 or over but {limit} places are lived in. Change one of them"
    ),
    FaultKind.OWN_ABOVE_FILLED: (
        "{found} places are filled by this council’s children but {limit} are filled. Change one of them"
    ),
}


def sum_words(found: int, total: int, noun: str) -> str:
    """Adds up to 5 of 6 registered places."""
    return f"Adds up to {format_number(found)} of {format_number(total)} {noun}"


def surprise_words(surprise: Surprise) -> str:
    """What is surprising, in one sentence."""
    return _SURPRISES[surprise.kind].format(before=surprise.before, after=surprise.after)


_SURPRISES = {
    SurpriseKind.ABOVE_CERTIFICATE: "{after} places are above the {before} on the home’s Ofsted certificate.",
    SurpriseKind.OCCUPANCY: "Occupancy went from {before}% to {after}%.",
    SurpriseKind.AGENCY_SHARE: "Agency staff went from {before}% to {after}%.",
    SurpriseKind.NO_CHANGE: "The figures have been the same for {after} months.",
}


def not_returned(states: Counter[EntryState]) -> int:
    """How many homes have not been sent."""
    return sum(states[state] for state in NOT_RETURNED)


def sent_of(states: Counter[EntryState]) -> str:
    """1 of 2 homes sent."""
    total = states.total()
    return f"{format_number(total - not_returned(states))} of {homes(total)} sent"


def progress(states: Counter[EntryState]) -> tuple[str, str]:
    """What a provider's month waits for, in two or three words, and its tone."""
    total, left = states.total(), not_returned(states)
    if not total:
        return "No homes due", "grey"
    if queried := states[EntryState.QUERIED]:
        return f"{format_number(queried)} to answer", "red"
    if states[EntryState.NOT_STARTED] == total:
        return "Not started", "grey"
    return (f"{format_number(left)} to send", "blue") if left else ("All sent", "green")
