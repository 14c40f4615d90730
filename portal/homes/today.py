"""What waits for people about homes, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from portal.access import PROVIDER_ROLES, Role, Viewer
from portal.homes import queries
from portal.homes.queries.news import find_keepers_changed
from portal.web import today
from portal.web.today import Change, Waiting


@today.waits_for(Role.COMMISSIONER, Role.PUBLISHER)
def to_sort_out(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """URNs that more than one record carries, and homes whose postcode nobody could find."""
    if viewer.authority_id is None:
        return
    scope = queries.of_authority(viewer.authority_id)
    for flag, text in (("urn", "Settle URNs claimed more than once"), ("location", "Say where homes are")):
        count = queries.count_homes(session, scope, queries.Wanted(flag=flag))
        if count:
            yield Waiting(text, url_for("commissioning_homes.list_homes", flag=flag), count=count)


@today.waits_for(Role.PROVIDER_ADMIN)
def to_finish(session: Session, viewer: Viewer, now: datetime) -> Iterator[Waiting]:
    """Homes begun and not added yet, open homes without a URN; and adding the first one, when there is none."""
    if viewer.provider_id is None:
        return
    drafts = queries.list_drafts(session, provider_id=viewer.provider_id)
    if not drafts and not queries.count_homes(session, queries.own(viewer.provider_id), queries.Wanted()):
        yield Waiting("Add your first home", url_for("homes.add"), hint="Then it gets its monthly return.")
    for draft in drafts:
        name = draft.name or "a home without a name"
        yield Waiting(f"Finish adding {name}", url_for("homes.resume", reference=draft.reference), status="Not added")
    for home in queries.list_without_urn(session, provider_id=viewer.provider_id):
        href = url_for("homes.change", reference=home.reference, step="name")
        yield Waiting(f"Give the Ofsted URN of {home.name}", href)


@today.brings_news(*PROVIDER_ROLES)
def keepers(session: Session, viewer: Viewer, since: datetime) -> Iterator[Change]:
    """Homes whose people changed, of those that somebody may see."""
    changed = find_keepers_changed(session, viewer, since)
    if changed is None:
        return
    if changed.homes == 1:
        href = url_for("homes.home", reference=changed.home_reference)
        yield Change(changed.last_at, f"The people who look after {changed.home_name} changed", href)
    else:
        yield Change(
            changed.last_at, f"The people who look after {changed.homes:,} homes changed", url_for("homes.list_homes")
        )
