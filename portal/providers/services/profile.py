"""Keeping an approved organisation's details true, without one admin overwriting another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.db import verb
from portal.providers import queries
from portal.providers.services.registration import Refused


class Stale(Refused):
    """Somebody else saved first. `current` holds what is stored now where it differs, `version` its number."""

    def __init__(self, current: Mapping[str, str], version: int) -> None:
        super().__init__(
            "Somebody else changed these details while you were typing. Their words stand beside yours: "
            "keep what is right and save again."
        )
        self.current, self.version = current, version


@verb
def change_details(
    session: Session, provider_id: int, values: Mapping[str, str], *, seen_version: int, actor: Viewer, now: datetime
) -> None:
    """Change an organisation's own details; raises Stale when somebody saved since the page was shown."""
    provider = queries.get_own_provider(session, provider_id)
    session.refresh(provider, with_for_update=True)
    differing = {name: getattr(provider, name) for name in values if getattr(provider, name) != values[name]}
    if differing and provider.version != seen_version:
        raise Stale(differing, provider.version)
    if not differing:
        return
    for name in differing:
        setattr(provider, name, values[name])
    provider.version += 1
    events.record(
        session,
        "providers.details_changed",
        ("provider", provider.reference),
        actor=actor,
        now=now,
        provider=provider.reference,
        detail={"fields": sorted(differing)},
    )
