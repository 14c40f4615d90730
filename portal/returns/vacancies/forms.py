"""One tap."""

from __future__ import annotations

from portal.returns.vacancies.rules import Tap
from portal.web.forms import PortalForm, SeenField

LONGEST_SEEN = 24


class TapForm(PortalForm):
    """Which button was pressed, and the row whose figures the page showed."""

    seen = SeenField(default="")
    tap = SeenField(default="")

    @property
    def chosen(self) -> Tap | None:
        """The button, or None for anything the page never offered."""
        return Tap(self.tap.data) if self.tap.data in set(Tap) else None

    @property
    def row(self) -> str:
        """The row that was shown; what cannot be one is no row."""
        return self.seen.data if len(self.seen.data or "") <= LONGEST_SEEN else ""
