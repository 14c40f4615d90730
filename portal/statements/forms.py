"""Forms of drafting, reviewing and publishing, with their messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from portal.statements.models import (
    HEADING_LENGTH,
    LABEL_LENGTH,
    LEAD_FIGURES,
    REASON_LENGTH,
    SECTION_LENGTH,
    SLUG_LENGTH,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Section,
    Statement,
)
from portal.statements.services.drafting import Details
from portal.web.forms import Choice, PortalForm, RadiosField, SeenField, SelectField, TextAreaField, TextField

SKELETON, FROM_CURRENT = "skeleton", "current"
APPROVE, SEND_BACK = "approve", "send_back"
ORDINALS = ("first", "second", "third")


def _label_wanted(position: int) -> Callable[[Any], str | None]:
    def wanted(form: Any) -> str | None:
        return f"Enter the words under the {ORDINALS[position - 1]} figure" if form[f"figure_{position}"].data else None

    return wanted


def _figure(position: int) -> SelectField:
    return SelectField(f"{ORDINALS[position - 1].capitalize()} lead figure", blank="No figure")


def _label(position: int) -> TextField:
    return TextField(
        f"Words under the {ORDINALS[position - 1]} figure", max_length=LABEL_LENGTH, required=_label_wanted(position)
    )


class StartForm(PortalForm):
    """A new statement."""

    title = TextField("Title", required="Enter a title", max_length=TITLE_LENGTH)
    slug = TextField(
        "Public address",
        hint="The last part of the address, in small letters, digits and hyphens. It can never be changed.",
        required="Enter a public address",
        max_length=SLUG_LENGTH,
        spellcheck=False,
        prefix="/statements/",
    )
    as_of_month = SelectField(
        "Month whose accepted returns it counts",
        required="Select a month",
        blank="Choose a month",
    )
    start = RadiosField("Begin with", required="Select what to begin with")


class DetailsForm(PortalForm):
    """What stands above the sections."""

    title = TextField("Title", required="Enter a title", max_length=TITLE_LENGTH)
    summary = TextAreaField(
        "Summary",
        hint="The paragraph under the title. Figures can be named in it, as in sections.",
        max_length=SUMMARY_LENGTH,
        rows=4,
    )
    as_of_month = SelectField(
        "Month whose accepted returns it counts", required="Select a month", blank="Choose a month"
    )
    figure_1, label_1 = _figure(1), _label(1)
    figure_2, label_2 = _figure(2), _label(2)
    figure_3, label_3 = _figure(3), _label(3)
    lock_version = SeenField()

    @property
    def details(self) -> Details:
        """What was entered, for the service."""
        leads = ((self[f"figure_{index}"].data, self[f"label_{index}"].data) for index in range(1, LEAD_FIGURES + 1))
        return Details(
            title=self.title.data,
            summary=self.summary.data or "",
            as_of_month=date.fromisoformat(self.as_of_month.data),
            lead_figures=tuple((name, label) for name, label in leads if name),
        )


class SectionForm(PortalForm):
    """One section."""

    heading = TextField("Heading", required="Enter a heading", max_length=HEADING_LENGTH)
    markdown = TextAreaField("Text", max_length=SECTION_LENGTH, rows=18)
    lock_version = SeenField()


class ConfirmForm(PortalForm):
    """One button."""


class DecisionForm(PortalForm):
    """Approving or sending back. `seen` is the hash of what the page showed."""

    decision = RadiosField("What have you decided?", required="Select what you have decided")
    reason = TextAreaField(
        "What has to change",
        max_length=REASON_LENGTH,
        required=lambda form: "Enter what has to change" if form.decision.data == SEND_BACK else None,
    )
    seen = SeenField()


class PublishForm(PortalForm):
    """Publishing; from the second version on, with a reason."""

    reason = TextAreaField(
        "Why there is a new version",
        hint="Readers see this beside the version.",
        max_length=REASON_LENGTH,
        rows=3,
    )


class WithdrawForm(PortalForm):
    """Taking a version from the public."""

    note = TextAreaField(
        "What readers will be told",
        hint="Do not repeat what has to be hidden.",
        required="Enter what readers will be told",
        max_length=REASON_LENGTH,
        rows=3,
    )


def decisions(*, may_approve: bool) -> list[Choice]:
    """What this person may decide."""
    approve = [Choice(APPROVE, "Approve it", hint="It can then be published, exactly as you saw it.")]
    return [*(approve if may_approve else []), Choice(SEND_BACK, "Send it back", hint="Say what has to change.")]


def details_data(statement: Statement) -> dict[str, str]:
    """What the details form opens with."""
    leads: dict[str, str] = {}
    for figure in statement.lead_figures:
        leads |= {f"figure_{figure.position}": figure.name, f"label_{figure.position}": figure.label}
    return {
        "title": statement.title,
        "summary": statement.summary,
        "as_of_month": statement.as_of_month.isoformat(),
        "lock_version": str(statement.lock_version),
        **leads,
    }


def section_data(section: Section) -> dict[str, str]:
    """What the section form opens with."""
    return {"heading": section.heading, "markdown": section.markdown, "lock_version": str(section.lock_version)}


def version_in(form: DetailsForm | SectionForm) -> int:
    """The version of the record that was on the page; 0, which never fits, for anything else."""
    text = form.lock_version.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
