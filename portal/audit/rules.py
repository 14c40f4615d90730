"""How much of the record somebody may read, and how its verbs read. Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.access import Role
from portal.audit.words import EVENT_WORDS

# Who reads the whole record; who only that things happened, not what they say.
READ_ALL = frozenset({Role.AUDITOR, Role.PUBLISHER, Role.PORTAL_ADMIN})
READ_DETAIL = frozenset({Role.AUDITOR, Role.PUBLISHER})


class Area(StrEnum):
    """The first word of every verb."""

    ACCOUNTS = "accounts"
    AUTHORITIES = "authorities"
    PROVIDERS = "providers"
    HOMES = "homes"
    PLACEMENTS = "placements"
    FRAMEWORK = "framework"
    RETURNS = "returns"
    MARKET = "market"
    NEEDS = "needs"
    QUALITY = "quality"
    VOICE = "voice"
    STATEMENTS = "statements"


@dataclass(frozen=True)
class Reach:
    """What part of the record is somebody's: all of it, an organisation's, or what one person did. One of the three.

    `provider_id` goes with `provider_reference`: an organisation reads the names of its own people and of nobody else.
    """

    provider_reference: str | None = None
    provider_id: int | None = None
    actor_reference: str | None = None
    shows_detail: bool = True

    @property
    def is_whole(self) -> bool:
        return not self.provider_reference and not self.actor_reference


def reach_of(roles: frozenset[Role], *, person: str, provider: str | None, provider_id: int | None) -> Reach:
    """The widest part that the roles allow: the table "Who may do what", row "events"."""
    if roles & READ_ALL:
        return Reach(shows_detail=bool(roles & READ_DETAIL))
    if Role.PROVIDER_ADMIN in roles and provider:
        return Reach(provider_reference=provider, provider_id=provider_id)
    return Reach(actor_reference=person)


def verb_words(verb: str) -> str:
    """What happened, in words. A verb no longer recorded has none of its own: `homes.painted` → "Homes: painted"."""
    area, _, done = verb.partition(".")
    return EVENT_WORDS.get(verb) or f"{area.capitalize()}: {done.replace('_', ' ')}"
