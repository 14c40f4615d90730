"""How things are written for people."""

from __future__ import annotations

from portal.web.filters import email_link


def test_an_address_may_be_broken_after_its_at_sign() -> None:
    made = '<a class="govuk-link" href="mailto:homes@example.org">homes@<wbr>example.org</a>'
    assert email_link("homes@example.org") == made


def test_what_is_no_address_stays_text() -> None:
    assert email_link('"><b>') == '<a class="govuk-link" href="mailto:&#34;&gt;&lt;b&gt;">&#34;&gt;&lt;b&gt;<wbr></a>'
