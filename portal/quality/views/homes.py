"""A home in the programme: why its day is what it is, a person's own day, judgements, and its quality timeline."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from portal import access, clock, db
from portal.homes.models import ServiceType
from portal.quality import services
from portal.quality.forms import DayForm, JudgementForm, LiftForm
from portal.quality.queries.programme import find_programmed
from portal.quality.queries.visits import get_judgement, list_judgements
from portal.quality.rules.judgements import frameworks_for
from portal.quality.timeline import list_happened
from portal.quality.views import rows
from portal.quality.views.desk import JUDGEMENT_WRITERS, READERS, WRITERS, Page, authority, get_home, may_write
from portal.quality.views.programme_rows import programmed_rows
from portal.web import nav
from portal.web.verbs import done

blueprint = Blueprint("quality_homes", __name__, url_prefix="/quality/homes")
nav.add(
    "Quality of this home", "quality_homes.home", *READERS, order=10, beside="commissioning_homes.home",
    about="When it is visited next and why, judgements, and earlier visits.",
)  # fmt: skip


@blueprint.get("/<reference>/")
@access.allow(*READERS)
def home(reference: str) -> str:
    """Everything that quality knows of a home."""
    found, session = get_home(reference), db.session()
    programmed = find_programmed(session, authority(), found, now=clock.now())
    may_judge = access.viewer().has(*JUDGEMENT_WRITERS)
    return render_template(
        "quality/home.html",
        home=found,
        rows=programmed_rows(programmed) if programmed else [],
        programmed=programmed,
        judgements=rows.judgement_table(list_judgements(session, found.id), reference if may_judge else None),
        happened=list_happened(session, access.authority_id(), [found.id]),
        may_write=may_write(),
        may_judge=may_judge,
    )


def _page(reference: str) -> str:
    return url_for("quality_homes.home", reference=reference)


@blueprint.route("/<reference>/day", methods=["GET", "POST"])
@access.allow(*WRITERS)
def day(reference: str) -> Page:
    """Set a day of one's own for the next visit."""
    found, form, back = get_home(reference), DayForm(), _page(reference)
    set_day = done(
        form,
        lambda: services.set_visit_day(
            db.session(),
            found,
            authority_id=access.authority_id(),
            due_on=form.due_on.data,
            reason=form.reason.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The day is set.",
        back,
    )
    return set_day or render_template("quality/day.html", form=form, home=found, back_href=back)


@blueprint.route("/<reference>/lift", methods=["GET", "POST"])
@access.allow(*WRITERS)
def lift(reference: str) -> Page:
    """Let the programme's own day count again."""
    found, form, back = get_home(reference), LiftForm(), _page(reference)
    lifted = done(
        form,
        lambda: services.lift_visit_day(
            db.session(), found, authority_id=access.authority_id(), actor=access.viewer(), now=clock.now()
        ),
        "The programme’s own day counts again.",
        back,
    )
    return lifted or render_template("quality/lift.html", form=form, home=found, back_href=back)


@blueprint.route("/<reference>/judgements/add", methods=["GET", "POST"])
@access.allow(*JUDGEMENT_WRITERS)
def add_judgement(reference: str) -> Page:
    """Record what the regulator said."""
    found, form, back = get_home(reference), JudgementForm(), _page(reference)
    frameworks = frameworks_for(ServiceType(found.service_type))
    form.offer(frameworks)
    added = done(
        form,
        lambda: services.record_judgement(
            db.session(),
            found,
            *form.chosen(),
            judged_on=form.judged_on.data,
            actor=access.viewer(),
            now=clock.now(),
        ),
        "The judgement is recorded.",
        back,
    )
    return added or render_template(
        "quality/judgement.html", form=form, home=found, framework=frameworks[0], back_href=back
    )


@blueprint.route("/<reference>/judgements/<judged_on>/remove", methods=["GET", "POST"])
@access.allow(*JUDGEMENT_WRITERS)
def remove_judgement(reference: str, judged_on: str) -> Page:
    """Remove a judgement that was recorded by mistake."""
    found, form, back = get_home(reference), LiftForm(), _page(reference)
    judgement = get_judgement(db.session(), found.id, judged_on)
    removed = done(
        form,
        lambda: services.remove_judgement(db.session(), found, judged_on, actor=access.viewer(), now=clock.now()),
        "The judgement is removed.",
        back,
    )
    return removed or render_template(
        "quality/remove_judgement.html", form=form, home=found, words=rows.judgement_words(judgement), back_href=back
    )
