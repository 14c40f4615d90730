"""The steps of one registration, for the person who began it: tasks, one idea a page, check answers, sent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import access, clock, db
from portal.accounts.forms import ConfirmForm
from portal.providers import queries, rules, services
from portal.providers.forms import NO, STEP_FORMS, YES, DeclarationsForm
from portal.providers.models import Provider, ProviderAuthority, ProviderStatus
from portal.providers.rules import Declaration, Step
from portal.providers.views.rows import answer_rows, timeline
from portal.providers.words import STATUS_WORDS, STEP_TITLES
from portal.web.forms import PortalForm

Page = str | Response

blueprint = Blueprint("registration", __name__, url_prefix="/register/<reference>")


def _own(reference: str) -> ProviderAuthority:
    return queries.get_registration(db.session(), reference, registrant_id=access.viewer().person_id)


@blueprint.get("/")
@access.signed_in
def tasks(reference: str) -> Page:
    standing = _own(reference)
    if not rules.may_change_answers(standing.status):
        return _record(standing)
    done = rules.done_steps(queries.answers_of(standing.provider))
    items = [_task(standing.provider, step, is_done=step in done) for step in Step]
    return render_template(
        "providers/tasks.html",
        standing=standing,
        provider=standing.provider,
        tasks=items,
        done=len(done),
        total=len(Step),
        declined=standing.status == ProviderStatus.DECLINED,
    )


def _task(provider: Provider, step: Step, *, is_done: bool) -> dict[str, str | None]:
    return {
        "text": STEP_TITLES[step],
        "href": url_for("registration.step", reference=provider.reference, step=step),
        "status": "Done" if is_done else "To do",
        "tone": None if is_done else "blue",
    }


def _record(standing: ProviderAuthority) -> str:
    """A registration that was sent, to be read only."""
    words, tone = STATUS_WORDS[standing.status]
    return render_template(
        "providers/registration.html",
        standing=standing,
        provider=standing.provider,
        rows=answer_rows(standing.provider),
        events=timeline(db.session(), standing.provider, names=False),
        status_text=words,
        status_tone=tone,
    )


@blueprint.route("/steps/<step>", methods=["GET", "POST"])
@access.signed_in
def step(reference: str, step: str) -> Page:
    standing, current = _own(reference), _step(step)
    if not rules.may_change_answers(standing.status):
        return _already_sent(reference)
    form = STEP_FORMS[current](data=_filled(standing.provider, current))
    if not form.validate_on_submit():
        return _step_page(standing.provider, current, form)
    try:
        _save(reference, current, form)
    except services.Refused:
        return _already_sent(reference)
    return redirect(_onward(reference, current))


def _step(slug: str) -> Step:
    if slug not in set(Step):
        raise db.NotFound("no such step")
    return Step(slug)


def _already_sent(reference: str) -> Response:
    flash("You have sent this registration, so it cannot be changed now.", "notice")
    return redirect(url_for("registration.tasks", reference=reference))


def _step_page(provider: Provider, step: Step, form: PortalForm) -> str:
    fields = [field for field in form if field.name != "csrf_token"]
    leads_back_to = "check" if request.args.get("back") == "check" else "tasks"
    return render_template(
        "providers/step.html",
        provider=provider,
        step=step,
        form=form,
        title=fields[0].label.text if len(fields) == 1 else STEP_TITLES[step],
        only_field=fields[0] if len(fields) == 1 else None,
        declarations=[(form[d], form[f"{d}_why"], _explained(d)) for d in Declaration] if _declares(step) else [],
        number=list(Step).index(step) + 1,
        total=len(Step),
        leads_back_to=url_for(f"registration.{leads_back_to}", reference=provider.reference),
    )


def _declares(step: Step) -> bool:
    return step is Step.DECLARATIONS


def _explained(declaration: Declaration) -> str:
    """The answer that opens the explanation under it."""
    return YES if rules.EXPLAINED_ANSWERS[declaration] else NO


def _filled(provider: Provider, step: Step) -> dict[str, Any]:
    """What the form of a step begins with."""
    if step is Step.SERVICES:
        return {"services": [row.service_type for row in provider.services]}
    if step is Step.DECLARATIONS:
        answers = {row.slug: YES if row.answer else NO for row in provider.declarations}
        return answers | {f"{row.slug}_why": row.explanation for row in provider.declarations}
    return {name: getattr(provider, name) for name in rules.STEP_FIELDS[step]}


def _save(reference: str, step: Step, form: PortalForm) -> None:
    session, actor, now = db.session(), access.viewer(), clock.now()
    if isinstance(form, DeclarationsForm):
        services.save_declarations(session, reference, form.given, actor=actor, now=now)
    elif step is Step.SERVICES:
        services.save_services(session, reference, form["services"].data, actor=actor, now=now)
    else:
        values = {name: form[name].data for name in rules.STEP_FIELDS[step]}
        services.save_texts(session, reference, step, values, actor=actor, now=now)


def _onward(reference: str, step: Step) -> str:
    """The next step still to do; the answers to check when there is none, or when the person came from there."""
    following = rules.next_step(queries.answers_of(_own(reference).provider), step)
    if following is None or request.args.get("back") == "check":
        return url_for("registration.check", reference=reference)
    return url_for("registration.step", reference=reference, step=following)


@blueprint.route("/check", methods=["GET", "POST"])
@access.signed_in
def check(reference: str) -> Page:
    standing = _own(reference)
    form = ConfirmForm()
    if form.validate_on_submit():
        return _send(reference)
    if not rules.may_change_answers(standing.status):
        return redirect(url_for("registration.sent", reference=reference))
    done = rules.done_steps(queries.answers_of(standing.provider))
    return render_template(
        "providers/check.html",
        form=form,
        provider=standing.provider,
        rows=answer_rows(standing.provider, change=_change_href(reference)),
        missing=[STEP_TITLES[step] for step in Step if step not in done],
    )


def _change_href(reference: str) -> Any:
    return lambda step: url_for("registration.step", reference=reference, step=step, back="check")


def _send(reference: str) -> Response:
    try:
        services.send_registration(db.session(), reference, actor=access.viewer(), now=clock.now())
    except services.Refused as refusal:
        flash(str(refusal), "error")
        return redirect(url_for("registration.tasks", reference=reference))
    return redirect(url_for("registration.sent", reference=reference))


@blueprint.get("/sent")
@access.signed_in
def sent(reference: str) -> Page:
    standing = _own(reference)
    if standing.status != ProviderStatus.APPLIED:
        return redirect(url_for("registration.tasks", reference=reference))
    return render_template("providers/sent.html", provider=standing.provider, email=access.viewer().email)
