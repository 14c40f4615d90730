"""Pages of drafting, reviewing and publishing a statement, as somebody at a browser goes through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.support.browser import Visitor


def start(visitor: Visitor, title: str, slug: str, month: str) -> str:
    """A statement with the sections that everybody begins with; the address of its record."""
    visitor.go("/commissioning/statements/")
    visitor.press("Start a statement")
    visitor.fill(title=title, slug=slug)
    visitor.page.locator('[name="as_of_month"]').select_option(label=month)
    visitor.page.get_by_label("A list of sections to fill in").check()
    visitor.press("Start this statement")
    return visitor.page.url


def write_details(visitor: Visitor, summary: str, leads: Mapping[str, str]) -> None:
    """The summary, and the three figures at the head by name with their words."""
    visitor.follow("Change title, summary and lead figures")
    visitor.fill(summary=summary)
    for position, (name, words) in enumerate(leads.items(), 1):
        visitor.page.locator(f'[name="figure_{position}"]').select_option(name)
        visitor.fill(**{f"label_{position}": words})
    visitor.press("Save")


def choose_month(visitor: Visitor, month: str) -> None:
    visitor.follow("Change title, summary and lead figures")
    visitor.page.locator('[name="as_of_month"]').select_option(label=month)
    visitor.press("Save")


def write_section(visitor: Visitor, heading: str, text: str) -> None:
    """Change a section's text, looking at it before it is saved."""
    visitor.follow(heading)
    visitor.fill(markdown=text)
    visitor.press("Preview")
    visitor.press("Save this section")


def remove_sections(visitor: Visitor, headings: Sequence[str]) -> None:
    for heading in headings:
        item = visitor.page.locator(".portal-section-list__item", has_text=heading)
        item.get_by_role("link", name="Remove").click()
        visitor.press("Remove this section")


def send_for_review(visitor: Visitor) -> None:
    visitor.press("Check and send for review")
    visitor.press("Send for review")


def approve(visitor: Visitor, record: str) -> None:
    visitor.go(record)
    visitor.press("Decide")
    visitor.page.get_by_label("Approve it").check()
    visitor.press("Confirm")


def publish(visitor: Visitor, number: int, reason: str = "") -> None:
    visitor.press("Publish")
    if reason:
        visitor.fill(reason=reason)
    visitor.press(f"Publish version {number}")
