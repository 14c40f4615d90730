"""What can be done about feedback. Each verb is one transaction with its event."""

from portal.voice.feedback.services.answering import Author, begin, end_quote, save_answer, say_quote, send
from portal.voice.feedback.services.common import Refused, SavedSince
from portal.voice.feedback.services.deciding import ShownAnew, decide, judge, save_verdict, version_of_all
from portal.voice.feedback.services.joining import join, part
from portal.voice.feedback.services.moderating import (
    Stale,
    hold,
    mark_read,
    moderate,
    note_look,
    propose,
    release,
    take_back,
)
from portal.voice.feedback.services.questions import load_questions
from portal.voice.feedback.services.responding import (
    AnsweredSince,
    answer_mark,
    answers_mark,
    finish_responding,
    put_plainly,
    respond,
    share_back,
)
from portal.voice.feedback.services.retention import remove_drafts, remove_written
from portal.voice.feedback.services.sharing import Sure, keep_back, share, share_as_one
from portal.voice.feedback.services.telling import tell_lead

__all__ = [
    "AnsweredSince",
    "Author",
    "Refused",
    "SavedSince",
    "ShownAnew",
    "Stale",
    "Sure",
    "answer_mark",
    "answers_mark",
    "begin",
    "decide",
    "end_quote",
    "finish_responding",
    "hold",
    "join",
    "judge",
    "keep_back",
    "load_questions",
    "mark_read",
    "moderate",
    "note_look",
    "part",
    "propose",
    "put_plainly",
    "release",
    "remove_drafts",
    "remove_written",
    "respond",
    "save_answer",
    "save_verdict",
    "say_quote",
    "send",
    "share",
    "share_as_one",
    "share_back",
    "take_back",
    "tell_lead",
    "version_of_all",
]
