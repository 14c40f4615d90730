"""How much of the record somebody may read, and how its verbs read. Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.access import Role

# Who reads the whole record; who only that things happened, not what they say.
READ_ALL = frozenset({Role.AUDITOR, Role.PUBLISHER, Role.PORTAL_ADMIN})
READ_DETAIL = frozenset({Role.AUDITOR, Role.PUBLISHER})


class Area(StrEnum):
    """The first word of every verb."""

    ACCOUNTS = "accounts"
    AUTHORITIES = "authorities"
    PROVIDERS = "providers"
    HOMES = "homes"
    RETURNS = "returns"
    NEEDS = "needs"
    STATEMENTS = "statements"


@dataclass(frozen=True)
class Reach:
    """What part of the record is somebody's: all of it, an organisation's, or what one person did. One of the three."""

    provider_reference: str | None = None
    actor_reference: str | None = None
    shows_detail: bool = True


def reach_of(roles: frozenset[Role], *, person: str, provider: str | None) -> Reach:
    """The widest part that the roles allow: the table "Who may do what", row "events"."""
    if roles & READ_ALL:
        return Reach(shows_detail=bool(roles & READ_DETAIL))
    if Role.PROVIDER_ADMIN in roles and provider:
        return Reach(provider_reference=provider)
    return Reach(actor_reference=person)


def verb_words(verb: str) -> str:
    """`homes.keepers_changed` → "Homes: keepers changed"."""
    area, _, done = verb.partition(".")
    return f"{area.capitalize()}: {done.replace('_', ' ')}"
