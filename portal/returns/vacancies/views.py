"""Which places are open now: an organisation's homes, each with buttons that move one place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.access import PROVIDER_ROLES
from portal.homes.queries import seen_by
from portal.returns.vacancies import nudges, queries, rules, services, today, words
from portal.returns.vacancies.forms import TapForm
from portal.returns.vacancies.queries import Vacancy
from portal.returns.vacancies.services import Refused
from portal.web import nav

MOST_UPDATES = 10
PRESS_ONE = "Press one of the buttons under the home."

__all__ = ["blueprint", "nudges", "today"]

blueprint = Blueprint("vacancies", __name__, url_prefix="/provider/vacancies")
nav.add("Vacancies", "vacancies.list_vacancies", *PROVIDER_ROLES, order=25)


@blueprint.get("/")
@access.allow(*PROVIDER_ROLES)
def list_vacancies() -> str:
    """Every open home the viewer looks after."""
    vacancies = queries.list_vacancies(db.session(), seen_by(access.viewer()))
    return render_template("vacancies/list.html", homes=[_shown(one) for one in vacancies])


@blueprint.route("/<reference>", methods=["GET", "POST"])
@access.allow(*PROVIDER_ROLES)
def home(reference: str) -> str | Response:
    """One home: a tap, and what was tapped before."""
    session, viewer, form = db.session(), access.viewer(), TapForm()
    vacancy = queries.get_vacancy(session, reference, seen_by(viewer))
    if form.validate_on_submit():
        if _tap(vacancy, form):
            return redirect(url_for(".list_vacancies", _anchor=reference))
        vacancy = queries.get_vacancy(session, reference, seen_by(viewer))
    return render_template(
        "vacancies/home.html",
        form=form,
        home=_shown(vacancy),
        events=[
            {"at": update.updated_at, "text": words.TAPS[update.tap], "detail": words.counts_of(update), "who": name}
            for update, name in queries.list_updates(session, vacancy.home.id, limit=MOST_UPDATES)
        ],
    )


def _tap(vacancy: Vacancy, form: TapForm) -> bool:
    if form.chosen is None:
        form.refuse(PRESS_ONE)
        return False
    try:
        counts = services.tap(
            db.session(), vacancy.home, form.chosen, seen=form.row, actor=access.viewer(), now=clock.now()
        )
    except Refused as refused:
        form.refuse(str(refused))
        return False
    flash(f"{vacancy.home.name}: {words.inside(words.counts_words(counts))}.", "success")
    return True


def _shown(vacancy: Vacancy) -> dict[str, Any]:
    """A home as its block shows it; `taps` are the buttons that can be pressed now."""
    known = {"name": vacancy.home.name, "reference": vacancy.home.reference, "places": vacancy.places}
    told = vacancy.told
    if told is None:
        return {**known, "told": None, "taps": [], "is_stale": False, "warning": None}
    return {
        **known,
        "told": words.told_words(told),
        "seen": told.seen,
        "is_stale": rules.is_stale(told.on, clock.today(clock.now())),
        "warning": rules.refusal(told.counts, rules.Tap.CONFIRM, vacancy.places),
        "taps": [(tap.value, words.TAPS[tap]) for tap in rules.taps_offered(told.counts, vacancy.places)],
    }
