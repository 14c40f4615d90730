"""The two desks at which homes are handled, an organisation's and the authority's: same pages, other scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from portal import access, db
from portal.access import MARKET_ROLES, Role
from portal.homes import queries
from portal.homes.models import Home, HomeDraft


@dataclass(frozen=True)
class Desk:
    """Where pages lead (`blueprint`) and whose homes they may find."""

    blueprint: str
    is_staff: bool

    def url(self, page: str, **values: Any) -> str:
        """The address of a page of this desk."""
        return url_for(f"{self.blueprint}.{page}", **values)

    @property
    def may_write(self) -> bool:
        """Whether the viewer may change homes here; the views' policies hold either way."""
        viewer = access.viewer()
        return bool(viewer.roles & MARKET_ROLES) if self.is_staff else viewer.has(Role.PROVIDER_ADMIN)

    def scope(self) -> queries.Scope:
        """The homes the viewer may see here."""
        return queries.seen_by(access.viewer())

    def get_home(self, reference: str) -> Home:
        """A home in the viewer's scope, or NotFound."""
        if self.is_staff:
            return queries.get_home_for_staff(db.session(), reference, authority_id=access.authority_id())
        return queries.get_home(
            db.session(), reference, provider_id=access.provider_id(), keeper_grants=self._keeper_grants()
        )

    def get_draft(self, reference: str) -> HomeDraft:
        """A draft the viewer may go on with, or NotFound."""
        if self.is_staff:
            return queries.get_draft_for_staff(
                db.session(), reference, authority_id=access.authority_id(), person_id=access.viewer().person_id
            )
        return queries.get_draft(db.session(), reference, provider_id=access.provider_id())

    def list_drafts(self) -> list[HomeDraft]:
        """The unfinished drafts the viewer may go on with."""
        if not self.may_write:
            return []
        if self.is_staff:
            return queries.list_drafts_for_staff(
                db.session(), authority_id=access.authority_id(), person_id=access.viewer().person_id
            )
        return queries.list_drafts(db.session(), provider_id=access.provider_id())

    def _keeper_grants(self) -> tuple[int, ...] | None:
        viewer = access.viewer()
        return None if viewer.has(Role.PROVIDER_ADMIN) else viewer.grant_ids


PROVIDER = Desk("homes", is_staff=False)
STAFF = Desk("commissioning_homes", is_staff=True)
