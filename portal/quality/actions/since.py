"""What happened to an action since a page about it was opened. Once the provider has seen it, each is one version."""

from __future__ import annotations

from datetime import datetime
from operator import itemgetter

from portal.quality.actions.models import VisitAction
from portal.web.filters import format_date

WRITTEN = "The provider has written about this since you opened the page."
SENT_BACK = "This was sent back to the provider since you opened the page."
MOVED = "{} has moved this action to {} since you opened the page."
CHANGED = "This action has changed since you opened the page."
READ_FIRST = "Nothing was changed. Read what stands here now, then press the button again if it is still right."


def news(action: VisitAction, seen_version: int) -> str:
    """In words what is new to somebody who read that version, and what to do about it."""
    happened = [words for _, words in sorted(_happenings(action), key=itemgetter(0))]
    unseen = happened[-max(action.version - seen_version, 0) :]
    return " ".join([*dict.fromkeys(unseen or [CHANGED]), READ_FIRST])


def _happenings(action: VisitAction) -> list[tuple[datetime, str]]:
    found = []
    for said in action.evidence:
        found.append((said.sent_at, WRITTEN))
        if said.sent_back_at:
            found.append((said.sent_back_at, SENT_BACK))
    moved = [(each.moved_at, MOVED.format(each.moved_by.name, format_date(each.to_on))) for each in action.moves]
    return found + moved
