"""Words that can be ticked have pictures, in every set of questions that is shipped."""

from __future__ import annotations

from importlib.resources import files

from flask import Flask
from sqlalchemy.orm import Session

from portal.voice.feedback.models import FeedbackState
from portal.voice.feedback.rules import Given, read_questions
from tests.integration.voice.feedback import made
from tests.integration.voice.feedback.made import Desk
from tests.support.client import Client

SHIPPED = files("portal.voice.feedback").joinpath("data/questions.csv").read_text(encoding="utf-8").splitlines()
SETS = read_questions(SHIPPED)


def test_every_word_has_a_picture(app: Flask) -> None:
    with app.app_context():
        shown = vars(app.jinja_env.get_template("feedback/_picture.html").module)
    words = {card for each in SETS for question in each.questions for card in question.cards}
    assert words == set(shown["picture_of"])
    assert set(shown["picture_of"].values()) == set(shown["drawn"])


def test_each_is_a_box_with_its_picture_and_its_words_and_keeps_what_was_ticked(
    session: Session, desk: Desk, client: Client
) -> None:
    made.in_state(session, desk, FeedbackState.DRAFT, {"one-thing": Given(cards=("The wifi", "The food"))})
    client.sign_in(desk.inspector)
    page = client.get(f"/inspect/visits/{desk.visit.reference}/feedback/questions/one-thing")
    labels = page.all("label", "feedback-card__label")
    assert ["".join(label.itertext()).strip() for label in labels] == list(SETS[0].questions[13].cards)
    assert all(label.find("svg") is not None for label in labels)
    form = page.form("Next")
    assert form.values["cards"] == ["The food", "The wifi"]
    assert form.options("cards") == list(SETS[0].questions[13].cards)
