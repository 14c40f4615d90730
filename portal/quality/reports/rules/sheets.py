"""The form of a visit: a sheet for each standard, then those that every visit has; and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.quality.reports.rules.judgements import Judgement


class SheetKind(StrEnum):
    """What a sheet asks for: a judgement with its evidence, text, or which reports of others were seen."""

    STANDARD = "standard"
    TEXT = "text"
    SEEN = "seen"


@dataclass(frozen=True)
class Sheet:
    """One page of the form. `needed`: a visit is not finished without it."""

    slug: str
    title: str
    prompts: tuple[str, ...]
    kind: SheetKind
    needed: bool = True


@dataclass(frozen=True)
class Written:
    """What somebody wrote on a sheet; dates only where reports of others are noted."""

    judgement: Judgement | None = None
    text: str = ""
    reg44_on: date | None = None
    ofsted_on: date | None = None


SUMMARY = "summary"
LIVED_EXPERIENCE, STRENGTHS, CONCERNS, SEEN = "lived-experience", "strengths", "concerns", "reports-seen"
COMMON = (
    Sheet(
        LIVED_EXPERIENCE,
        "What it is like to live here",
        ("What did children show and tell you?", "What would you notice if you lived here?"),
        SheetKind.TEXT,
    ),
    Sheet(STRENGTHS, "Strengths", ("What should others learn from?",), SheetKind.TEXT),
    Sheet(
        CONCERNS, "Concerns", ("What worries you, and what did the home say about it?",), SheetKind.TEXT, needed=False
    ),
    Sheet(
        SEEN,
        "Reports of others seen",
        ("This visit is neither a Regulation 44 visit nor an inspection: note which of their reports you read.",),
        SheetKind.SEEN,
        needed=False,
    ),
)


class Lack(StrEnum):
    """What a sheet still lacks."""

    JUDGEMENT = "judgement"
    EVIDENCE = "evidence"
    TEXT = "text"


def sheets_of(standards: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[Sheet, ...]:
    """The sheets of a visit judged by these standards (slug, title, prompts), in order."""
    return (*(Sheet(*standard, SheetKind.STANDARD) for standard in standards), *COMMON)


def list_missing(sheets: Iterable[Sheet], written: Mapping[str, Written]) -> Iterator[tuple[Sheet, Lack]]:
    """What has to be written before a visit is finished, in the order of the form."""
    for sheet in sheets:
        lack = lack_of(sheet, written.get(sheet.slug, Written()))
        if lack:
            yield sheet, lack


def is_empty(written: Written, *, is_judged: bool) -> bool:
    """Whether a section of a report says nothing; a standard that was not looked at needs no words."""
    if is_judged:
        return written.judgement is None or (not written.text and written.judgement != Judgement.NOT_LOOKED_AT)
    return not written.text


def lack_of(sheet: Sheet, written: Written) -> Lack | None:
    """What one sheet lacks; a standard that was not looked at needs no evidence."""
    if sheet.kind is SheetKind.STANDARD:
        if written.judgement is None:
            return Lack.JUDGEMENT
        bare = not written.text and written.judgement is not Judgement.NOT_LOOKED_AT
        return Lack.EVIDENCE if bare else None
    return Lack.TEXT if sheet.needed and not written.text else None
