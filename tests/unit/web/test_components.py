"""The parts that pages are made of, rendered as the application does: strict, escaped, well-formed."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace as Item
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict

from portal.web import filters
from portal.web.paging import page_of, sort_of
from portal.web.tables import Cell, Column, Table

ROOT = Path(__file__).parents[3]
HOMES = Table(
    "Homes, 31 August 2026",
    [Column("Home", sort_key="name"), Column("Places", numeric=True), Column("Status")],
    [[Cell("Bay <View>", href="/homes/HM-7K3M9X", note="HM-7K3M9X"), 1234, Cell("Queried", tone="yellow")]],
)


@pytest.fixture(scope="module")
def app() -> Flask:
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    filters.init_app(app)
    return app


@pytest.fixture
def render(app: Flask) -> Any:
    """Render one macro call of a component file; malformed HTML fails here."""

    def rendered(file: str, call: str, **context: Any) -> Element:
        name = call.partition("(")[0]
        source = f'{{% from "components/{file}.html" import {name} %}}{{{{ {call} }}}}'
        with app.test_request_context():
            html = render_template_string(source, **context)
        root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)
        return root

    return rendered


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_what_a_row_of_a_list_leaves_blank_is_marked_so_that_a_phone_shows_no_heading_alone(render: Any) -> None:
    rows = Table("Homes", [Column("Home"), Column("Sent"), Column("State")], [["Bay View", "", "Draft"]])
    cells = list(render("tables", "data_table(table, stacks=true)", table=rows).iter("td"))
    assert ["portal-table__blank" in cell.get("class") for cell in cells] == [True, False]


def test_a_table_has_its_caption_its_headings_and_its_box(render: Any) -> None:
    root = render("tables", "data_table(table)", table=HOMES)
    assert words(root.find(".//caption")) == "Homes, 31 August 2026"
    assert [(words(th), th.get("scope")) for th in root.iter("th")] == [
        ("Home", "col"),
        ("Places", "col"),
        ("Status", "col"),
        ("Bay <View>HM-7K3M9X", "row"),
    ]
    assert [words(td) for td in root.iter("td")] == ["1,234", "Queried"]
    box = root.find("div")
    assert (box.get("role"), box.get("tabindex"), box.get("aria-label")) == (
        "region",
        "0",
        "Homes, 31 August 2026",
    )


def test_a_frozen_table_of_plain_mappings_is_the_same(render: Any) -> None:
    frozen = {"caption": "Homes", "columns": [{"text": "Home", "numeric": False}], "rows": [["Bay View"]]}
    assert words(render("tables", "data_table(table)", table=frozen)) == "Homes Home Bay View"


def test_the_heading_a_list_is_ordered_by_says_so(render: Any) -> None:
    sort = sort_of(MultiDict({"sort": "-name"}), ("name",), default="name")
    heading = next(render("tables", "data_table(table, sort)", table=HOMES, sort=sort).iter("th"))
    assert heading.get("aria-sort") == "descending"
    assert heading.find("a").get("href") == "?sort=name"


def test_pages_are_offered_only_when_there_are_several(render: Any) -> None:
    many = render("tables", "pagination(page)", page=page_of(MultiDict({"page": "2"}), total=101))
    assert words(many) == "Previous page 1 2 3 Next page Showing 51 to 100 of 101"
    assert [a.get("href") for a in many.iter("a") if a.get("aria-current")] == ["?page=2"]
    assert words(render("tables", "pagination(page)", page=page_of(MultiDict(), total=50))) == ""


def test_a_task_is_tied_to_its_status(render: Any) -> None:
    tasks = [
        Item(text="September return", href="/r", status="Not started", tone="blue", hint="Send by 5 October"),
        {"text": "Check answers", "href": None, "status": "Cannot start yet"},
    ]
    root = render("page", "task_list(items)", items=tasks)
    link = root.find(".//a")
    assert words(root.find(f".//*[@id='{link.get('aria-describedby')}']")) == "Not started"
    assert words(root) == "September return Send by 5 October Not started Check answers Cannot start yet"


def test_a_task_says_how_many_and_by_when(render: Any) -> None:
    task = Item(text="Entries to read", href="/e", status="To do", count=1200, due_on=date(2026, 10, 5))
    assert words(render("page", "task_list(items)", items=[task])) == (
        "Entries to read (1,200) By 5 October 2026 To do"
    )


def test_a_change_link_says_what_it_changes(render: Any) -> None:
    rows = [Item(label="Registered places", value=0, href="/c"), {"label": "Address", "value": ""}]
    root = render("page", "summary_list(rows)", rows=rows)
    assert words(root) == "Registered places 0 Change registered places Address Not given"


def test_an_urgent_notice_interrupts_and_another_waits(render: Any) -> None:
    roles = [render("page", f"notice('Saved', '{kind}')").find("div").get("role") for kind in ("error", "message")]
    assert roles == ["alert", "status"]


def test_a_timeline_tells_when_and_who(render: Any) -> None:
    event = Item(at=datetime(2026, 9, 2, 14, 4, tzinfo=UTC), text="Accepted", who="A Person", detail="<b>Why</b>")
    assert words(render("page", "timeline(events)", events=[event])) == (
        "Accepted <b>Why</b> 2 September 2026, 3:04pm, A Person"
    )


def test_a_verb_is_posted_with_its_token_and_its_consequence(render: Any) -> None:
    root = render("forms", "button_form('/accept', 'Accept', 'It counts from now on.', fields={'version': 3})")
    assert (root.find("form").get("method"), root.find("form").get("action")) == ("post", "/accept")
    sent = {box.get("name"): box.get("value") for box in root.iter("input")}
    assert (sent, words(root)) == ({"csrf_token": "token", "version": "3"}, "It counts from now on. Accept")


def test_a_figure_has_number_finding_table_and_source(render: Any) -> None:
    call = "figure(2, 'Most are taken', 'Beds by council.', 'accepted returns', '31 August 2026', table=table)"
    root = render("figure", call, table=HOMES)
    title = root.find(".//h3")
    assert root.find("figure").get("aria-labelledby") == title.get("id")
    assert words(root.find(".//figcaption")) == "Source: accepted returns. As at 31 August 2026"
    assert root.find(".//details") is None
    folded = render("figure", call.replace("table=table", "table=table, chart='<svg>'"), table=HOMES)
    assert words(folded.find(".//summary")) == "Table for figure 2"
    assert words(folded.find(".//div")) == "<svg>"


def test_a_list_has_the_heading_of_each_value_beside_it_for_phones(render: Any) -> None:
    root = render("tables", "data_table(table, stacks=true)", table=HOMES)
    assert [(cell.get("data-label"), words(cell)) for cell in root.iter("td")] == [
        ("Places", "1,234"),
        ("Status", "Queried"),
    ]
    plain = render("tables", "data_table(table)", table=HOMES)
    assert [cell.get("data-label") for cell in plain.iter("td")] == [None, None]
