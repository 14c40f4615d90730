"""What is asked of inspectors, coordinators and homes."""

from __future__ import annotations

from collections.abc import Iterable

from portal.voice.feedback.models import FeedbackAnswer, FeedbackQuestion
from portal.voice.feedback.rules import (
    CHOICES,
    HIGHEST,
    LOWEST,
    Changed,
    Enough,
    Given,
    Kind,
    Response,
    Treatment,
    Verdict,
)
from portal.voice.feedback.services import Sure, given_mark
from portal.voice.feedback.words import CHANGED, CHOICE_NAMES, ENOUGH, RESPONSES, STATE_NAMES, quoted
from portal.web.forms import (
    CheckboxesField,
    Choice,
    DateField,
    FilterForm,
    PortalForm,
    RadiosField,
    SeenField,
    SelectField,
    TextAreaField,
)
from portal.web.once import OnceForm
from portal.web.parsing import clean_text
from portal.web.versions import SeenTextForm, VersionedForm

MOST_WORDS = 1000
# No question is called so: what is told is about the whole entry.
ALL_OF_IT = "all-of-it"
HOME_SEES = "Staff at the home will see what you pick. They do not see your name."
MARKS = [(str(mark), str(mark)) for mark in range(LOWEST, HIGHEST + 1)]


class AnswerForm(PortalForm):
    """One question, answered in one of three ways. Nothing given is a question skipped, never a mistake.

    `seen`: what the answer that the page showed is known by.
    """

    seen = SeenField()

    mark = RadiosField("Your mark", choices=MARKS, subject="Your mark")
    choice = RadiosField("Your answer", choices=list(CHOICE_NAMES.items()), subject="Your answer")
    cards = CheckboxesField("Tick any that fit", subject="The words")
    text = TextAreaField("Or use your own words", max_length=MOST_WORDS, rows=4, subject="Your words")

    def ask(self, question: FeedbackQuestion, given: Given) -> None:
        """Keep the fields that the question is answered with, filled with what was answered before."""
        self.cards.choices = [(card, card) for card in question.card_words]
        kept = {Kind.SCALE: ("mark",), Kind.CHOICE: ("choice",), Kind.WORDS: ("cards", "text")}[Kind(question.kind)]
        for name in {"mark", "choice", "cards", "text"}.difference(kept):
            del self[name]
        if "choice" in self:
            self.choice.label.text = question.statement
        if self.is_typed:
            return
        self.seen.data = given_mark(given)
        if question.kind == Kind.WORDS:
            self.cards.data, self.text.data = list(given.cards), given.text
        elif given.value is not None:
            names = {value: name for name, value in CHOICES.items()}
            self[kept[0]].data = str(given.value) if question.kind == Kind.SCALE else names[given.value]

    @property
    def given(self) -> Given:
        """What was answered."""
        if "text" in self:
            return Given(text=self.text.data, cards=tuple(self.cards.data or ()))
        if "mark" in self:
            return Given(value=int(self.mark.data) if self.mark.data else None)
        return Given(value=CHOICES[self.choice.data] if self.choice.data else None)


class QuoteForm(PortalForm):
    """Whether words may be quoted."""

    agrees = RadiosField("Can we use your words?", choices=[("yes", "Yes"), ("no", "No")], subject="Your answer")


class SendForm(PortalForm):
    """A button."""


class SendAnswersForm(PortalForm):
    """A button that sends the answers that were shown."""

    seen = SeenField()


class SendVerdictsForm(VersionedForm):
    """A button that sends what was said to what was shown."""


class VerdictForm(VersionedForm):
    """What an author says to what staff would see."""

    verdict = RadiosField(
        "Is this OK?",
        choices=[
            Choice(Verdict.AGREED.value, "Yes, that is OK"),
            Choice(Verdict.OBJECTED.value, "No, I want to talk about it"),
            Choice(Verdict.WITHDRAWN.value, "Take this out", "Staff will not see it at all."),
        ],
        required="Pick one",
        subject="Your answer",
    )
    objection = TextAreaField("What is wrong?", max_length=MOST_WORDS, rows=3, subject="Your words")
    # What stood in that box as the page was shown.
    wrote = SeenField()

    @property
    def seen_words(self) -> str:
        """The same as it is stored: browsers send line ends of their own."""
        return clean_text(self.wrote.data or "", lines=True)

    def make_room(self, written: str) -> None:
        """What was written at several times stands in one box, however long it is together."""
        self.objection.max_length = max(MOST_WORDS, len(written))


class EnoughForm(PortalForm):
    """Whether the home's answers are good enough."""

    said = RadiosField(
        "Is it good enough?",
        choices=[(each.value, ENOUGH[each]) for each in Enough],
        hint=HOME_SEES,
        required="Pick one",
        subject="Your answer",
    )


class ChangedForm(PortalForm):
    """Whether it really changed."""

    said = RadiosField(
        "Did it really change?",
        choices=[(each.value, CHANGED[each]) for each in Changed],
        hint=HOME_SEES,
        required="Pick one",
        subject="Your answer",
    )


class EntryFilter(FilterForm):
    """Which entries a coordinator looks for."""

    state = SelectField(
        "Where it stands",
        choices=[(state.value, name) for state, name in STATE_NAMES.items()],
        blank="Anywhere",
        subject="Where it stands",
    )


