"""What is frozen: resolved once, in order, with nothing left to look up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.checks import Level, check, is_ready
from portal.statements.rules.content import build, content_hash, content_json, parse_content
from portal.statements.rules.formats import csv_rows, data_json
from tests.unit.statements.samples import catalogue, draft

SECTIONS = (
    ("The market!", "There are {{ figure:market.beds }} beds.\n\n{{ table:market.use | Others hold most }}\n"),
    ("The market!", "{{ table:market.use }}\n"),
)


def test_sections_have_ids_of_their_own_and_exhibits_are_numbered() -> None:
    content = build(draft(*SECTIONS), catalogue()).content
    assert [section["id"] for section in content["sections"]] == ["section-1-the-market", "section-2-the-market"]
    exhibits = [block for section in content["sections"] for block in section["blocks"] if block["kind"] == "exhibit"]
    assert [(block["number"], block["title"]) for block in exhibits] == [  # type: ignore[typeddict-item]
        (1, "Others hold most"),
        (2, "Use of places"),
    ]


def test_only_what_is_named_is_kept() -> None:
    content = build(draft(*SECTIONS), catalogue()).content
    assert list(content["tables"]) == ["market-use"]
    assert content["figures"]["market.beds"] == {
        "label": "What market.beds is",
        "value": "103",
        "symbol": None,
        "text": "103",
        "unit": "number",
        "as_at": "2026-09-30",
        "source": "A source",
    }
    assert content["figures"]["market.hidden"]["value"] is None
    assert content["figures"]["market.hidden"]["symbol"] == "c"


def test_a_withheld_lead_figure_says_so() -> None:
    lead = build(draft(), catalogue()).content["lead_figures"][1]
    assert (lead["value"], lead["note"][:9]) == ("Withheld", "Withheld:")


def test_the_same_values_give_the_same_hash_and_come_back_whole() -> None:
    one, other = build(draft(*SECTIONS), catalogue()).content, build(draft(*SECTIONS), catalogue()).content
    assert content_hash(one) == content_hash(other)
    assert parse_content(content_json(one)) == one
    assert content_hash(build(draft(("Other", "text")), catalogue()).content) != content_hash(one)


def test_faults_know_their_place() -> None:
    built = build(draft(("Beds", "x\n\n{{ figure:market.bed }}"), summary="{{ figure:no }}"), catalogue())
    assert [placed.sentence for placed in built.faults] == [
        "The summary: There is no figure called “no”. Copy a name from the list of figures.",
        "“Beds”, line 3: There is no figure called “market.bed”. Did you mean “market.beds”?",
    ]


def test_a_lead_figure_that_is_gone_is_a_fault() -> None:
    built = build(draft(), Catalogue())
    assert built.faults[0].sentence.startswith("Lead figure 1: There is no figure called “market.beds”.")


def test_a_ready_draft_passes_and_is_told_what_to_look_at() -> None:
    text = draft(*SECTIONS, ("Typed", "We have 57 beds."))
    checks = check(text, build(text, catalogue()))
    assert is_ready(checks)
    warnings = [each.sentence for each in checks if each.level is Level.WARNING]
    assert warnings == [
        "“market.hidden” is withheld: its numbers are too small or come from too few providers.",
        "“market.use” is withheld: its numbers are too small or come from too few providers.",
        "“Typed” has numbers that were typed, not bound: 57. Check each.",
    ]


def test_what_is_missing_stops_a_draft() -> None:
    text = draft(("Empty", " \n"), ("Wrong", "{{ chart:market.use }}"), summary="")
    checks = check(text, build(text, catalogue()))
    assert not is_ready(checks)
    assert [(each.section, each.sentence) for each in checks if each.level is Level.ERROR] == [
        (None, "The summary is empty. Write the paragraph that stands under the title."),
        (0, "“Empty” is empty. Write it or remove it."),
        (1, "“Wrong”, line 1: There is no chart called “market.use”. Copy a name from the list of figures."),
    ]


def test_what_is_typed_is_printed_with_the_marks_of_print() -> None:
    typed = replace(
        draft(("Sefton's gaps", "{{ table:market.use | Others' children }}\n"), summary="Sefton's"),
        title="Sefton's homes",
        lead_figures=(("market.beds", "in children's homes"),),
    )
    content = build(typed, catalogue()).content
    (section,) = content["sections"]
    assert [content["title"], content["summary"], content["lead_figures"][0]["text"]] == [
        "Sefton’s homes",
        "Sefton’s",
        "in children’s homes",
    ]
    assert section["heading"] == "Sefton’s gaps"
    assert section["blocks"][0]["title"] == "Others’ children"  # type: ignore[typeddict-item]


def test_a_csv_says_beside_each_withheld_row_that_it_is_withheld() -> None:
    header, rows = csv_rows(build(draft(*SECTIONS), catalogue()).content["tables"]["market-use"])
    assert header == ["Use", "Places", "Share (%)", "Note"]
    assert rows == [["Own", 25, 24.3, ""], ["Others", "c", "c", "Withheld: too small."]]


def test_what_is_printed_as_its_source_did_says_so_wherever_it_stands() -> None:
    printed, bound = "Printed as Sefton Council published it.", catalogue()
    beds, use = replace(bound.figures["market.beds"], remark=printed), bound.datasets["market.use"]
    whole = replace(use, rows=use.rows[:1], notes=(printed,), withheld=False, remark=printed)
    text = draft(*SECTIONS, summary="{{ figure:market.beds }} are here.")
    built = build(text, Catalogue(dict(bound.figures) | {"market.beds": beds}, {"market.use": whole}))
    content = built.content
    blocks = [block for section in content["sections"] for block in section["blocks"] if block["kind"] == "prose"]
    assert printed in [block["note"] for block in blocks]  # type: ignore[typeddict-item]
    assert content["lead_figures"][0]["note"] == printed
    assert content["summary"] == f"103 are here. {printed}"
    assert csv_rows(content["tables"]["market-use"])[1] == [["Own", 25, 24.3, printed]]
    data = json.loads(data_json(content, number=1, published_at=datetime(2026, 10, 12, 9, 30, tzinfo=UTC)))
    assert data["figures"]["market.beds"]["remark"] == data["tables"]["market-use"]["notes"][0] == printed
    assert [each.sentence for each in check(text, built) if "source did" in each.sentence] == [
        "“market.beds” shows small numbers as its source did: a publisher said so.",
        "“market.use” shows small numbers as its source did: a publisher said so.",
    ]


def test_data_json_has_the_documented_shape() -> None:
    content = build(draft(*SECTIONS), catalogue()).content
    text = data_json(content, number=2, published_at=datetime(2026, 10, 12, 9, 30, tzinfo=UTC))
    data = json.loads(text)
    assert data["statement"] == {"slug": "market", "title": "The market", "council": "Sefton Council"}
    assert (data["version"], data["published_at"], data["as_of_month"]) == (2, "2026-10-12T09:30:00+00:00", "2026-09")
    assert data["figures"]["market.beds"] == {
        "value": 103,
        "label": "What market.beds is",
        "unit": "number",
        "as_at": "2026-09-30",
        "source": "A source",
    }
    assert data["figures"]["market.hidden"]["symbol"] == "c"
    assert "value" not in data["figures"]["market.hidden"]
    table = data["tables"]["market-use"]
    assert table["columns"] == [{"text": "Places", "unit": "number"}, {"text": "Share (%)", "unit": "percent"}]
    assert table["rows"] == [{"name": "Own", "values": [25, 24.3]}, {"name": "Others", "values": ["c", "c"]}]
    assert table["withheld"] is False
    for row in content["tables"]["market-use"]["rows"]:
        row["cells"] = [{**cell, "value": None, "symbol": "c"} for cell in row["cells"]]
    whole = json.loads(data_json(content, number=2, published_at=datetime(2026, 10, 12, 9, 30, tzinfo=UTC)))
    assert whole["tables"]["market-use"]["withheld"] is True
    content["tables"]["market-use"]["rows"] = []
    empty = json.loads(data_json(content, number=2, published_at=datetime(2026, 10, 12, 9, 30, tzinfo=UTC)))
    assert empty["tables"]["market-use"]["withheld"] is False
