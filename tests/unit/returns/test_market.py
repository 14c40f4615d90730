"""What an area's accepted lines add up to."""

from __future__ import annotations

from portal.returns.rules import (
    AcceptedLine,
    BlockReason,
    Body,
    BodyKind,
    FosteringFigures,
    FosteringTotals,
    MarketTotals,
    council,
    fostering_totals,
    market_totals,
)

SEFTON, LIVERPOOL = council("E08000014"), council("E08000012")
PARENTS = Body(BodyKind.PARENTS)


def accepted(home: int, provider: int, registered: int, **columns: object) -> AcceptedLine:
    values = {
        "service_type": "residential", "host_authority_code": "E08000014", "usable": registered, "reserved": 0,
        "available": 0, "blocked": {}, "occupied": {},
    }  # fmt: skip
    return AcceptedLine(
        version_id=home,
        home_id=home,
        provider_id=provider,
        registered=registered,
        **{**values, **columns},  # type: ignore[arg-type]
    )


HOMES = [
    accepted(1, 1, 4, occupied={SEFTON: 1, LIVERPOOL: 2}, available=1),
    accepted(2, 1, 3, occupied={LIVERPOOL: 1, PARENTS: 1}, blocked={BlockReason.STAFFING: 1}, usable=2),
    accepted(3, 2, 2, reserved=1, blocked={BlockReason.STAFFING: 1}, usable=1),
]
AGENCY = accepted(9, 3, 12, occupied={SEFTON: 5}, available=3, fostering=FosteringFigures(7, 8, 3, 1))


def test_own_and_imported_are_derived_from_the_placing_code() -> None:
    assert market_totals([*HOMES, AGENCY], "E08000014") == MarketTotals(
        providers=2,
        homes=3,
        registered=9,
        usable=7,
        own=1,
        imported=4,
        imported_by_body={LIVERPOOL: 3, PARENTS: 1},
        reserved=1,
        available=1,
        blocked=2,
        blocked_by_reason={BlockReason.STAFFING: 2},
    )


def test_the_same_lines_are_another_councils_market_the_other_way_round() -> None:
    totals = market_totals(HOMES, "E08000012")
    assert (totals.own, totals.imported) == (3, 2)


def test_fostering_agencies_are_counted_apart() -> None:
    assert fostering_totals([*HOMES, AGENCY]) == FosteringTotals(
        providers=1, agencies=1, households=7, approved=12, filled=8, own=5, vacant=3, unavailable=1
    )


def test_no_lines_make_no_market() -> None:
    assert market_totals([], "E08000014").registered == 0
    assert fostering_totals([]).agencies == 0
