"""Pages of homes and monthly returns, as somebody at a browser goes through them."""

from __future__ import annotations

from datetime import date

from tests.support.browser import Visitor


def add_home(visitor: Visitor, name: str, postcode: str, places: int) -> None:
    """An open children's home, from the list of homes to its confirmation."""
    visitor.go("/provider/homes/")
    visitor.press("Add a home")
    visitor.page.get_by_label("Children’s home", exact=True).check()
    visitor.press("Save and continue")
    visitor.page.get_by_label("Yes, it is open").check()
    fill_date(visitor, "opened_on", date(2021, 2, 1))
    visitor.press("Save and continue")
    visitor.fill(name=name, urn="SC123456")
    visitor.press("Save and continue")
    visitor.fill(registered_places=str(places), usable_places=str(places), age_from="8", age_to="17")
    visitor.page.get_by_label("Any gender").check()
    visitor.press("Save and continue")
    visitor.page.get_by_label("Autism").check()
    visitor.press("Save and continue")
    visitor.fill(line_1="1 High Street", town="Southport", postcode=postcode)
    visitor.press("Save and continue")
    visitor.press("Add this home")


def fill_date(visitor: Visitor, name: str, day: date) -> None:
    visitor.fill(**{f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)})


def open_month(visitor: Visitor, slug: str, *, opens: date, closes: date) -> None:
    """A commissioner sets up a month's return."""
    visitor.go("/commissioning/returns/")
    visitor.press("Set up a month")
    visitor.page.locator('[name="month"]').select_option(slug)
    fill_date(visitor, "opens_on", opens)
    fill_date(visitor, "closes_on", closes)
    visitor.press("Set up this return")


def open_entry(visitor: Visitor, month: str, home: str) -> None:
    """The figures of a home, from the list of months."""
    visitor.go("/provider/returns/")
    visitor.follow(month)
    visitor.follow(home)


def says(visitor: Visitor) -> str:
    """The words of the page between header and footer."""
    return visitor.page.locator("main").inner_text()
