"""What notes are called on pages."""

from __future__ import annotations

from portal.quality.intelligence.rules import Reliability, Source

SOURCE_NAMES = {
    Source.VISIT: "Seen on a visit",
    Source.STAFF: "A colleague at the council",
    Source.PROVIDER: "The provider itself",
    Source.OTHER_COUNCIL: "Another council",
    Source.REGULATOR: "Ofsted or another regulator",
    Source.PUBLIC: "A member of the public",
}
RELIABILITY_NAMES = {
    Reliability.CONFIRMED: "Confirmed",
    Reliability.LIKELY: "Likely",
    Reliability.NOT_KNOWN: "Not known yet",
}
RELIABILITY_HINTS = {
    Reliability.CONFIRMED: "Seen in a document, or by one of us.",
    Reliability.LIKELY: "From somebody who was right before, or from two who do not know each other.",
    Reliability.NOT_KNOWN: "Heard once. Nothing speaks for it or against it.",
}
# The parts of a review, in the order they are read.
REVIEW_PARTS = {
    "quality": "Quality",
    "price": "Price",
    "unit_cost": "Unit cost",
    "outcomes": "Outcomes for children",
    "next_steps": "Next steps",
}
