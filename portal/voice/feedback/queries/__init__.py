"""Reads of feedback. `own` and `written` hold words as they were written; `moderated` only what was shared."""

from portal.voice.feedback.queries.moderated import (
    Moderated,
    get_moderated,
    get_point,
    list_moderated,
    list_points,
    list_readers,
)
from portal.voice.feedback.queries.own import find_own, get_own_visit, list_own_drafts, list_own_waiting
from portal.voice.feedback.queries.questions import get_question, list_questions, newest_version
from portal.voice.feedback.queries.written import (
    Entry,
    count_entries,
    count_waiting,
    find_answer,
    get_entry,
    has_flagged,
    list_answers,
    list_entries,
    list_names,
    list_old_drafts,
    list_removable,
    locked_feedback,
)

__all__ = [
    "Entry",
    "Moderated",
    "count_entries",
    "count_waiting",
    "find_answer",
    "find_own",
    "get_entry",
    "get_moderated",
    "get_own_visit",
    "get_point",
    "get_question",
    "has_flagged",
    "list_answers",
    "list_entries",
    "list_moderated",
    "list_names",
    "list_old_drafts",
    "list_own_drafts",
    "list_own_waiting",
    "list_points",
    "list_questions",
    "list_readers",
    "list_removable",
    "locked_feedback",
    "newest_version",
]
