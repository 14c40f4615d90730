"""Where a working text stands, who may move it on, and what a reader is told of a version."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
# `/statements/files/…` holds what stored pages name.
RESERVED_SLUGS = frozenset({"files"})


class Step(StrEnum):
    """What can be done to a working text."""

    EDIT = "edit"
    SEND = "send"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    REOPEN = "reopen"


# (state, step) → the state after it. Editing under review or after approval returns the text to draft.
MOVES = {
    ("draft", Step.EDIT): "draft",
    ("in_review", Step.EDIT): "draft",
    ("approved", Step.EDIT): "draft",
    ("draft", Step.SEND): "in_review",
    ("in_review", Step.APPROVE): "approved",
    ("approved", Step.APPROVE): "approved",
    ("in_review", Step.SEND_BACK): "draft",
    ("approved", Step.SEND_BACK): "draft",
    ("approved", Step.PUBLISH): "published",
    ("published", Step.REOPEN): "draft",
}
REFUSALS = {
    Step.EDIT: "This text is published. Start a correction or update first, then change it.",
    Step.SEND: "Only a draft can be sent for review. Look at where this statement stands now.",
    Step.APPROVE: "This statement is not waiting for approval any more. Look at where it stands now.",
    Step.SEND_BACK: "This statement is not waiting for approval any more. Look at where it stands now.",
    Step.PUBLISH: "Only an approved statement can be published. Look at where this one stands now.",
    Step.REOPEN: "A correction or update has been started already. Go on with that one.",
}


def after(state: str, step: Step) -> str | None:
    """The state a step leads to, or None where it cannot be taken (REFUSALS says why)."""
    return MOVES.get((state, step))


def may_approve(person_id: int, makers: Collection[int]) -> bool:
    """Maker ≠ approver, about the person: nobody who changed or sent the text since the last version."""
    return person_id not in makers


def slug_refusal(slug: str) -> str | None:
    """What is wrong with the last part of a public address, if anything."""
    if not SLUG.fullmatch(slug):
        return "Use small letters, digits and single hyphens, like market-position-2026"
    if slug in RESERVED_SLUGS:
        return "This address is used by the portal. Choose another"
    return None
