"""How states and events of statements are said on pages."""

from __future__ import annotations

from portal.statements.models import StatementState

STATE_NAMES = {
    StatementState.DRAFT: "Draft",
    StatementState.IN_REVIEW: "In review",
    StatementState.APPROVED: "Approved",
    StatementState.PUBLISHED: "Published",
}
STATE_TONES = {
    StatementState.DRAFT: "grey",
    StatementState.IN_REVIEW: "yellow",
    StatementState.APPROVED: "blue",
    StatementState.PUBLISHED: "green",
}
EVENT_WORDS = {
    "statements.started": "Started",
    "statements.details_changed": "Title, summary or lead figures changed",
    "statements.section_added": "Section added",
    "statements.section_changed": "Section changed",
    "statements.section_moved": "Section moved",
    "statements.section_removed": "Section removed",
    "statements.sent_for_review": "Sent for review",
    "statements.sent_back": "Sent back",
    "statements.approved": "Approved",
    "statements.published": "Published",
    "statements.reopened": "Correction or update started",
    "statements.withdrawn": "Version withdrawn",
    "statements.withdrawn_seen": "Withdrawn version looked at",
}
SKELETON = (
    (
        "What children need",
        "Say how many children the council looks after, and how that is changing.\n",
    ),
    (
        "What the market offers today",
        """There are {{ figure:market.residential.registered }} registered places in children’s homes.

{{ chart:market.residential.use }}

{{ table:market.residential.placed-by }}
""",
    ),
    ("Where the gaps are", ""),
    ("What we intend to buy", ""),
    ("What we ask of providers", ""),
    ("How to talk to us", ""),
)
