"""Where feedback stands and what may be done to it (domain.md: Young inspector's feedback)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class FeedbackState(StrEnum):
    """`PROPOSED`: the author looks at what staff would see. `KEPT_BACK`: read, and nothing of it is shared."""

    DRAFT = "draft"
    SENT = "sent"
    READ = "read"
    PROPOSED = "proposed"
    SHARED = "shared"
    ANSWERED = "answered"
    SHARED_BACK = "shared_back"
    KEPT_BACK = "kept_back"


class Step(StrEnum):
    """What can be done to feedback as a whole."""

    ANSWER = "answer"
    SEND = "send"
    READ = "read"
    MODERATE = "moderate"
    PROPOSE = "propose"
    LOOK_OVER = "look_over"
    DECIDE = "decide"
    TAKE_BACK = "take_back"
    SHARE = "share"
    KEEP_BACK = "keep_back"
    RESPOND = "respond"
    FINISH_RESPONDING = "finish_responding"
    PUT_PLAINLY = "put_plainly"
    SHARE_BACK = "share_back"
    JUDGE = "judge"


class Together(StrEnum):
    """How joining with the other inspector of a visit stands, as one of the two sees it."""

    POSSIBLE = "possible"
    ASKED = "asked"
    ASKED_ME = "asked_me"
    AGREED = "agreed"
    SHARED = "shared"


MOVES = {
    (FeedbackState.DRAFT, Step.ANSWER): FeedbackState.DRAFT,
    (FeedbackState.DRAFT, Step.SEND): FeedbackState.SENT,
    (FeedbackState.SENT, Step.READ): FeedbackState.READ,
    (FeedbackState.READ, Step.MODERATE): FeedbackState.READ,
    (FeedbackState.READ, Step.PROPOSE): FeedbackState.PROPOSED,
    (FeedbackState.PROPOSED, Step.LOOK_OVER): FeedbackState.PROPOSED,
    (FeedbackState.PROPOSED, Step.DECIDE): FeedbackState.READ,
    (FeedbackState.PROPOSED, Step.TAKE_BACK): FeedbackState.READ,
    (FeedbackState.READ, Step.SHARE): FeedbackState.SHARED,
    (FeedbackState.PROPOSED, Step.SHARE): FeedbackState.SHARED,
    (FeedbackState.READ, Step.KEEP_BACK): FeedbackState.KEPT_BACK,
    (FeedbackState.SHARED, Step.RESPOND): FeedbackState.SHARED,
    (FeedbackState.SHARED, Step.FINISH_RESPONDING): FeedbackState.ANSWERED,
    (FeedbackState.ANSWERED, Step.PUT_PLAINLY): FeedbackState.ANSWERED,
    (FeedbackState.ANSWERED, Step.SHARE_BACK): FeedbackState.SHARED_BACK,
    (FeedbackState.SHARED_BACK, Step.JUDGE): FeedbackState.SHARED_BACK,
}
REFUSALS = {
    Step.ANSWER: "You have sent this. You can no longer change it.",
    Step.SEND: "You have sent this already.",
    Step.READ: "This has been marked as read already, or has not been sent yet.",
    Step.MODERATE: "Answers can be moderated after they were read, and while the young person is not looking at them.",
    Step.PROPOSE: "This is not with you now. Look at where it stands.",
    Step.LOOK_OVER: "You have told us already. You can read it again here.",
    Step.DECIDE: "You have told us already. You can read it again here.",
    Step.TAKE_BACK: "The young person is not looking at this now.",
    Step.SHARE: "Only what was read and shown to the young person can be shared.",
    Step.KEEP_BACK: "Only what was read and is not with the young person can be kept back.",
    Step.RESPOND: "Your answers have been sent. They can no longer be changed.",
    Step.FINISH_RESPONDING: "Your answers have been sent already.",
    Step.PUT_PLAINLY: "The home has not answered yet, or the young person has its answers already.",
    Step.SHARE_BACK: "The home has not answered yet, or the young person has its answers already.",
    Step.JUDGE: "The home has not answered yet.",
}
# While two inspectors of one visit may still say that staff shall read theirs as one.
JOINABLE = frozenset({FeedbackState.SENT, FeedbackState.READ, FeedbackState.PROPOSED})
# What a home and the council's staff may know of.
SHARED = frozenset({FeedbackState.SHARED, FeedbackState.ANSWERED, FeedbackState.SHARED_BACK})


def answer_is_late(state: FeedbackState, answer_by_on: date | None, today: date) -> bool:
    """Whether a home still owes an answer after its day."""
    return state is FeedbackState.SHARED and answer_by_on is not None and answer_by_on < today


def after(state: FeedbackState, step: Step) -> FeedbackState | None:
    """The state a step leads to, or None where it cannot be taken (REFUSALS says why)."""
    return MOVES.get((state, step))
