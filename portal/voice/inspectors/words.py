"""What things about young inspectors are called on their coordinator's pages."""

from __future__ import annotations

from collections.abc import Collection

from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.names import fold
from portal.voice.inspectors.rules import HoursKind, InspectorState, PaymentKind

STATE_NAMES = {
    InspectorState.INVITED: "Has a card",
    InspectorState.ACTIVE: "Joined",
    InspectorState.LEFT: "Left",
}
STATE_TONES = {InspectorState.INVITED: "blue", InspectorState.ACTIVE: "green", InspectorState.LEFT: "grey"}
HOURS_NAMES = {
    HoursKind.TRAINING: "Training",
    HoursKind.VISIT: "A visit",
    HoursKind.WRITING: "Writing down what they saw",
    HoursKind.MEETING: "A meeting",
}
PAYMENT_NAMES = {PaymentKind.THANK_YOU: "Thank-you payment", PaymentKind.EXPENSE: "Expense"}


def name_of(inspector: Inspector, shared: Collection[str] = ()) -> str:
    """The nickname, or the reference of somebody who has none; both where others are called the same (`shared`, see
    queries.shared_nicknames)."""
    return named(inspector.nickname, inspector.reference, shared) if inspector.nickname else inspector.reference


def named(nickname: str, reference: str, shared: Collection[str]) -> str:
    """A nickname, with the reference where others are called the same."""
    return f"{nickname} ({reference})" if fold(nickname) in shared else nickname


def band_words(band: str | None) -> str:
    """16 to 17, or nothing yet."""
    return band.replace("-", " to ") if band else ""


def hours_words(minutes: int) -> str:
    """2 hours 30 minutes, or nothing yet."""
    hours, rest = divmod(minutes, 60)
    parts = [
        f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
        for count, noun in ((hours, "hour"), (rest, "minute"))
        if count
    ]
    return " ".join(parts)
