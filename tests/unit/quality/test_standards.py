"""Sets of standards: which there are, and which a service is judged by."""

from __future__ import annotations

from importlib.resources import files

import pytest

from portal.providers.rules import ServiceType
from portal.quality.rules import read_standards, set_for


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[str]]:
    text = files("portal.quality").joinpath("data/standards.csv").read_text(encoding="utf-8")
    return {each.slug: [standard.title for standard in each.standards] for each in read_standards(text.splitlines())}


def test_childrens_homes_are_judged_by_the_nine_quality_standards(shipped: dict[str, list[str]]) -> None:
    assert shipped["childrens-homes"] == [
        "Quality and purpose of care",
        "Children’s views, wishes and feelings",
        "Education",
        "Enjoyment and achievement",
        "Health and well-being",
        "Positive relationships",
        "Protection of children",
        "Leadership and management",
        "Care planning",
    ]


def test_supported_accommodation_is_judged_by_four(shipped: dict[str, list[str]]) -> None:
    assert shipped["supported-accommodation"] == [
        "Leadership and management",
        "Protection",
        "Accommodation",
        "Support",
    ]


@pytest.mark.parametrize("service_type", list(ServiceType))
def test_every_service_has_a_set(service_type: ServiceType, shipped: dict[str, list[str]]) -> None:
    assert shipped[set_for(service_type)]


def test_a_file_may_hold_several_versions_of_a_set() -> None:
    lines = ["set,version,slug,title,prompts", "a,1,x,X,One?|Two?", "a,2,x,X again,", "a,2,y,Y,"]
    first, second = read_standards(lines)
    assert (first.version, [each.prompts for each in first.standards]) == (1, [("One?", "Two?")])
    assert (second.version, [each.title for each in second.standards]) == (2, ["X again", "Y"])
