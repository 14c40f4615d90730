"""Forms of actions."""

from __future__ import annotations

from portal.quality.actions.models import OWNER_LENGTH, TEXT_LENGTH
from portal.quality.actions.rules import ActionState
from portal.quality.actions.shown import STATE_NAMES
from portal.web.forms import DateField, FilterForm, PortalForm, SelectField, TextAreaField, TextField
from portal.web.once import OnceForm
from portal.web.versions import VersionedForm

REASON_LENGTH = 1_000
NO_NAMES = "Name no child, and nobody by name."


class ActionForm(VersionedForm):
    text = TextAreaField(
        "What is to change", max_length=TEXT_LENGTH, rows=4, required="Enter what is to change", hint=NO_NAMES
    )
    standard = SelectField("Standard it serves", blank="None in particular")
    owner = TextField(
        "Who sees to it",
        max_length=OWNER_LENGTH,
        required="Enter who sees to it",
        hint="A post, such as registered manager, not a person’s name",
    )
    due_on = DateField("By when", required="Enter by when", subject="The date")


class NewActionForm(OnceForm, ActionForm):
    """An action that nobody has added yet."""


class EvidenceForm(PortalForm):
    text = TextAreaField(
        "What was done",
        max_length=TEXT_LENGTH,
        rows=6,
        required="Enter what was done",
        hint=f"Say what changed, since when, and what shows it. {NO_NAMES}",
    )


def _reason() -> TextAreaField:
    return TextAreaField(
        "Why", max_length=REASON_LENGTH, rows=3, required="Enter the reason", hint="The provider reads this."
    )


class ReasonForm(VersionedForm):
    """Closing or sending back, by somebody who read the action as of a version."""

    reason = _reason()


class MoveForm(VersionedForm):
    """Another day for an action, likewise."""

    due_on = DateField("By when", required="Enter by when", subject="The date")
    reason = _reason()


class ConfirmForm(PortalForm):
    """One button."""


class ActionsFilter(FilterForm):
    state = SelectField("State", blank="Any state", choices=[(state, STATE_NAMES[state]) for state in ActionState])
    due = SelectField(
        "Late",
        blank="Late or not",
        choices=[
            ("overdue", "Overdue"),
            ("escalated", "Overdue, passed to commissioners"),
            ("unread", "Evidence not read in time, passed to commissioners"),
        ],
    )
