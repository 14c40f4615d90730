"""What is frozen when a report becomes final: plain JSON values, and the hash that shows later that nothing changed.

Page and PDF of a final report are made from this and from nothing else.
"""

from __future__ import annotations

import hashlib
import json
from typing import NotRequired, TypedDict


class SectionData(TypedDict):
    """`judgement`: a value of Judgement, None where nothing is judged."""

    slug: str
    heading: str
    judgement: str | None
    text: str


class ActionData(TypedDict):
    reference: str
    text: str
    owner: str
    due_on: str


class AccuracyData(TypedDict):
    """How many sections the provider found accurate, and how its other points were decided.

    `mended`: how many it found accurate as they were shown while they read otherwise now; earlier reports counted
    those as accurate.
    """

    asked_on: str
    last_day: str
    accurate: int
    accepted: int
    declined: int
    silent: int
    mended: NotRequired[int]


class ReportContent(TypedDict):
    """A final report; dates as ISO texts, in London."""

    reference: str
    council: str
    home: str
    home_reference: str
    provider: str
    visited_on: str
    is_announced: bool
    officers: list[str]
    sections: list[SectionData]
    actions: list[ActionData]
    accuracy: AccuracyData
    finalised_on: str


def content_text(content: ReportContent) -> str:
    """The content as it is stored and hashed: the same content always gives the same text."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse_content(text: str) -> ReportContent:
    content: ReportContent = json.loads(text)
    return content


def digest(text: str) -> str:
    """The SHA-256 of a content's text."""
    return hashlib.sha256(text.encode()).hexdigest()