class ModerateForm(VersionedForm):
    """What staff would see of one answer, and why."""

    treatment = RadiosField(
        "What staff will see",
        choices=[
            Choice(Treatment.AS_WRITTEN.value, "All of it, as written"),
            Choice(Treatment.REDACTED.value, "A changed text", "The young person has to agree."),
            Choice(Treatment.LEFT_OUT.value, "Nothing: leave it out"),
        ],
        required="Select what staff will see",
    )
    text = TextAreaField("The changed text", max_length=2 * MOST_WORDS, rows=5)
    reason = TextAreaField(
        "Why",
        max_length=300,
        rows=2,
        hint="The young person reads this. Use plain, kind words, such as “It could show who said it.”",
        subject="The reason",
    )
    no_names = CheckboxesField("Is a name of an inspector meant?", subject="Whether a name is meant")

    def ask(self, *, is_mark: bool) -> None:
        """A mark has no other words."""
        offer_no_names(self.no_names, ())
        if is_mark:
            del self.text
            self.treatment.choices = [each for each in self.treatment.options if each.value != Treatment.REDACTED]

    @property
    def changed_text(self) -> str:
        return (self.text.data or "") if "text" in self else ""


def offer_no_names(field: CheckboxesField, found: Iterable[str]) -> None:
    """Offer to say of words that they are no name here: of what was found now, and of what was ticked before."""
    words = dict.fromkeys([*field.chosen, *(" ".join(each.split()) for each in found)])
    field.choices = [(each, f"{quoted([each])} is not used as a name here") for each in words]


class ShareForm(PortalForm):
    """By when the home has to answer; and what has to be made sure first, where something has."""

    author_knows = CheckboxesField(
        "Does the young person know?",
        choices=[("yes", "I have made sure they know that the home will know who wrote this, and they still want it")],
        subject="Whether the young person knows",
    )
    flags_checked = CheckboxesField(
        "Words here may speak of harm. Is anybody at risk?",
        choices=[("yes", "I have made sure that nobody is at risk, so the safeguarding lead need not be told")],
        subject="Whether anybody is at risk",
    )
    lead_asked = CheckboxesField(
        "The young person told the safeguarding leads. Have you spoken with one?",
        choices=[("yes", "I have spoken with a safeguarding lead, and sharing this puts nobody at risk")],
        subject="Whether a lead was asked",
    )
    no_names = CheckboxesField(
        "An inspector is called so. Is a name meant?",
        hint="Somebody may have joined since you decided about the answers.",
        subject="Whether a name is meant",
    )
    answer_by_on = DateField("The home has to answer by", required="Enter the day by which the home has to answer")

    def ask(self, *, tells_who: bool, is_flagged: bool, was_told: bool, names: Iterable[str] = ()) -> None:
        """Ask for a confirmation only where it is needed."""
        names = list(names)
        offer_no_names(self.no_names, names)
        asked = {
            "author_knows": tells_who,
            "flags_checked": is_flagged,
            "lead_asked": was_told,
            "no_names": bool(names),
        }
        for name in (name for name, needed in asked.items() if not needed):
            del self[name]

    @property
    def sure(self) -> Sure:
        """What was made sure."""
        asked = [name for name in ("author_knows", "flags_checked", "lead_asked") if name in self]
        no_names = tuple(self.no_names.chosen) if "no_names" in self else ()
        return Sure(**{name: bool(self[name].data) for name in asked}, no_names=no_names)


class TellLeadForm(OnceForm):
    """What a coordinator tells the safeguarding lead of an entry."""

    answer = RadiosField("Which answer is it about?", subject="The answer", required="Select which answer it is about")
    told = TextAreaField(
        "What should the safeguarding lead know?",
        max_length=10 * MOST_WORDS,
        rows=6,
        required="Enter what the safeguarding lead should know",
        hint="In your own words. The lead can read the answers themselves.",
        subject="What you write",
    )

    def offer(self, answers: Iterable[FeedbackAnswer]) -> None:
        """Offer the answers by what was asked, those that may speak of harm first, and the whole."""
        flagged_first = sorted(answers, key=lambda answer: not answer.flags)
        self.answer.choices = [
            *(Choice(each.question.slug, each.question.statement, _flag_words(each)) for each in flagged_first),
            Choice(ALL_OF_IT, "All of it"),
        ]


def _flag_words(answer: FeedbackAnswer) -> str:
    topics = ", ".join(filter(None, answer.flags.split("\n")))
    return f"May be about {topics}." if topics else ""


class LetGoForm(SeenTextForm):
    """A button that ends keeping words for the reason that was shown."""


class HoldForm(SeenTextForm):
    """Why words are kept for longer."""

    reason = TextAreaField(
        "Why it is kept", max_length=500, rows=3, required="Enter why this is kept", hint="Such as a complaint."
    )


class RespondForm(PortalForm):
    """What the home says to one point. `seen`: the answer that stood there when it was begun."""

    seen = SeenField()
    response = RadiosField(
        "Your answer",
        choices=[(each.value, RESPONSES[each]) for each in Response],
        required="Select what your answer is",
    )
    text = TextAreaField(
        "In your words",
        max_length=MOST_WORDS,
        rows=4,
        required="Enter what was or will be done, or why it cannot",
        hint="A young person reads this. Short and plain is best.",
        subject="Your words",
    )
    by_on = DateField("By when", hint="Only for what you will do.", subject="The day")


class PlainForm(SeenTextForm):
    """A home's answer in plainer words."""

    text = TextAreaField(
        "In plain words",
        max_length=MOST_WORDS,
        rows=4,
        required="Enter the answer in plain words",
        subject="The answer",
    )
