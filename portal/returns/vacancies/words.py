"""How vacancies and their age are said."""

from __future__ import annotations

from portal.returns.vacancies.models import VacancyUpdate
from portal.returns.vacancies.queries import Told
from portal.returns.vacancies.rules import Counts, Tap
from portal.web.filters import format_age, format_number

TAPS = {
    Tap.HOLD: "1 held",
    Tap.FILL: "1 filled",
    Tap.MOVE_IN: "Held place filled",
    Tap.RELEASE: "Held place open again",
    Tap.REOPEN: "1 open again",
    Tap.CONFIRM: "Still true",
}


def counts_words(counts: Counts) -> str:
    """2 open, 1 held. None open."""
    opened = f"{format_number(counts.open)} open" if counts.open else "None open"
    return f"{opened}, {format_number(counts.held)} held" if counts.held else opened


def counts_of(update: VacancyUpdate) -> str:
    """What a tap led to."""
    return counts_words(Counts(update.open_places, update.held_places))


def told_words(told: Told) -> str:
    """2 open, updated 3 days ago."""
    return f"{counts_words(told.counts)}, updated {format_age(told.on)}"


def changed_meanwhile(tap: Tap, counts: Counts) -> str:
    """What somebody tapped, and what stands now that somebody else was quicker."""
    now = inside(counts_words(counts))
    return (
        f"You said “{TAPS[tap]}”, but the figures had changed: now it is {now}. Say it again if it still has to change."
    )


def inside(text: str) -> str:
    """A phrase as it reads in the middle of a sentence."""
    return text[:1].lower() + text[1:]
