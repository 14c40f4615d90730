"""Boxes: every value is written, lies where it should, and nothing impossible is drawn."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from portal.charts import Box, Words, box_chart

SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words("Fees by type", "The middle half of each type as a box.", "£ a week")


def box(name: str, *values: str) -> Box:
    low, lower, median, upper, high = (Decimal(value) for value in values)
    return Box(name, (low, lower, median, upper, high))


HOMES = box("Children’s homes", "2000", "3000", "4000", "5000", "10000")


def parse(drawing: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def test_a_box_lies_between_its_quartiles_on_one_scale() -> None:
    drawing = parse(box_chart([HOMES, box("Fostering", "0", "0", "500", "1000", "1000")], WORDS, id_prefix="f").wide)
    widths = [float(rect.get("width", 0)) for rect in drawing.iter(f"{SVG}rect")][1:]
    # 2,000 of 10,000 pounds and 1,000 of them, over the 712 units that the scale is long.
    assert widths == pytest.approx([142.4, 71.2], abs=0.1)
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [
        "£ a week",
        "Children’s homes",
        "2,000 to 10,000, middle half 3,000 to 5,000, median 4,000",
        "Fostering",
        "0 to 1,000, middle half 0 to 1,000, median 500",
    ]


def test_both_drawings_say_what_they_are_and_escape_names() -> None:
    chart = box_chart([box("<b>`${x}`", "1", "1", "1", "1", "1")], WORDS, id_prefix="f")
    for drawing in (chart.wide, chart.narrow):
        assert "<b>" not in drawing and "style=" not in drawing
        root = parse(drawing)
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == "Fees by type"


@pytest.mark.parametrize(
    "boxes", [[], [box("Out of order", "2", "1", "3", "4", "5")], [box("Below zero", "-1", "1", "3", "4", "5")]]
)
def test_what_cannot_be_is_refused(boxes: list[Box]) -> None:
    with pytest.raises(ValueError, match="five values in order"):
        box_chart(boxes, WORDS, id_prefix="f")
