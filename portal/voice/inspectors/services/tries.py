"""Tries of codes and PINs are counted before they are judged; only wrong ones use up a limit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts import services as accounts
from portal.accounts.services.links import Limits, forget_try
from portal.db import verb
from portal.voice.inspectors.services.checks import TooMany

NOT_TAKEN = "We could not send it with this card. Call Childline on 0800 1111, or 999. Tell someone you trust."
TOO_MANY = "That was too many tries. Wait 15 minutes. Then try again. If you can not get in then, try tomorrow."


def count_try(session: Session, limits: Limits, *, now: datetime) -> None:
    """Count a try; TooMany, in words that a young person reads, when there were."""
    try:
        accounts.throttle(session, limits, now=now)
    except accounts.Refused:
        raise TooMany(TOO_MANY) from None


@verb
def take_back_try(session: Session, limits: Limits, *, now: datetime) -> None:
    """Take back the try of this instant, which was right."""
    forget_try(session, limits, now=now)
