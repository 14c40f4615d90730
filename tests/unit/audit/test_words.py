"""Words are kept only for events that are recorded. That each one recorded has words, the fixture `app` asks."""

from __future__ import annotations

import re

from config import ROOT
from portal.audit.rules import Area
from portal.audit.words import EVENT_WORDS

# Verbs whose last word is a state.
BY_STATE = {
    "providers.approved": 'APPROVED = "approved"',
    "providers.declined": 'DECLINED = "declined"',
    "returns.entry_submitted": 'SUBMITTED = "submitted"',
    "returns.entry_resubmitted": 'RESUBMITTED = "resubmitted"',
    "returns.price_submitted": 'SUBMITTED = "submitted"',
    "returns.price_resubmitted": 'RESUBMITTED = "resubmitted"',
}


def source(area: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "portal" / area).rglob("*.py")))


def test_no_words_are_kept_for_events_that_nobody_records() -> None:
    sources = {area: source(area) for area in Area}
    for verb in EVENT_WORDS:
        area, _, done = verb.partition(".")
        named = BY_STATE.get(verb)
        found = named in sources[area] if named else re.search(rf'"({area}\.)?{done}"', sources[area])
        assert found, f"{verb} is recorded nowhere"
