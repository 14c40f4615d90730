"""The rules of findings and reports: no Flask, no database."""

from portal.quality.reports.rules.accuracy import (
    Answer,
    Outcome,
    Point,
    Window,
    last_day,
    undecided,
    unmended,
    window_end,
)
from portal.quality.reports.rules.content import (
    AccuracyData,
    ActionData,
    ReportContent,
    SectionData,
    content_text,
    digest,
    parse_content,
)
from portal.quality.reports.rules.judgements import Judgement
from portal.quality.reports.rules.sheets import (
    COMMON,
    SEEN,
    SUMMARY,
    Lack,
    Sheet,
    SheetKind,
    Written,
    lack_of,
    list_missing,
    sheets_of,
)

__all__ = [
    "COMMON",
    "SEEN",
    "SUMMARY",
    "AccuracyData",
    "ActionData",
    "Answer",
    "Judgement",
    "Lack",
    "Outcome",
    "Point",
    "ReportContent",
    "SectionData",
    "Sheet",
    "SheetKind",
    "Window",
    "Written",
    "content_text",
    "digest",
    "lack_of",
    "last_day",
    "list_missing",
    "parse_content",
    "sheets_of",
    "undecided",
    "unmended",
    "window_end",
]
