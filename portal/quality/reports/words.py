"""How findings and reports are said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from portal.quality.models import VisitState
from portal.quality.reports.pictures import Fault
from portal.quality.reports.rules import Answer, Judgement, Lack, Outcome, Sheet, Written
from portal.web.filters import format_date

JUDGEMENT_NAMES: Mapping[str, str] = {
    Judgement.STRONG: "Strong",
    Judgement.GOOD: "Good",
    Judgement.NEEDS_TO_IMPROVE: "Needs to improve",
    Judgement.SERIOUS_CONCERN: "Serious concern",
    Judgement.NOT_LOOKED_AT: "Not looked at",
}
JUDGEMENT_HINTS: Mapping[str, str] = {
    Judgement.STRONG: "Better than expected, and others could learn from it",
    Judgement.GOOD: "As expected",
    Judgement.NEEDS_TO_IMPROVE: "Agree what will change, and by when",
    Judgement.SERIOUS_CONCERN: "Tell the registered manager before you leave, and your own manager today",
    Judgement.NOT_LOOKED_AT: "This visit had another purpose",
}
JUDGEMENT_TONES: Mapping[str, str] = {
    Judgement.STRONG: "green",
    Judgement.GOOD: "green",
    Judgement.NEEDS_TO_IMPROVE: "yellow",
    Judgement.SERIOUS_CONCERN: "red",
    Judgement.NOT_LOOKED_AT: "grey",
}
LACK_NAMES = {
    Lack.JUDGEMENT: "no judgement yet",
    Lack.EVIDENCE: "no evidence yet",
    Lack.TEXT: "nothing written yet",
}
ANSWER_NAMES: Mapping[str, str] = {Answer.ACCURATE: "Accurate", Answer.NOT_ACCURATE: "Not accurate"}
OUTCOME_NAMES: Mapping[str, str] = {Outcome.ACCEPTED: "Accepted", Outcome.DECLINED: "Declined"}
OUTCOME_TONES: Mapping[str, str] = {Outcome.ACCEPTED: "green", Outcome.DECLINED: "grey"}
# Beside an answer of the provider's that is another than the one it was decided about.
OPEN_AGAIN = "Decided before: {}. The answer has changed since, so it is open again."
NO_LONGER = "Decided before: {}. The answer has changed since, so that decision stands no longer."
# For the officer: the provider is shown what it was asked about until the report is final.
MENDED_BEFORE = (
    "The text was mended already. Accept, and it stays as it was mended, where you can change it again; decline, and "
    "it reads as the provider was shown it."
)
AS_SENT, AS_MENDED = "{}, as it was sent", "{}, as it was mended"
# The heading of a decision, and what declining leads to: of a point, or of a text whose point was taken back.
DECIDE_POINT, DECIDE_TEXT = "Decide about a point", "Decide about a mended text"
KEEP_MENDED, PUT_BACK = "Keep the mended text", "Put the text back as it was sent"
FAULTS = {
    Fault.NOT_A_PHOTOGRAPH: "This is not a photograph we can read. Choose a JPEG, PNG or WebP picture: what is in the "
    "file counts, not its name",
    Fault.TOO_MANY_POINTS: "This picture is too large to open safely. Choose a smaller one, or take it again at a "
    "lower setting",
}
_AS_IT_IS = "so what was found stays as it is."
# Why nobody writes on the sheets of a visit any more, and where a change is made instead.
SETTLED: Mapping[str, str] = {
    VisitState.DONE: f"This visit is finished, {_AS_IT_IS} Begin the report: it starts as a copy, "
    "which you can change.",
    VisitState.DRAFT_REPORT: f"This visit is finished, {_AS_IT_IS} Change the draft report instead.",
    VisitState.FACTUAL_ACCURACY: f"The report has gone to the provider, {_AS_IT_IS} In the report, a section can be "
    "changed where you accept a point of the provider’s about it.",
    VisitState.FINAL: f"The report is final, {_AS_IT_IS} The report cannot be changed either.",
    VisitState.CLOSED: f"This visit is closed, {_AS_IT_IS} The report cannot be changed either.",
    VisitState.CANCELLED: "This visit was called off, so nothing more is written on it.",
    VisitState.REMOVED: "The record of this visit was removed: it is kept for some years after a visit is closed.",
}
# Which reports of others were read, by the field of the form.
SEEN_SUBJECTS = {"reg44_on": "The Regulation 44 date", "ofsted_on": "The Ofsted date"}
# For whoever writes while a colleague takes the visit over, or takes them off it.
TAKEN_OFF = "{} looks after this visit now, and you are not an officer of it: nothing was changed."
TAKEN_OFF_WRITING = f"{TAKEN_OFF} What you wrote is still here. Copy it, and give it to them."
TOO_LARGE = "The photograph must be 10 MB or smaller. Take it again at a lower setting, or send a smaller copy"


def lacks(missing: Iterable[tuple[Sheet, Lack]]) -> str:
    """Education (no judgement yet), Strengths (nothing written yet)."""
    return ", ".join(f"{sheet.title} ({LACK_NAMES[lack]})" for sheet, lack in missing)


def differences(stored: Written, given: Written) -> dict[str, str]:
    """In words what is stored where it differs from what was given, by the field of the form."""
    both = {
        "judgement": (judged(stored), judged(given)),
        "text": (stored.text, given.text),
        "reg44_on": (_day(stored.reg44_on), _day(given.reg44_on)),
        "ofsted_on": (_day(stored.ofsted_on), _day(given.ofsted_on)),
    }
    return {name: there for name, (there, here) in both.items() if there != here}


def judged(written: Written) -> str:
    return JUDGEMENT_NAMES[written.judgement] if written.judgement else ""


def _day(day: date | None) -> str:
    return format_date(day) if day else ""


def seen_text(written: Written) -> str:
    """Which reports of others were read, a line each, and the note about them."""
    lines = [
        f"The newest Regulation 44 report we read is of {format_date(written.reg44_on)}." if written.reg44_on else "",
        f"The newest Ofsted report we read is of {format_date(written.ofsted_on)}." if written.ofsted_on else "",
        written.text,
    ]
    return "\n".join(filter(None, lines))
