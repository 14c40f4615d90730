"""Frozen content as a page, for readers and for the PDF. No request, session or reader has any part in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app
from markupsafe import Markup

from portal.charts import Chart
from portal.mail import settings
from portal.statements.rules.content import WORDS, ChartData, Content, ExhibitBlock, TableData
from portal.web.filters import format_date, format_month
from portal.web.nav import SERVICE_NAME, Nav
from portal.web.tables import Column, Table


@dataclass(frozen=True)
class StoredNav(Nav):
    """The header of a page that is the same for everybody."""

    account_text: str = "Sign in or go to your portal"


def stored_nav(council_name: str) -> StoredNav:
    return StoredNav(
        service_name=SERVICE_NAME,
        council_name=council_name,
        council_email=None,
        person_name=None,
        person_reference="",
        desk_name=None,
        has_other_desks=False,
        items=[],
        beside=[],
        account_href="/today",
        is_demo=settings().is_demo,
    )


def render_page(
    content: Content,
    *,
    number: int,
    published_at: datetime,
    reason: str,
    has_pdf: bool,
    asset_url: Callable[[str], str],
) -> bytes:
    """The public page of a version, as it is stored."""
    context = page_context(content, has_downloads=True)
    text = current_app.jinja_env.get_template("statements/page.html").render(
        **context,
        nav=stored_nav(content["council"]),
        asset_url=asset_url,
        version_line=version_line(number, published_at),
        reason=reason,
        number=number,
        has_pdf=has_pdf,
        is_preview=False,
    )
    return text.encode()


def render_document(content: Content, *, number: int, published_at: datetime, reason: str) -> str:
    """The same content as the HTML that the PDF is made from."""
    return current_app.jinja_env.get_template("statements/document.html").render(
        **page_context(content, has_downloads=False, on_paper=True),
        council_name=content["council"],
        version_line=version_line(number, published_at),
        reason=reason,
    )


def version_line(number: int, published_at: datetime) -> str:
    return f"Version {number}, published {format_date(published_at)}"


def page_context(content: Content, *, has_downloads: bool, on_paper: bool = False) -> dict[str, Any]:
    """What the templates of a statement need of its content."""
    return {
        "heading": content["title"],
        "lead": Markup(content["summary"]),  # noqa: S704 - cleaned by rules/narrative.py
        "lead_items": content["lead_figures"],
        "contents": [{"text": part["heading"], "href": f"#{part['id']}"} for part in content["sections"]],
        "sections": [
            {**part, "blocks": [_shown(block, content, on_paper=on_paper) for block in part["blocks"]]}
            for part in content["sections"]
        ],
        "slug": content["slug"],
        "as_of": format_month(date.fromisoformat(content["as_of_month"])),
        "has_downloads": has_downloads,
    }


def _shown(block: Any, content: Content, *, on_paper: bool) -> dict[str, Any]:
    """A block with its table and chart as the templates take them."""
    if block["kind"] == "prose":
        return {**block, "html": Markup(block["html"])}  # noqa: S704 - cleaned by rules/narrative.py
    return _shown_exhibit(block, content["tables"][block["table"]], on_paper=on_paper)


def _shown_exhibit(block: ExhibitBlock, data: TableData, *, on_paper: bool) -> dict[str, Any]:
    chart = _chart(block["chart"]) if block["chart"] else None
    # Versions of before this was known do not have it: they show their table.
    told = block.get("told", False)
    return {
        **block,
        "chart": chart.wide if chart and on_paper else chart,
        "data": data,
        "table": None if told else _table(data, block),
        "notes": [] if told else data["notes"],
        "slug": block["table"],
        "as_at": date.fromisoformat(data["as_at"]),
    }


def _chart(data: ChartData) -> Chart:
    return Chart(Markup(data["wide"]), Markup(data["narrow"]))  # noqa: S704 - drawn by portal.charts, which escapes


def _table(data: TableData, block: ExhibitBlock) -> Table:
    """The table under its own title, or, where that stands above it already, under the figure's number."""
    caption = f"Table for figure {block['number']}" if block["title"] == data["title"] else data["title"]
    columns = [
        Column(data["row_heading"]),
        *(Column(each["text"], numeric=each["unit"] != WORDS) for each in data["columns"]),
    ]
    rows = [[row["name"], *(cell["text"] for cell in row["cells"])] for row in data["rows"]]
    return Table(caption, columns, rows)
