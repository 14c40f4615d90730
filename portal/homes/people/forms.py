"""Inviting a colleague, and which homes somebody looks after."""

from __future__ import annotations

from portal.access import Role
from portal.accounts.models import NAME_LENGTH
from portal.web.forms import CheckboxesField, Choice, EmailField, PortalForm, RadiosField, TextField

ROLE_CHOICES = (
    Choice(Role.PROVIDER_MEMBER, "Member", "Sees and reports on the homes they look after."),
    Choice(Role.PROVIDER_ADMIN, "Admin", "Sees every home, changes details and invites colleagues."),
)


class InviteForm(PortalForm):
    full_name = TextField("Full name", required="Enter their full name", max_length=NAME_LENGTH, autocomplete="off")
    email = EmailField("Work email address", required="Enter their email address", autocomplete="off")
    role = RadiosField("What will they be?", subject="Role", required="Select a role", choices=ROLE_CHOICES)
    homes = CheckboxesField("Which homes will they look after?", subject="Homes", hint="Admins see every home.")


class PricesForm(PortalForm):
    sees_prices = RadiosField(
        "Do they see prices?", subject="Prices", required="Select yes if they see prices",
        choices=[("yes", "Yes"), ("no", "No")],
    )  # fmt: skip


class HomesForm(PortalForm):
    homes = CheckboxesField("Which homes do they look after?", subject="Homes", hint="Leave all blank for none.")
