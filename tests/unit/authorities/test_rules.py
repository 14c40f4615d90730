"""Outcodes, and what may be an outline."""

from __future__ import annotations

from typing import Any

import pytest

from portal.authorities.rules import outcode_of, outline_fault

TRIANGLE = [[-3.0, 53.6], [-2.9, 53.6], [-2.9, 53.7], [-3.0, 53.6]]


@pytest.mark.parametrize(("postcode", "outcode"), [("PR8 1AA", "PR8"), ("L1 1AA", "L1"), ("L37", "L37"), ("", "")])
def test_the_outcode_is_the_first_half(postcode: str, outcode: str) -> None:
    assert outcode_of(postcode) == outcode


@pytest.mark.parametrize(
    ("coordinates", "fault"),
    [
        ([TRIANGLE], ""),
        ([TRIANGLE, TRIANGLE], "one ring"),
        ([TRIANGLE[:3]], "ends where it began"),
        ([[*TRIANGLE[:3], [-3.0, 53.5]]], "ends where it began"),
        ([[[0.0, 0.0]] * 62], "at most 60 points"),
        ([[[333_000.0, 416_000.0]] * 4], "in degrees"),
    ],
)
def test_an_outline_is_one_closed_ring_of_few_points_in_degrees(coordinates: Any, fault: str) -> None:
    found = outline_fault({"type": "Polygon", "coordinates": coordinates})
    assert (fault in found) if fault else (found == "")


def test_an_outline_of_another_kind_is_refused() -> None:
    assert outline_fault({"type": "Point", "coordinates": [0, 0]}) == "an outline is a Polygon with one ring"
