"""How dates, numbers and ages are written, in templates and in mail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from markupsafe import Markup

from portal import clock


def format_date(value: date | datetime) -> str:
    """2 March 2026 (in London, when a time is given)."""
    day = clock.today(value) if isinstance(value, datetime) else value
    return f"{day.day} {day:%B %Y}"


def format_datetime(value: datetime) -> str:
    """2 March 2026, 3:04pm, London time."""
    return f"{format_date(value)}, {format_time(value)}"


def format_time(value: datetime) -> str:
    """3:04pm, London time."""
    local = clock.to_london(value)
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def format_soon(value: datetime) -> str:
    """3:04pm for an instant later today in London, else the day as well: 2 March 2026, 3:04pm."""
    return format_time(value) if clock.today(value) == clock.today(clock.now()) else format_datetime(value)


def format_month(value: date) -> str:
    """September 2026."""
    return f"{value:%B %Y}"


def format_number(value: int) -> str:
    """12,345."""
    return f"{value:,}"


def format_money(pounds: Decimal) -> str:
    """£4,528.00: always with the pence, so that columns of amounts line up."""
    return f"−£{-pounds:,.2f}" if pounds < 0 else f"£{pounds:,.2f}"


def format_age(value: datetime | date) -> str:
    """today, yesterday, 3 days ago, 2 months ago."""
    today = clock.today(clock.now())
    day = clock.today(value) if isinstance(value, datetime) else value
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 61:
        return f"{days} days ago"
    return f"{days // 30} months ago"


def email_link(address: str) -> Markup:
    """An address to write to. Where it does not fit in a line it is broken after the @ and not inside a word."""
    name, at, host = address.partition("@")
    return Markup('<a class="govuk-link" href="mailto:{}">{}<wbr>{}</a>').format(address, name + at, host)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        date=format_date,
        datetime=format_datetime,
        soon=format_soon,
        month=format_month,
        number=format_number,
        money=format_money,
        age=format_age,
        email_link=email_link,
    )
