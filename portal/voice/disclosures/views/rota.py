"""The rota of safeguarding leads, and what is arranged for disclosures."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.authorities.queries import get_authority
from portal.voice.disclosures import queries, rules, services, words
from portal.voice.disclosures.forms import ArrangementForm, ConfirmForm, TurnForm
from portal.voice.disclosures.models import SafeguardingTurn, TurnPart
from portal.voice.disclosures.services import Refused
from portal.voice.disclosures.views.handling import lead_only
from portal.web.filters import format_date
from portal.web.tables import Cell, Column, Table

Page = str | Response
COLUMNS = (Column("Who"), Column("As"), Column("From"), Column("To"), Column("Change"))

blueprint = Blueprint("safeguarding_rota", __name__, url_prefix="/safeguarding")


@blueprint.get("/rota")
@lead_only
def rota() -> str:
    """Who is told first, now and later."""
    session, authority_id, now = db.session(), access.authority_id(), clock.now()
    turns = queries.list_turns(session, authority_id, now)
    return render_template(
        "disclosures/rota.html",
        table=Table("Turns", COLUMNS, [_row(turn) for turn in turns]),
        on_duty=queries.people_on_duty(session, authority_id, TurnPart.LEAD, now),
        deputies=queries.people_on_duty(session, authority_id, TurnPart.DEPUTY, now),
        leads=queries.list_leads(session, authority_id),
    )


def _row(turn: SafeguardingTurn) -> list[str | Cell]:
    return [
        turn.person.name,
        words.PARTS[TurnPart(turn.part)],
        format_date(turn.starts_at),
        format_date(rules.last_day(turn.ends_at)),
        Cell(f"Remove {turn.person.name}", href=url_for(".remove", reference=turn.reference)),
    ]


@blueprint.route("/rota/add", methods=["GET", "POST"])
@lead_only
def add() -> Page:
    """Put a lead on the rota for whole days."""
    session, authority_id, form = db.session(), access.authority_id(), TurnForm()
    form.person.choices = [(one.reference, one.name) for one in queries.list_leads(session, authority_id)]
    if form.validate_on_submit():
        try:
            services.add_turn(
                session,
                queries.get_lead(session, form.person.data, authority_id=authority_id),
                TurnPart(form.part.data),
                authority_id=authority_id,
                first_on=form.first_on.data,
                last_on=form.last_on.data,
                actor=access.viewer(),
                now=clock.now(),
            )
        except Refused as refused:
            form.refuse(str(refused), refused.field or None)
        else:
            return redirect(url_for(".rota"))
    return render_template("disclosures/add_turn.html", form=form, back_href=url_for(".rota"))


@blueprint.route("/rota/<reference>/remove", methods=["GET", "POST"])
@lead_only
def remove(reference: str) -> Page:
    """Take a turn off the rota."""
    turn = queries.get_turn(db.session(), reference, authority_id=access.authority_id())
    form = ConfirmForm()
    if form.validate_on_submit():
        services.remove_turn(db.session(), turn, actor=access.viewer(), now=clock.now())
        return redirect(url_for(".rota"))
    return render_template(
        "disclosures/remove_turn.html",
        form=form,
        name=turn.person.name,
        first_on=turn.starts_at,
        last_on=rules.last_day(turn.ends_at),
        back_href=url_for(".rota"),
    )


@blueprint.route("/arrangements", methods=["GET", "POST"])
@lead_only
def arrangements() -> Page:
    """The clock, the out-of-hours number, and how long words are kept."""
    session, authority_id = db.session(), access.authority_id()
    form = ArrangementForm.holding(queries.arrangements_of(session, authority_id))
    if form.validate_on_submit():
        code = get_authority(session, authority_id).code
        try:
            services.arrange(
                session,
                authority_id,
                code,
                form.arrangements(),
                seen=form.seen.data,
                actor=access.viewer(),
                now=clock.now(),
            )
        except services.ArrangedSince as since:
            form.refuse(str(since))
            form.show_beside(since.held)
        except Refused as refused:
            form.refuse(str(refused), refused.field)
        else:
            flash("The arrangements are saved.", "success")
            return redirect(url_for(".rota"))
    return render_template("disclosures/arrangements.html", form=form, back_href=url_for(".rota"))
