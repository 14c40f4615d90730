"""When a sign-in still counts, what a password must be, how often something may be tried."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.access import PROVIDER_ROLES, STAFF_ROLES, Role

PASSWORD_MIN = 10
PASSWORD_MAX = 200
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=1)
REGISTRATION_LASTS = timedelta(days=2)
# Roles that hand out others: somebody has to hold them.
ADMIN_ROLES = frozenset({Role.PROVIDER_ADMIN, Role.PORTAL_ADMIN})
EMAIL_FORM = re.compile(r"[^@\s\"<>,;:()\\\[\]]+@[^@\s\"<>,;:()\\\[\]]+\.[A-Za-z0-9-]{2,}")
LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
# What attackers try first, once digits and punctuation at the ends are taken off.
COMMON_STEMS = frozenset(
    "password passw passwort qwerty qwertyuiop asdfghjkl zxcvbnm letmein welcome admin administrator login iloveyou"
    " monkey dragon football baseball sunshine princess superman batman trustno whatever changeme secret abc abcd abcde"
    " abcdef spring summer autumn winter january february march april june july august september october november"
    " december monday tuesday wednesday thursday friday liverpool everton england london council children portal"
    " provider fostering residential".split()
)


@dataclass(frozen=True)
class Limit:
    """At most `tries` within `window`."""

    tries: int
    window: timedelta


SIGN_IN_BY_ACCOUNT = Limit(10, timedelta(minutes=15))
SIGN_IN_BY_ADDRESS = Limit(60, timedelta(minutes=15))
LINKS_BY_ACCOUNT = Limit(5, timedelta(hours=1))
LINKS_BY_ADDRESS = Limit(30, timedelta(hours=1))


class LinkState(StrEnum):
    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"


def clean_email(text: str) -> str:
    """One spelling for one mailbox: trimmed and in lower case."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Whether the text has the form of an e-mail address that every mail server takes; if it exists a mail can tell."""
    return len(text) <= 254 and text.isascii() and EMAIL_FORM.fullmatch(text) is not None and ".." not in text


def password_fault(password: str, *, email: str, name: str) -> str | None:
    """Why a password will not do, in words for its field; None when it will. No composition rules (OWASP ASVS 5.0)."""
    if len(password) < PASSWORD_MIN:
        return f"Password must be {PASSWORD_MIN} characters or more. Three words work well"
    if len(password) > PASSWORD_MAX:
        return f"Password must be {PASSWORD_MAX} characters or fewer"
    if len(set(password)) < 5:
        return "Password repeats the same few characters. Choose one that is harder to guess"
    if _is_common(password) or _is_personal(password, email=email, name=name):
        return "Password is one that others could guess. Choose one without your name or a common word alone"
    return None


def _is_common(password: str) -> bool:
    lowered = password.lower()
    stem = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lowered)
    unleeted = re.sub(r"[^a-z]", "", lowered.translate(LEET))
    doubled = stem[: len(stem) // 2] if stem and stem[: len(stem) // 2] * 2 == stem else stem
    return bool({stem, unleeted, doubled} & COMMON_STEMS) or lowered.strip("0123456789") == ""


def _is_personal(password: str, *, email: str, name: str) -> bool:
    rest = re.sub(r"[^a-z]", "", password.lower())
    words = {word for word in re.split(r"[^a-z]+", f"{email} {name}".lower()) if len(word) >= 3}
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return bool(words) and len(rest) < 4


def sign_in_counts(
    *,
    started_at: datetime,
    last_seen_at: datetime,
    ended_at: datetime | None,
    now: datetime,
    idle: timedelta,
    absolute: timedelta,
) -> bool:
    """Whether a server-side session still stands: not ended, not idle too long, not too old altogether."""
    return ended_at is None and now - last_seen_at <= idle and now - started_at <= absolute


def link_state(*, used_at: datetime | None, expires_at: datetime, now: datetime) -> LinkState:
    if used_at is not None:
        return LinkState.USED
    return LinkState.EXPIRED if now >= expires_at else LinkState.OPEN


def needs_approval(role: Role) -> bool:
    """Whether a role waits for a publisher: every staff role that opens data, which is all but portal admin."""
    return role in STAFF_ROLES - {Role.PORTAL_ADMIN}


def approval_fault(*, is_waiting: bool, is_maker: bool, is_subject: bool) -> str | None:
    """Why this person cannot decide about a role; None when they can. Maker is not approver (trust.md)."""
    if not is_waiting:
        return "Somebody has already decided about this role. Look at the list to see what they decided."
    if is_maker:
        return "You gave this role, so somebody else has to approve it."
    return "This role is for you, so somebody else has to approve it." if is_subject else None


def may_grant(granter: frozenset[Role], role: Role) -> bool:
    """Who may hand out which role (trust.md): provider admins their own colleagues, portal admins staff roles."""
    if role in PROVIDER_ROLES:
        return Role.PROVIDER_ADMIN in granter
    return Role.PORTAL_ADMIN in granter and role is not Role.YOUNG_INSPECTOR
