"""How things are written for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from portal.web.filters import email_link, format_soon

EVENING = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # 11:30pm in London


def test_an_address_may_be_broken_after_its_at_sign() -> None:
    made = '<a class="govuk-link" href="mailto:homes@example.org">homes@<wbr>example.org</a>'
    assert email_link("homes@example.org") == made


def test_what_is_no_address_stays_text() -> None:
    assert email_link('"><b>') == '<a class="govuk-link" href="mailto:&#34;&gt;&lt;b&gt;">&#34;&gt;&lt;b&gt;<wbr></a>'


def test_an_instant_of_another_day_in_london_says_which(at: Callable[[datetime], None]) -> None:
    at(EVENING)
    assert format_soon(EVENING + timedelta(minutes=20)) == "11:50pm"
    assert format_soon(EVENING + timedelta(hours=1)) == "2 July 2026, 12:30am"
