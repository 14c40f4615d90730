"""Questions, states, moderation, and the words that suggest harm."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import product

import pytest

from portal.voice.feedback import rules
from portal.voice.feedback.rules import Asks, FeedbackState, Given, Heard, Kind, Step, Treatment, Verdict

DATA = files("portal.voice.feedback")
HARM = rules.read_harm_words(DATA.joinpath("data/harm.csv").read_text(encoding="utf-8").splitlines())
SETS = {
    each.slug: each
    for each in rules.read_questions(DATA.joinpath("data/questions.csv").read_text(encoding="utf-8").splitlines())
}
OUTCOMES = {
    "I am safe and I feel I belong",
    "I am happy",
    "I am doing well at school",
    "I am healthy and feeling positive about myself",
    "I am confident and resilient",
    "I have skills for my life but know where to get support if I need it",
}


def test_inspectors_are_asked_what_a_visitor_can_observe_and_residents_what_only_they_know() -> None:
    assert set(SETS) == {rules.INSPECTORS, rules.RESIDENTS}
    asked = {slug: {question.slug for question in each.questions} for slug, each in SETS.items()}
    assert {"welcoming", "homely", "safe", "staff-listen", "food", "wifi", "visitors", "live-here"} <= asked[
        "inspectors"
    ]
    assert {"things-to-do", "school-or-work", "rights", "worked-well", "not-so-well"} <= asked["inspectors"]
    assert {"own-room", "privacy", "can-complain"} <= asked["residents"]
    assert not {"own-room", "privacy", "can-complain"} & asked["inspectors"]


def test_every_question_is_linked_to_an_outcome_young_people_chose() -> None:
    for each in SETS.values():
        assert {question.outcome for question in each.questions} <= OUTCOMES
        assert all(bool(question.cards) == (question.kind is Kind.WORDS) for question in each.questions)


@pytest.mark.parametrize(
    ("asks", "value", "has_to"),
    [(Asks.NO, 0, False), (Asks.LOW, 4, True), (Asks.LOW, 5, False), (Asks.LOW, None, False), (Asks.YES, None, True)],
)
def test_the_home_answers_low_marks_and_what_should_change(asks: Asks, value: int | None, has_to: bool) -> None:
    assert rules.home_has_to_answer(asks, value) is has_to


def test_ticked_words_come_before_own_ones() -> None:
    given = Given(text="And a dog.", cards=("Kind staff", "Garden"))
    assert given.words == "Kind staff. Garden.\nAnd a dog."
    assert (Given(text="x").words, Given().words) == ("x", "")
    assert Given().is_skipped and not Given(value=0).is_skipped


def test_feedback_goes_one_way_and_back_only_while_it_is_moderated() -> None:
    states = FeedbackState
    path = [
        (states.DRAFT, Step.SEND, states.SENT),
        (states.SENT, Step.READ, states.READ),
        (states.READ, Step.PROPOSE, states.PROPOSED),
        (states.PROPOSED, Step.DECIDE, states.READ),
        (states.PROPOSED, Step.TAKE_BACK, states.READ),
        (states.READ, Step.SHARE, states.SHARED),
        (states.PROPOSED, Step.SHARE, states.SHARED),
        (states.READ, Step.KEEP_BACK, states.KEPT_BACK),
        (states.SHARED, Step.FINISH_RESPONDING, states.ANSWERED),
        (states.ANSWERED, Step.SHARE_BACK, states.SHARED_BACK),
    ]
    assert all(rules.after(state, step) == to for state, step, to in path)
    moves = {(state, step) for state, step in product(states, Step) if rules.after(state, step) not in (None, state)}
    assert moves == {(state, step) for state, step, _ in path}


def test_every_step_has_its_refusal() -> None:
    assert set(rules.REFUSALS) == set(Step)


def _may(treatment: Treatment, verdict: Verdict, *, was_objected: bool = False) -> tuple[bool, bool]:
    return (
        rules.may_be_shared(treatment, verdict, was_objected=was_objected),
        rules.is_open(treatment, verdict, was_objected=was_objected),
    )


def test_only_agreed_or_unredacted_text_is_shared() -> None:
    shared = {(treatment, verdict) for treatment, verdict in product(Treatment, Verdict) if _may(treatment, verdict)[0]}
    assert shared == {
        (Treatment.AS_WRITTEN, Verdict.WAITING),
        (Treatment.AS_WRITTEN, Verdict.AGREED),
        (Treatment.REDACTED, Verdict.AGREED),
    }


def test_what_was_objected_to_once_needs_a_yes() -> None:
    assert _may(Treatment.AS_WRITTEN, Verdict.WAITING, was_objected=True) == (False, True)
    assert _may(Treatment.AS_WRITTEN, Verdict.AGREED, was_objected=True) == (True, False)
    assert _may(Treatment.LEFT_OUT, Verdict.OBJECTED, was_objected=True) == (False, False)


def test_nothing_goes_before_its_author_was_shown_it_and_answered_or_was_silent_for_two_weeks() -> None:
    shown, later = datetime(2026, 11, 28, 12, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC)
    day_by_day = [
        (None, None, date(2026, 12, 31), Heard.NOT_SHOWN, False),
        (None, later, date(2026, 12, 31), Heard.NOT_SHOWN, False),
        (shown, None, date(2026, 11, 28), Heard.LOOKING, False),
        (shown, None, date(2026, 12, 12), Heard.LOOKING, False),
        (shown, None, date(2026, 12, 13), Heard.SILENT, True),
        (shown, later, date(2026, 11, 30), Heard.DECIDED, True),
    ]
    for shown_at, decided_at, today, said, goes in day_by_day:
        assert rules.heard(shown_at=shown_at, decided_at=decided_at, today=today) is said
        assert rules.may_go(said) is goes
    assert rules.answer_awaited_until(shown) == date(2026, 12, 12)
    assert rules.silent_since(date(2026, 12, 13)) == date(2026, 11, 29)


def test_a_home_has_ninety_days_to_answer_and_two_years_to_do_it() -> None:
    assert rules.last_day_to_answer(date(2026, 11, 26)) == date(2027, 2, 24)
    assert rules.last_day_promised(date(2026, 11, 26)) == date(2028, 11, 26)
    assert rules.last_day_promised(date(2024, 2, 29)) == date(2026, 2, 28)


def test_what_was_taken_back_is_settled_and_stays_out() -> None:
    for treatment in Treatment:
        assert _may(treatment, Verdict.WITHDRAWN) == (False, False)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("They hit him.", "violence"),
        ("A boy was PUNCHED", "violence"),
        ("she got punhced", "violence"),
        ("i am scarred of him", "fear"),
        ("He was scaaaared", "fear"),
        ("they were frigtened", "fear"),
        ("she is sucidal", "self-harm"),
        ("he wants to k1ll himself", "self-harm"),
        ("kms", "self-harm"),
        ("staff said don't tell", "secrecy"),
        ("they get locked in at night", "neglect"),
        ("abüsed", "abuse"),
        ("it does not feel safe... not  safe", "fear"),
        ("hes beating me up", "violence"),
        ("He’s beating us.", "violence"),
        ("she beats her", "violence"),
        ("he locks us in", "neglect"),
        ("they locked him out", "neglect"),
        ("the fridge is locked", "neglect"),
        ("my room is locked so nobody takes my things", "neglect"),
        ("she grabs me", "violence"),
        ("He grabed a boy? no, grabbed her", "violence"),
        ("pinned me down", "violence"),
        ("three staff held him down", "violence"),
        ("they held a boy down", "violence"),
        ("I cut my arms", "self-harm"),
        ("she cuts her wrists", "self-harm"),
        ("touches us", "sexual harm"),
        ("touched me", "sexual harm"),
        ("he kisses me", "sexual harm"),
        ("he comes in my room at night", "sexual harm"),
        ("a man came into her bedroom", "sexual harm"),
        ("he watches me in the shower", "sexual harm"),
        ("watched us getting changed", "sexual harm"),
        ("staff sleep with girls", "sexual harm"),
        ("they took pictures of me", "sexual harm"),
        ("they took nude pics of her", "sexual harm"),
        ("a man picks us up and gives us weed", "exploitation"),
        ("they don't feed us", "neglect"),
        ("They never let us eat.", "neglect"),
        ("threw a chair at me", "violence"),
        ("chucked a plate at him", "violence"),
        ("he h i t s me", "violence"),
        ("I h.i.t her", "violence"),
        ("he t o u c h e d me", "sexual harm"),
        ("r-a-p-e", "sexual harm"),
    ],
)
def test_words_that_suggest_harm_are_found_misspelt_too(text: str, topic: str) -> None:
    assert topic in rules.find_topics(text, HARM)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We shared pizza and it was fun.",
        "The white house hosts a quiz",
        "It is 10 out of 10. The beach is near.",
        "Staff listen. The stairs scream a bit when you walk.",
        "I liked the drums in the music room",
        "they hint at rules",
        "the wifi hits the spot",
        "we picked apples",
        "staff watch films with us",
        "Everyone is looked after. I looked in the kitchen and looked up.",
        "We grabbed pizza and threw a party at home",
        "My key worker picks me up from school",
        "I sleep well and my room is nice",
        "Three of us looked at them. Staff check in with me.",
        "They gave us new beds. They took us to the beach.",
        "We went boating and did some beading",
        "The bathroom is never locked",
        "Staff come and say good night",
        "Staff feed the cat. I touched the wall.",
        "W i f i is slow",
        "I kissed the dog. We held a meeting in the hall.",
        "We watched a film and hit the gym",
        "We cut the grass and cut my hair",
        "A B C and D",
        "A cooking night each week. Everybody helps with chores. I chose the pasta.",
        "We were treated well. He goes in his room when he wants to.",
        "The wifi kept cutting out while we were kicking a ball about",
        "Staff held the door open and sat down with us. The floor is wet and one of us slipped.",
        "They gave us space. A worker picked me up at the station.",
    ],
)
def test_ordinary_words_flag_nothing(text: str) -> None:
    assert rules.find_topics(text, HARM) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("blue heron told us", "blue heron"), ("Heron blue", None), ("bluebell", None), ("BLUE, heron", None)],
)
def test_a_name_is_found_as_a_word_of_its_own(text: str, found: str | None) -> None:
    assert rules.find_name(text, ["Blue Heron", ""]) == found
    assert rules.find_name("Blue was there", ["Blue"]) == "Blue"
    assert rules.find_name("bluebell", ["Blue"]) is None


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (datetime(2026, 3, 2, tzinfo=UTC), 12, datetime(2025, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), 12, datetime(2023, 2, 28, tzinfo=UTC)),
        (datetime(2026, 1, 5, tzinfo=UTC), 13, datetime(2024, 12, 5, tzinfo=UTC)),
        (datetime(2026, 1, 5, tzinfo=UTC), 0, datetime(2026, 1, 5, tzinfo=UTC)),
    ],
)
def test_months_back_end_on_a_day_that_there_is(now: datetime, months: int, then: datetime) -> None:
    assert rules.months_before(now, months) == then


@pytest.mark.parametrize(
    ("state", "by", "late"),
    [
        (FeedbackState.SHARED, date(2026, 3, 1), True),
        (FeedbackState.SHARED, date(2026, 3, 2), False),
        (FeedbackState.SHARED, None, False),
        (FeedbackState.ANSWERED, date(2026, 3, 1), False),
    ],
)
def test_an_answer_is_late_after_its_day_while_it_is_owed(state: FeedbackState, by: date | None, late: bool) -> None:
    assert rules.answer_is_late(state, by, date(2026, 3, 2)) is late
