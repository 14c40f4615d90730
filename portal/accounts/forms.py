"""Fields for signing in, joining and passwords."""

from __future__ import annotations

from typing import Any

from wtforms import ValidationError

from portal.accounts import rules
from portal.accounts.models import NAME_LENGTH
from portal.web.forms import EmailField, PasswordField, PortalForm, TextField

PASSWORD_HINT = f"At least {rules.PASSWORD_MIN} characters. Three words that do not belong together work well."


class EmailForm(PortalForm):
    email = EmailField("Email address", required="Enter your email address")


class SignInForm(EmailForm):
    password = PasswordField("Password", required="Enter your password")


class NewPasswordForm(PortalForm):
    """A new password; `known_email` and `known_name` are what it must not be made of."""

    password = PasswordField("New password", required="Enter a new password", hint=PASSWORD_HINT, new=True)
    known_email = ""
    known_name = ""

    def validate_password(self, field: Any) -> None:
        fault = rules.password_fault(field.data, email=self.known_email, name=self.known_name)
        if fault:
            raise ValidationError(fault)


class JoinForm(NewPasswordForm):
    """Somebody's first visit: their name and a password."""

    full_name = TextField(
        "Your full name", required="Enter your full name", max_length=NAME_LENGTH, autocomplete="name"
    )
    password = PasswordField("Password", required="Enter a password", hint=PASSWORD_HINT, new=True)


class ConfirmForm(PortalForm):
    """A button and nothing else."""


class ChangePasswordForm(NewPasswordForm):
    current_password = PasswordField("Current password", required="Enter your current password")
    password = PasswordField("New password", required="Enter a new password", hint=PASSWORD_HINT, new=True)
