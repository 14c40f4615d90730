"""How feedback is said: to young people in short words, to staff and homes in theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.voice.feedback.models import FeedbackAnswer, FeedbackPoint
from portal.voice.feedback.rules import (
    CHOICES,
    HIGHEST,
    INSPECTORS,
    RESIDENTS,
    SHARED,
    Changed,
    Enough,
    FeedbackState,
    Given,
    Heard,
    Kind,
    Response,
    Together,
    Treatment,
    Verdict,
    answer_awaited_until,
)
from portal.web.filters import format_date

STATE_NAMES = {
    FeedbackState.SENT: "Unread",
    FeedbackState.READ: "To moderate",
    FeedbackState.PROPOSED: "With the young person",
    FeedbackState.SHARED: "With the home",
    FeedbackState.ANSWERED: "Home has answered",
    FeedbackState.SHARED_BACK: "Shared back",
    FeedbackState.KEPT_BACK: "Kept back",
}
STATE_TONES = {
    FeedbackState.SENT: "red",
    FeedbackState.READ: "yellow",
    FeedbackState.PROPOSED: "blue",
    FeedbackState.SHARED: "blue",
    FeedbackState.ANSWERED: "yellow",
    FeedbackState.SHARED_BACK: "green",
    FeedbackState.KEPT_BACK: "grey",
}
# What a young person is told of where their words are.
WHERE_IT_IS = {
    FeedbackState.SENT: "We have it. A worker at the council will read all of it.",
    FeedbackState.READ: "A worker has read it. Next we pick what staff at the home will see.",
    FeedbackState.PROPOSED: "Look at what staff will see. You can say no.",
    FeedbackState.SHARED: "The home has it now. They must answer by {by}.",
    FeedbackState.ANSWERED: "The home has sent its answers. We will show you soon.",
    FeedbackState.SHARED_BACK: "The home has told us what it will do.",
    FeedbackState.KEPT_BACK: "We did not share this. The home will not see it.",
}
# What becomes of what a young person was shown and says nothing to.
IF_SILENT = "If we hear nothing by {by}, we share it as it is here."
AFTER_SILENCE = "You can still say no. But we may share it now, as it is here."
# What a coordinator is told of the author of what would be shared.
HEARD = {
    Heard.NOT_SHOWN: "The young person has not seen this as it would be shared. Show it to them before you share it.",
    Heard.LOOKING: "The young person was shown this on {shown}. Without an answer, it can be shared after {until}.",
    Heard.SILENT: "The young person was shown this on {shown} and did not answer in {days} days. It can be shared, "
    "without the changes that they did not agree to.",
    Heard.DECIDED: "The young person was shown this on {shown} and has answered.",
}
HEARD_GONE = {
    False: "The young inspector left before they had seen this as it would be shared and had time to answer, and "
    "nobody can show it to them any more.",
    True: "The card ended before whoever wrote this had seen it as it would be shared and had time to answer, and "
    "nobody can show it to them any more.",
}
GONE_SO = (
    "So none of it goes to the home, and none of it is counted in a report. Read all of it, tell the safeguarding lead "
    "what they should know, and keep it back."
)
LEFT_SINCE = (
    "They can never come back to it. Share it as it is: what is changed or taken back now cannot be shown to them, and "
    "then it cannot be shared."
)
# What a young person is told whose no, or whose wish to take something out, came too late to be part of an answer.
LATE_HEADING = "You pressed Save too late"
LATE_KEPT = "We kept your words. A worker will read them."
LATE_COUNTS = (
    "A worker had this back when you pressed Save. You said no, so the home does not get this part without your yes."
)
LATE_SHARED = "Staff at the home have this now. It was too late to stop that."
LATE_OUT = "Staff at the home have this now. It was too late to take it out. A worker will read that you want it out."
LATE_BACK = "We did not share this. The home will not see it."
LATE_OVER = "It is too late for this."
LATE_GONE = f"{LATE_OVER} We could not keep your words."
LATE_YES = {
    FeedbackState.READ: "A worker had this back when you pressed Save. You may see it again.",
    FeedbackState.PROPOSED: "This was changed. Look at it again.",
    FeedbackState.KEPT_BACK: LATE_BACK,
}
LATE_YES_SHARED = "Staff at the home have this now."
LATE_TAKEN_OUT = "You took it out. Staff will not see it."
LATE_ALL = "A worker had this back when you sent it. We kept each thing you said."
LATE_ALL_SHARED = "Staff at the home have this now. What you said no to was left out."
NOT_SENT_YET = "Not sent yet. You can still tell us. Press Save, and a worker will read your words."
NOT_SENT_YES = "Not sent yet. A worker has this now. Is it not OK? You can still tell us."
SENT_ANSWER = "You have sent this. You can no longer change it. We did not keep this:"
ANSWERED_BEFORE = "You skipped it there."
# What an inspector is told of joining with the other one who went.
TOGETHER = {
    Together.POSSIBLE: "You both told us how it was. You can join the two. Staff then read both as one.",
    Together.ASKED: "You asked to join the two. Now the other one can say yes or no.",
    Together.ASKED_ME: "The other one asks to join the two. Staff then read both as one.",
    Together.AGREED: "You both said yes. Staff will read both as one.",
    Together.SHARED: "Staff have both as one now.",
}
ANSWER_IS_LATE = "The home has it now. Its answer is late: it was due by {by}. We have asked for it."
TREATMENTS = {
    Treatment.UNDECIDED: "Not decided",
    Treatment.AS_WRITTEN: "As written",
    Treatment.REDACTED: "Changed",
    Treatment.LEFT_OUT: "Left out",
}
VERDICTS = {
    Verdict.WAITING: "Not answered",
    Verdict.AGREED: "Agreed",
    Verdict.OBJECTED: "Objected",
    Verdict.WITHDRAWN: "Taken back",
}
# What stands, for the council, before what an author wrote of what would be shared, by what they say to it now.
WROTE = {
    Verdict.WAITING: "The young person wrote",
    Verdict.AGREED: "Yes, and they wrote",
    Verdict.OBJECTED: "The young person objected",
    Verdict.WITHDRAWN: "Take this out",
}
RESPONSES = {
    Response.DID: "We did it",
    Response.WILL: "We will do it",
    Response.CANNOT: "We can’t, because",
}
ENOUGH = {Enough.YES: "Yes", Enough.PARTLY: "In part", Enough.NO: "No"}
CHANGED = {Changed.YES: "Yes", Changed.SOME: "Some of it", Changed.NO: "No"}
CHOICE_NAMES = {"yes": "Yes", "maybe": "Maybe", "no": "No"}
AUTHOR, RESIDENT, PAIR = "A young inspector", "A young person who lives there", "Two young inspectors"
SETS = {INSPECTORS: "Young inspectors", RESIDENTS: "Young people who live there"}

# Each wording that anybody was ever asked with stays here under its name.
QUOTE_WORDINGS = {"2026-1": "Can we use your words in our report? We will not use your name. You can change your mind."}
QUOTE_WORDING = "2026-1"


@dataclass(frozen=True)
class Face:
    """A face over some of the marks: which drawing, the words under it, and its marks."""

    mood: str
    words: str
    marks: tuple[int, ...]


FACES = (
    Face("great", "Yes, a lot", (9, 10)),
    Face("good", "Yes, mostly", (7, 8)),
    Face("so-so", "In between", (4, 5, 6)),
    Face("poor", "Not much", (2, 3)),
    Face("bad", "Not at all", (0, 1)),
)


def face_of(value: int) -> Face:
    """The face that stands over a mark."""
    return next(face for face in FACES if value in face.marks)


def mark_words(kind: Kind, value: int) -> str:
    """7 out of 10: yes, mostly. Or the word that was picked."""
    if kind == Kind.CHOICE:
        return next(CHOICE_NAMES[name] for name, mark in CHOICES.items() if mark == value)
    face = face_of(value)
    return f"{value} out of {HIGHEST}: {face.words[:1].lower()}{face.words[1:]}"


def answer_words(answer: FeedbackAnswer, text: str) -> str:
    """An answer as it reads: its mark, or the words given for it."""
    return text if answer.value is None else mark_words(answer.question.kind, answer.value)


def point_words(point: FeedbackPoint) -> str:
    """A shared answer as it reads."""
    return point.text if point.value is None else mark_words(point.question.kind, point.value)


def response_words(point: FeedbackPoint) -> str:
    """We will do it by 2 March 2026."""
    if point.response is None:
        return ""
    name = RESPONSES[point.response]
    return f"{name} by {format_date(point.response_by_on)}" if point.response_by_on else name


def if_silent(shown_at: datetime, today: date) -> str:
    """By when an author says something to what they were shown, and what happens then."""
    until = answer_awaited_until(shown_at)
    return AFTER_SILENCE if today > until else IF_SILENT.format(by=format_date(until))


def given_words(kind: Kind, given: Given) -> str:
    """An answer as somebody gave it."""
    return given.words if given.value is None else mark_words(kind, given.value)


def late(state: FeedbackState, verdict: Verdict, *, has_words: bool) -> str:
    """What becomes of what was said late: of a yes, a no, or the wish to take something out."""
    if verdict == Verdict.AGREED:
        said = LATE_YES.get(state, LATE_YES_SHARED)
    elif state in SHARED:
        said = LATE_OUT if verdict == Verdict.WITHDRAWN else LATE_SHARED
    elif state == FeedbackState.KEPT_BACK:
        said = LATE_BACK
    else:
        said = LATE_TAKEN_OUT if verdict == Verdict.WITHDRAWN else LATE_COUNTS
    return f"{said} {LATE_KEPT}" if has_words else said


def wrote(answer: FeedbackAnswer) -> str:
    """What its author wrote of what would be shared: “Take this out: …”. Nothing where they wrote nothing."""
    return f"{WROTE[Verdict(answer.verdict)]}: {answer.objection}" if answer.objection else ""


def wrote_late(answer: FeedbackAnswer) -> str:
    """What its author said of that late, with or without words."""
    if answer.late_verdict not in (Verdict.AGREED, Verdict.WITHDRAWN):
        return answer.late_words
    said = WROTE[Verdict(answer.late_verdict)]
    return f"{said}: {answer.late_words}" if answer.late_words else f"{said}."


def about(point: FeedbackPoint) -> str:
    """The home's answer as it is told back: in plainer words where somebody put it so."""
    return point.plain_text or point.response_text


def quoted(found: Iterable[str]) -> str:
    """Words as they stand in a text, on one line: “The”, “Blue Heron”."""
    return ", ".join(f"“{' '.join(each.split())}”" for each in found)


def holder_words(holder: str, now_held_by: str, *, is_sold: bool, is_shared: bool, closed_on: date | None) -> str:
    """Who reads the words and has to answer, of a home that has closed or that somebody else holds since they were
    shared; "" for any other. Before sharing `holder` is who holds it now."""
    closed = f"This home closed on {format_date(closed_on)}. " if closed_on else ""
    if is_sold:
        now = f"{now_held_by} holds it now, and reads none of it."
        return f"{closed}{holder} held it when this was shared: it has the words and has to answer. {now}"
    if not closed:
        return ""
    if is_shared:
        return f"{closed}{holder} held it when this was shared: it has the words and has to answer."
    return (
        f"{closed}{holder} held it last: it gets the words and has to answer, although nobody lives there now. If the "
        "home was sold, whoever runs it since is told nothing."
    )
