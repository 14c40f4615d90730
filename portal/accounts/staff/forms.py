"""Inviting staff, and saying why a role is not approved."""

from __future__ import annotations

from portal.access import ROLE_NAMES, STAFF_ROLES, Role
from portal.accounts.models import NAME_LENGTH
from portal.web.forms import Choice, EmailField, PortalForm, RadiosField, TextAreaField, TextField

REASON_LENGTH = 1000
ROLE_HINTS = {
    Role.COORDINATOR: "Supports young inspectors and reads what they write.",
    Role.QA_OFFICER: "Plans and records quality visits.",
    Role.COMMISSIONER: "Approves providers, accepts returns, drafts the statement.",
    Role.PUBLISHER: "Approves and publishes what a colleague prepared.",
    Role.SAFEGUARDING_LEAD: "Is told when a young inspector says that somebody is not safe.",
    Role.PORTAL_ADMIN: "Looks after accounts and settings. Sees no prices or addresses.",
    Role.AUDITOR: "Reads the record of what happened.",
}


class InviteStaffForm(PortalForm):
    full_name = TextField("Full name", required="Enter their full name", max_length=NAME_LENGTH, autocomplete="off")
    email = EmailField("Work email address", required="Enter their email address", autocomplete="off")
    role = RadiosField(
        "Which role will they have?",
        subject="Role",
        required="Select a role",
        choices=[Choice(role, ROLE_NAMES[role], ROLE_HINTS[role]) for role in Role if role in STAFF_ROLES],
    )


class RefuseForm(PortalForm):
    reason = TextAreaField(
        "Why do you not approve it?",
        subject="The reason",
        required="Enter the reason",
        hint="It is kept with the record of what happened.",
        max_length=REASON_LENGTH,
    )
