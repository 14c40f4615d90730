"""How shared feedback is laid out, for homes and staff alike. Nothing here knows who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from portal.voice.feedback import words
from portal.voice.feedback.models import Changed, Enough, FeedbackPoint, FeedbackState
from portal.voice.feedback.queries import Moderated
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table


def count_words(total: int) -> str:
    """3 pieces of feedback."""
    return f"{total:,} {'piece' if total == 1 else 'pieces'} of feedback"


def table(found: Sequence[Moderated], endpoint: str, *, with_provider: bool) -> Table:
    """Shared feedback as a list."""
    columns = [
        Column("Home"),
        Column("Visited or written"),
        Column("From"),
        Column("Answer due"),
        Column("Where it stands"),
    ]
    rows = [_row(each, endpoint, with_provider=with_provider) for each in found]
    return Table("Feedback, what waits for an answer first", columns, rows)


def _row(each: Moderated, endpoint: str, *, with_provider: bool) -> list[Any]:
    note = f"{each.provider_name}, {each.reference}" if with_provider else each.reference
    text, tone = status(each)
    return [
        Cell(each.home_name, href=url_for(endpoint, reference=each.reference), note=note),
        when(each),
        author(each),
        format_date(each.answer_by_on),
        Cell(text, tone=tone),
    ]


def author(each: Moderated) -> str:
    """By which kind of person: never who."""
    if each.partner_id is not None:
        return words.PAIR
    return words.RESIDENT if each.is_resident else words.AUTHOR


def when(each: Moderated) -> str:
    """The day of an inspector's visit; of what a resident wrote, only the month."""
    if each.written_in:
        return f"{each.written_in:%B %Y}"
    return format_date(each.visited_at) if each.visited_at else ""


def status(each: Moderated) -> tuple[str, str]:
    """Where it stands, in words and tone."""
    state = FeedbackState(each.state)
    return words.STATE_NAMES[state], words.STATE_TONES[state]


def facts(each: Moderated) -> list[dict[str, str]]:
    """What is known of it, for a summary list."""
    pairs = [
        ("Home", each.home_name),
        ("Provider", each.provider_name),
        ("Written in" if each.is_resident else "Visited", when(each)),
        ("From", author(each)),
        ("Answer due by", format_date(each.answer_by_on)),
        ("Answered", format_date(each.answered_at) if each.answered_at else "Not yet"),
        ("Good enough?", _said([words.ENOUGH[Enough(one)] for one in (each.enough, each.partner_enough) if one])),
        (
            "Really changed?",
            _said([words.CHANGED[Changed(one)] for one in (each.changed, each.partner_changed) if one]),
        ),
    ]
    return [{"label": label, "value": value} for label, value in pairs]


def _said(judgements: Iterable[str]) -> str:
    """What was said, in an order that does not tell by whom."""
    return "; ".join(sorted(judgements)) or "Not said yet"


def point(each: FeedbackPoint) -> dict[str, Any]:
    """One shared answer and what the home said to it."""
    return {
        "statement": each.question.statement,
        "outcome": each.question.outcome,
        "said": words.point_words(each),
        "needs_answer": each.needs_answer,
        "response": words.response_words(each),
        "text": each.response_text,
    }
