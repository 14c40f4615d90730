"""Whose pages these are, and what several of them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, url_for
from werkzeug.wrappers import Response

from portal import clock, events
from portal.homes.models import Home
from portal.voice.feedback import words
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackState
from portal.voice.feedback.services import Author

Page = str | Response


@dataclass(frozen=True)
class Mine:
    """Who says something of a home, what they said if they began, and where its pages are.

    `place` holds the values of the address that the pages share.
    """

    author: Author
    home: Home
    authority_id: int
    feedback: Feedback | None
    actor: events.Actor
    blueprint: str
    place: Mapping[str, Any]

    def to(self, endpoint: str, **values: Any) -> str:
        """The address of another page about the same."""
        return url_for(f"{self.blueprint}.{endpoint}", **self.place, **values)

    def in_state(self, *states: FeedbackState) -> Feedback | None:
        """The feedback where it stands in one of these states."""
        return self.feedback if self.feedback is not None and self.feedback.state in states else None


def by_slug(answers: Sequence[FeedbackAnswer]) -> dict[str, FeedbackAnswer]:
    return {answer.question.slug: answer for answer in answers}


def if_silent(feedback: Feedback) -> str:
    """What happens to what they are looking at when they say nothing."""
    if feedback.state != FeedbackState.PROPOSED or feedback.proposed_at is None:
        return ""
    return words.if_silent(feedback.proposed_at, clock.today(clock.now()))


def show_untold() -> None:
    """Before a form of a page on which nothing can be sent any more: what was typed before its writer was signed out is
    shown there at most, so nobody is asked to send it again."""
    g.pop("tell_restored", None)


def late_page(
    mine: Mine,
    said: str,
    typed: str,
    *,
    heading: str = words.LATE_HEADING,
    is_flagged: bool,
    form: Any = None,
    wrote: str = "",
    done: Any = None,
) -> Page:
    """That something came too late, what becomes of it, and what was typed, to be copied. `form`: to send it still,
    with what stands in it out of sight (`wrote`). `done`: to say that what waited to be sent need wait no more."""
    return render_template(
        "feedback/late.html",
        heading=heading,
        said=said,
        typed=typed,
        is_flagged=is_flagged,
        may_be_quoted=mine.feedback is not None and mine.feedback.may_be_quoted,
        form=form,
        wrote=wrote,
        done=done,
        mine=mine,
        back_href=mine.to("start"),
    )
