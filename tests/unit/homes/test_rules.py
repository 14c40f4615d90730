"""What a home may be. Expected values are worked out by hand from the design."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.homes import rules
from portal.homes.rules import Address, Genders, HomeDetails, HomeStatus, HostBasis
from portal.providers.models import ServiceType

TODAY = date(2026, 3, 2)
HOUSE = HomeDetails(
    service_type=ServiceType.RESIDENTIAL,
    status=HomeStatus.OPEN,
    name="Marram House",
    age_from=8,
    age_to=17,
    genders=Genders.ANY,
    urn="SC123456",
    opened_on=date(2021, 2, 1),
    registered_places=4,
    usable_places=3,
    needs=("autism",),
    premises=(Address("1 High Street", "Southport", "PR8 1AA"),),
)
AGENCY = replace(
    HOUSE,
    service_type=ServiceType.FOSTERING,
    registered_places=0,
    usable_places=0,
    premises=(),
    host_authority_code="E08000014",
)


def faults(details: HomeDetails) -> list[tuple[str, str]]:
    found = rules.judge(details, today=TODAY, allow_fictional=False)
    return [(fault.field, fault.message) for fault in found]


@pytest.mark.parametrize(
    ("typed", "urn"),
    [
        ("SC123456", "SC123456"),
        (" sc 123 456 ", "SC123456"),
        ("1234567", "1234567"),
        ("SC-123456", "SC123456"),
    ],
)
def test_a_urn_has_one_spelling(typed: str, urn: str) -> None:
    assert rules.normalise_urn(typed) == urn
    assert rules.urn_fault(urn, allow_fictional=False) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123456",
        "12345678",
        "SC12345",
        "SC1234567",
        "CS123456",
        "SC12345A",
        "١٢٣٤٥٦٧",
        "SC１２３４５６",
        "SC123456\n0",
        "ſc123456",
    ],
)
def test_other_urns_are_refused(typed: str) -> None:
    assert rules.urn_fault(rules.normalise_urn(typed), allow_fictional=True) == (
        "URN must be 7 numbers, or SC and 6 numbers, like SC123456"
    )


@given(st.text(max_size=20))
def test_a_urn_that_passes_is_ascii_and_of_the_form(text: str) -> None:
    urn = rules.normalise_urn(text)
    if rules.urn_fault(urn, allow_fictional=True) is None:
        assert urn.isascii()
        assert (len(urn) == 7 and urn.isdigit()) or (len(urn) == 8 and urn[:2] == "SC" and urn[2:].isdigit())


def test_demonstration_identifiers_are_only_for_the_demonstration() -> None:
    assert rules.urn_fault("SC900001", allow_fictional=True) is None
    assert (
        rules.urn_fault("SC900001", allow_fictional=False)
        == "URN must be one that Ofsted gave. Check it on the certificate"
    )
    assert rules.urn_fault("SC910001", allow_fictional=False) is None
    assert rules.postcode_fault("PR8 1CK", allow_fictional=True) is None
    assert (
        rules.postcode_fault("PR8 1CK", allow_fictional=False)
        == "Postcode must be a real one. Check its last 2 letters"
    )
    assert rules.postcode_fault("PR8 1AB", allow_fictional=False) is None


def test_a_whole_home_has_no_fault() -> None:
    assert faults(HOUSE) == []
    assert faults(AGENCY) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"usable_places": 5},
            ("usable_places", "Usable places must be 4 or fewer: the home is registered for 4"),
        ),
        ({"usable_places": -1}, ("usable_places", "Usable places must be 0 or more")),
        (
            {"registered_places": 0, "usable_places": 0},
            ("registered_places", "Registered places must be 1 or more"),
        ),
        (
            {"is_solo": True},
            (
                "registered_places",
                "A solo home has 1 place, but this one is registered for 4. Change one of them",
            ),
        ),
        ({"age_from": 18}, ("age_to", "Oldest age must be 18 or more, the youngest age you gave")),
        ({"age_to": 26}, ("age_to", "Oldest age must be between 0 and 25")),
        ({"age_from": -1}, ("age_from", "Youngest age must be between 0 and 25")),
        ({"urn": None}, ("urn", "Enter the Ofsted URN")),
        ({"name": ""}, ("name", "Enter the name of the home")),
        ({"opened_on": None}, ("opened_on", "Enter the date the home opened")),
        ({"opened_on": date(2026, 3, 3)}, ("opened_on", "The date it opened must be today or in the past")),
        ({"premises": ()}, ("line_1", "Enter the address of the home")),
        (
            {"premises": (Address("", "Southport", "PR8 1AA"),)},
            ("line_1", "Enter the first line of the address"),
        ),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, object], expected: tuple[str, str]) -> None:
    assert faults(replace(HOUSE, **changes)) == [expected]  # type: ignore[arg-type]


def test_a_solo_home_has_one_place() -> None:
    assert faults(replace(HOUSE, is_solo=True, registered_places=1, usable_places=1)) == []


def test_a_planned_home_needs_no_urn_and_no_address() -> None:
    planned = replace(HOUSE, status=HomeStatus.PLANNED, urn=None, opened_on=None, premises=())
    assert faults(planned) == []
    assert faults(replace(planned, urn="12"))[0][0] == "urn"


@given(st.integers(-5, 600), st.integers(-5, 600), st.booleans())
def test_places_pass_only_when_they_are_possible(registered: int, usable: int, is_solo: bool) -> None:
    found = rules.judge_places(replace(HOUSE, registered_places=registered, usable_places=usable, is_solo=is_solo))
    possible = registered >= 1 and 0 <= usable <= registered and (registered == 1 or not is_solo)
    assert (found == []) is possible


def test_how_many_buildings_each_type_has() -> None:
    assert rules.most_premises(ServiceType.FOSTERING) == 0
    assert rules.most_premises(ServiceType.RESIDENTIAL) == 4
    assert rules.most_premises(ServiceType.SUPPORTED_ACCOMMODATION) == 500
    five = HOUSE.premises * 5
    assert faults(replace(HOUSE, premises=five)) == [
        ("line_1", "One registration can have up to 4 buildings. Remove one first")
    ]
    assert faults(replace(AGENCY, premises=HOUSE.premises))[0][0] == "line_1"


def test_steps_ask_only_what_the_type_has() -> None:
    assert rules.steps_of(ServiceType.RESIDENTIAL) == (
        "type",
        "opening",
        "name",
        "places",
        "needs",
        "address",
    )
    assert rules.steps_of(ServiceType.FOSTERING) == ("type", "opening", "name", "ages", "needs", "area")


def test_a_step_that_no_longer_fits_is_unfinished_again() -> None:
    every = ("type", "opening", "name", "places", "needs", "address")
    assert rules.unfinished_steps(HOUSE, every, today=TODAY, allow_fictional=False) == []
    opened_without_urn = replace(HOUSE, urn=None)
    assert rules.unfinished_steps(opened_without_urn, every, today=TODAY, allow_fictional=False) == ["name"]
    assert rules.unfinished_steps(HOUSE, ("type",), today=TODAY, allow_fictional=False) == list(every[1:])


def test_who_may_change_which_step() -> None:
    home, agency = ServiceType.RESIDENTIAL, ServiceType.FOSTERING
    found, pending, stated = HostBasis.POSTCODE, HostBasis.PENDING, HostBasis.STATED
    steps = rules.steps_to_change
    assert steps(home, HomeStatus.OPEN, found, is_staff=True) == ["opened", "name", "places", "needs"]
    assert steps(home, HomeStatus.OPEN, pending, is_staff=False) == ["opened", "name", "places", "needs"]
    assert steps(home, HomeStatus.OPEN, pending, is_staff=True) == [
        "opened",
        "name",
        "places",
        "needs",
        "area",
    ]
    assert steps(home, HomeStatus.PLANNED, found, is_staff=False) == ["name", "places", "needs"]
    assert steps(agency, HomeStatus.OPEN, stated, is_staff=False) == [
        "opened",
        "name",
        "ages",
        "needs",
        "area",
    ]


@pytest.mark.parametrize(
    ("status", "wanted", "may"),
    [
        ("planned", "open", True), ("open", "closed", True), ("planned", "closed", False), ("open", "planned", False),
        ("closed", "open", False), ("closed", "planned", False), ("open", "open", False),
    ],
)  # fmt: skip
def test_a_home_goes_planned_open_closed(status: str, wanted: str, may: bool) -> None:
    assert rules.may_become(HomeStatus(status), HomeStatus(wanted)) is may


def test_opening_needs_urn_and_address() -> None:
    planned = replace(HOUSE, status=HomeStatus.PLANNED, urn=None)
    found = rules.judge_becoming_open(planned, 0, today=TODAY, allow_fictional=False)
    assert [(fault.field, fault.message) for fault in found] == [
        ("urn", "Enter the Ofsted URN"),
        ("", "Add the address of the home first, then say that it has opened"),
    ]
    ready = replace(HOUSE, status=HomeStatus.PLANNED)
    assert rules.judge_becoming_open(ready, 1, today=TODAY, allow_fictional=False) == []
    assert rules.judge_becoming_open(HOUSE, 1, today=TODAY, allow_fictional=False)[0].field == "opened_on"


@pytest.mark.parametrize(
    ("status", "closed_on", "message"),
    [
        (HomeStatus.OPEN, date(2026, 3, 2), None),
        (HomeStatus.OPEN, date(2021, 2, 1), None),
        (HomeStatus.OPEN, date(2026, 3, 3), "The date it closed must be today or in the past"),
        (HomeStatus.OPEN, date(2021, 1, 31), "The date it closed must be on or after the date it opened"),
        (
            HomeStatus.CLOSED,
            date(2026, 3, 2),
            "This home is not open. Go back to its page to see how it stands",
        ),
        (
            HomeStatus.PLANNED,
            date(2026, 3, 2),
            "This home is not open. Go back to its page to see how it stands",
        ),
    ],
)
def test_closing(status: HomeStatus, closed_on: date, message: str | None) -> None:
    found = rules.judge_closing(status, date(2021, 2, 1), closed_on, today=TODAY)
    assert [fault.message for fault in found] == ([message] if message else [])


def test_the_last_building_of_an_open_home_stays() -> None:
    assert rules.removing_fault(HomeStatus.OPEN, 1) == (
        "An open home needs an address. Change this one, or add the new one first."
    )
    assert rules.removing_fault(HomeStatus.OPEN, 2) is None
    assert rules.removing_fault(HomeStatus.PLANNED, 1) is None


@pytest.mark.parametrize(
    ("located", "stated", "expected"),
    [
        (["E08000014"], None, ("E08000014", HostBasis.POSTCODE)),
        ([None, "E08000012"], None, ("E08000012", HostBasis.POSTCODE)),
        (["E08000014"], "E08000012", ("E08000014", HostBasis.POSTCODE)),
        ([None], "E08000012", ("E08000012", HostBasis.STATED)),
        (["W06000001"], None, (None, HostBasis.PENDING)),
        ([], None, (None, HostBasis.PENDING)),
    ],
)
def test_the_postcode_tells_the_host_authority(
    located: list[str | None], stated: str | None, expected: tuple[str | None, HostBasis]
) -> None:
    assert rules.host_authority(located, stated, ["E08000012", "E08000014"]) == expected


@pytest.mark.parametrize(
    ("other", "miles"),
    [
        ((333_000, 416_000), "0.0"),
        ((334_609, 416_000), "1.0"),
        ((336_000, 420_000), "3.1"),
        ((333_000, 448_187), "20.0"),
    ],
)
def test_distance_is_the_straight_line_of_the_grid_in_miles_to_one_place(other: tuple[int, int], miles: str) -> None:
    assert rules.miles_between((333_000, 416_000), other) == Decimal(miles)
