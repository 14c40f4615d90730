"""Forms that know which version of a record their page showed, so that nobody overwrites what they never saw.

VersionedForm            carries `version`; `form.seen_version` is what the editor began with
show_both(form, …)       after a stale save: what somebody else saved stands beside what was typed
SeenTextForm             the same for one text without a version: `seen` is that text as the page showed it
show_other(form, …)      after such a save
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.web.forms import PortalForm, SeenField

VERSION_DIGITS = 9


def version_in(sent: str | None) -> int:
    """What was sent as a number; one no version has when it was tampered with or left out."""
    text = sent or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= VERSION_DIGITS else 0


class VersionedForm(PortalForm):
    """Carries the version of the record that the page showed."""

    version = SeenField()

    @property
    def seen_version(self) -> int:
        """The version as a number; one nobody had when the field was tampered with or left out."""
        return version_in(self.version.data)


class SeenTextForm(PortalForm):
    """Carries the text that the page showed as stored."""

    seen = SeenField()


def show_other(form: Any, message: str, name: str, stored: str) -> None:
    """Put the text that is stored now beside what was typed in the field of that name; saving again is a choice."""
    form.refuse(message)
    form.seen.data = stored
    form[name].was = f"Now: {stored or 'nothing'}"


def show_both(form: Any, message: str, current: Mapping[str, str], version: int) -> None:
    """Put what is stored now, in words by field, beside what was typed; saving again is then a choice."""
    form.refuse(message)
    stand_beside(form, current, version)


def stand_beside(form: Any, current: Mapping[str, str], version: int) -> None:
    """The same for a form whose refusal is said elsewhere."""
    form.version.data = str(version)
    for name, value in current.items():
        form[name].was = f"Now: {value or 'nothing'}"
