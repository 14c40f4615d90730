"""What can be done about feedback. Each verb is one transaction with its event."""

from portal.voice.feedback.services.answering import (
    Author,
    SaidElsewhere,
    begin,
    end_quote,
    given_mark,
    given_of,
    save_answer,
    say_quote,
    send,
)
from portal.voice.feedback.services.common import Refused, SavedSince, TooLate
from portal.voice.feedback.services.deciding import ShownAnew, decide, judge, save_verdict, say_late, version_of_all
from portal.voice.feedback.services.joining import join, part
from portal.voice.feedback.services.moderating import (
    Stale,
    end_author,
    hold,
    late_mark,
    mark_late_read,
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
    "SaidElsewhere",
    "SavedSince",
    "ShownAnew",
    "Stale",
    "Sure",
    "TooLate",
    "answer_mark",
    "answers_mark",
    "begin",
    "decide",
    "end_author",
    "end_quote",
    "finish_responding",
    "given_mark",
    "given_of",
    "hold",
    "join",
    "judge",
    "keep_back",
    "late_mark",
    "load_questions",
    "mark_late_read",
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
    "say_late",
    "say_quote",
    "send",
    "share",
    "share_as_one",
    "share_back",
    "take_back",
    "tell_lead",
    "version_of_all",
]
