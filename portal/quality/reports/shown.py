"""Findings and reports as their pages and the PDF show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from portal.quality.reports.models import AccuracyPoint, ReportSection, VisitReport
from portal.quality.reports.queries import can_be_decided, is_mended
from portal.quality.reports.rules import AccuracyData, Answer, ReportContent, Sheet, Written, parse_content
from portal.quality.reports.words import (
    ANSWER_NAMES,
    AS_MENDED,
    AS_SENT,
    JUDGEMENT_NAMES,
    JUDGEMENT_TONES,
    MENDED_BEFORE,
    NO_LONGER,
    OPEN_AGAIN,
    OUTCOME_NAMES,
    OUTCOME_TONES,
    seen_text,
)
from portal.web.filters import format_date
from portal.web.tables import Column, Table

Shown = dict[str, Any]


def section(slug: str, heading: str, judgement: str | None, text: str) -> Shown:
    """A heading with its judgement in words and its paragraphs."""
    return {
        "slug": slug,
        "heading": heading,
        "judgement": JUDGEMENT_NAMES[judgement] if judgement else None,
        "tone": JUDGEMENT_TONES[judgement] if judgement else None,
        "paragraphs": [line for line in text.splitlines() if line.strip()],
    }


def findings(sheets: Iterable[Sheet], written: Mapping[str, Written]) -> list[Shown]:
    """Every sheet of a visit with what was found."""
    pairs = ((sheet, written.get(sheet.slug, Written())) for sheet in sheets)
    return [section(sheet.slug, sheet.title, found.judgement, seen_text(found)) for sheet, found in pairs]


def sections(report: VisitReport) -> list[Shown]:
    """A report's sections: as frozen once it is final, as they stand before; each with its point."""
    if report.content:
        points = {each.slug: point(each.point) for each in report.sections}
        return [{**each, "point": points[each["slug"]]} for each in frozen_sections(parse_content(report.content))]
    return [
        {**section(each.slug, each.heading, each.judgement, each.text), "point": point_to_decide(each)}
        for each in report.sections
    ]


def frozen_sections(content: ReportContent) -> list[Shown]:
    return [section(each["slug"], each["heading"], each["judgement"], each["text"]) for each in content["sections"]]


def shown_before(part: ReportSection) -> Shown:
    """A section as the provider was asked about it."""
    return section(part.slug, part.heading, part.shown_judgement, part.shown_text)


def point(found: AccuracyPoint | None) -> Shown | None:
    """What the provider said of a section and what the officer decided."""
    if found is None:
        return None
    reopened = OPEN_AGAIN if found.answer == Answer.NOT_ACCURATE else NO_LONGER
    before = OUTCOME_NAMES[found.decided_before].lower() if found.decided_before and not found.outcome else None
    return {
        "answer": ANSWER_NAMES[found.answer],
        "words": found.words,
        "outcome": OUTCOME_NAMES[found.outcome] if found.outcome else None,
        "tone": OUTCOME_TONES[found.outcome] if found.outcome else "yellow",
        "reason": found.reason,
        "reopened": reopened.format(before) if before else None,
        "mended": None,
    }


def point_to_decide(part: ReportSection) -> Shown | None:
    """The same for whoever decides: what is open, and whether the text was mended before it was open again."""
    shown = point(part.point)
    if part.point is None or shown is None:
        return None
    mended = is_mended(part)
    is_open = part.point.outcome is None and mended
    return {**shown, "mended": MENDED_BEFORE if is_open else None, "can_decide": can_be_decided(part)}


def texts_to_decide(part: ReportSection) -> list[Shown]:
    """What a decision is about: the section as it was sent and, where it was mended, as it reads now."""
    sent = shown_before(part)
    if not is_mended(part):
        return [sent]
    now = section(f"{part.slug}-mended", AS_MENDED.format(part.heading), part.judgement, part.text)
    return [{**sent, "heading": AS_SENT.format(part.heading)}, now]


def document_context(content: ReportContent) -> Shown:
    """What the PDF of a report is made from: frozen content, and nothing of a request."""
    parts = frozen_sections(content)
    return {
        "heading": f"Quality visit to {content['home']}",
        "council_name": content["council"],
        "version_line": f"Report {content['reference']}, final since {_date(content['finalised_on'])}",
        "cover_note": f"{content['provider']}. Visited on {_date(content['visited_on'])}. {RESTRICTED}",
        "contents": [{"text": part["heading"], "href": f"#{part['slug']}"} for part in [*parts, *CLOSING]],
        "sections": parts,
        "about": about(content),
        "accuracy": accuracy_words(content["accuracy"]),
        "actions": actions_table(content),
    }


RESTRICTED = "For the provider and the councils it agreed to share this with: not for publication."
CLOSING = (
    {"heading": "What was agreed", "slug": "actions"},
    {"heading": "About this report", "slug": "about-this-report"},
)


def about(content: ReportContent) -> list[str]:
    """How the visit was made, a sentence each."""
    announced = "The home knew of the visit beforehand." if content["is_announced"] else "The visit was not announced."
    return [
        f"{_and(content['officers'])} visited on {_date(content['visited_on'])}. {announced}",
        "This was a visit of the council that places children. It was neither an inspection nor a Regulation 44 visit.",
    ]


def accuracy_words(accuracy: AccuracyData) -> str:
    """How the provider's part went, in a sentence."""
    asked = f"The provider had from {_date(accuracy['asked_on'])} to {_date(accuracy['last_day'])} to check the draft."
    points = accuracy["accepted"] + accuracy["declined"]
    made = (
        "It made no point." if not points else f"It made {_count(points, 'point')}: {accuracy['accepted']} accepted, "
    )
    declined = f"{accuracy['declined']} declined." if points else ""
    mended = accuracy.get("mended", 0)
    read = f" {_count(mended, 'section')} it took a point back about {'reads' if mended == 1 else 'read'} otherwise."
    return f"{asked} {made}{declined}{read if mended else ''}"


def actions_table(content: ReportContent) -> Table | None:
    """What was agreed when the report became final; None where nothing was."""
    rows: Sequence[list[Any]] = [[each["text"], each["owner"], _date(each["due_on"])] for each in content["actions"]]
    columns = [Column("What is to change"), Column("Who sees to it"), Column("By")]
    return Table("Actions agreed", columns, list(rows)) if rows else None


def _date(iso: str) -> str:
    return format_date(date.fromisoformat(iso))


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
