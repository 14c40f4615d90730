"""What may stand in the columns of a file of placements, and what is kept of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role
from portal.authorities.models import Authority
from portal.homes.models import Postcode
from portal.homes.services import close_home
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.rules.judging import PlacementDetails, quarters_back
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.placements.services.cells import cells_of, details_from
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.placements import made
from tests.integration.placements.files import all_details, faults_of, file_of, take
from tests.support.client import Client

QUARTERS = quarters_back(date(2026, 8, 10))[:8]
MONEY = st.one_of(st.none(), st.integers(0, 9_999_999).map(lambda pence: Decimal(pence).scaleb(-2)))
DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2030, 1, 1)))
DETAILS = st.builds(
    PlacementDetails,
    started_quarter_on=st.sampled_from(QUARTERS),
    ended_quarter_on=st.one_of(st.none(), st.sampled_from(QUARTERS)),
    age_band=st.sampled_from(AgeBand),
    type_code=st.sampled_from(sorted(TYPES)),
    sourcing=st.sampled_from(Sourcing),
    regional_system=st.sampled_from(["", *REGIONAL_SYSTEMS]),
    is_emergency=st.booleans(),
    host_authority_code=st.sampled_from([None, made.SEFTON, made.LIVERPOOL]),
    home=st.sampled_from(["", "HM-7K3M9XCD"]),
    distance_band=st.sampled_from(DistanceBand),
    distance_reason=st.sampled_from(["", *DISTANCE_REASONS]),
    solo_required=st.booleans(),
    solo_actual=st.booleans(),
    social_care=MONEY,
    education=MONEY,
    health=MONEY,
    is_unregistered=st.booleans(),
    is_deprivation_of_liberty=st.booleans(),
    approved_by_post=st.sampled_from(["", *POSTS]),
    approved_on=DAYS,
    exit_plan=st.one_of(st.none(), st.sampled_from(ExitPlan)),
    exit_by_on=DAYS,
    end_code=st.sampled_from(["", *END_REASONS]),
)
COUNCILS = {"sefton": made.SEFTON, "e08000014": made.SEFTON, "e08000012": made.LIVERPOOL}


def test_homes_are_told_by_urn_or_reference(session: Session, own: Authority) -> None:
    homes_made.know_places(session)
    provider = factories.make_provider(session)
    kept = homes_made.add(session, provider)
    closed = homes_made.add(session, provider, name="Shut House", urn="SC100009")
    close_home(session, closed, closed_on=date(2024, 2, 1), reason="Sold", actor=events.SYSTEM, now=clock.now())
    header = f"{made.HEADER},Home,Ended,End reason"
    gone = f"{made.ROW},SC100009,,"
    over = "2023-10-01,K2,direct,10_to_15,SC100009,2024-01-15,CLOSE"
    known = (f"{made.ROW},sc123456,,", f"{made.ROW},{kept.reference.lower()},,")
    assert faults_of(session, own, file_of(*known, gone, header=header)) == [
        (4, "Home", "This home was closed then. Change the home, or say when the placement ended")
    ]
    upload = take(session, own, file_of(*known, over, f"{made.ROW},7654321,,", header=header))
    assert (upload.rows, upload.unknown_homes) == (4, 1)
    found = all_details(session)
    assert [one.home for one in found] == [kept.reference, kept.reference, closed.reference, ""]
    assert [one.host_authority_code for one in found] == [made.SEFTON, made.SEFTON, made.SEFTON, None]


@given(DETAILS)
def test_what_is_written_as_cells_is_read_back(details: PlacementDetails) -> None:
    assert details_from(cells_of(details), COUNCILS, today=date(2026, 8, 10)) == (details, [])


def test_the_csv_of_the_list_can_be_imported_again(session: Session, own: Authority, client: Client) -> None:
    made.record(session, is_unregistered=True, approved_by_post="director", approved_on=date(2024, 5, 1))
    made.record(session, type_code="U4", sourcing=Sourcing.REGIONAL, regional_system="peninsula")
    made.record(session, ended_quarter_on=date(2024, 7, 1), end_code="E17", host_authority_code=None)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    data = client.get("/commissioning/placements/list.csv?state=all").body
    before = all_details(session)
    upload = take(session, own, data)
    assert upload.dropped == "Reference"
    assert sorted(map(repr, all_details(session))) == sorted(map(repr, before * 2))


SSDA903 = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN,DOB,Found\n"
    "1001,15/02/2016,L,C2,N3,T2,PR0,14/08/2017,E4A,,EG19 7TT,WV27 9FW,4244474,27/03/2008,direct\n"
    "1002,26/04/2023,T,L1,N8,H5,PR2,09/05/2024,E5,,,WD10 6ZQ,1157828,09/09/2007,off_framework\n"
    "1003,24/05/2025,P,J1,N5,Z11,PR2,,,,EK3 1YI,WW2 9TZ,1297033,14/02/2013,in_house\n"
    "1004,26/04/2022,P,L1,N8,U4,PR4,09/05/2023,X1,CREQB,,,,09/09/2012,block\n"
    "1005,26/04/2022,P,L1,N8,U4,PR4,09/05/2023,X1,,,,,09/09/2012,block\n"
)
SSDA903_MAP = {
    "started_quarter_on": "DECOM", "ended_quarter_on": "DEC", "end_code": "REC", "type_code": "PLACE", "home": "URN",
    "date_of_birth": "DOB", "sourcing": "Found", "change_code": "REASON_PLACE_CHANGE",
}  # fmt: skip


def test_ssda903_columns_are_read_with_a_map(session: Session, own: Authority) -> None:
    upload = take(session, own, SSDA903.encode(), SSDA903_MAP)
    assert upload.dropped.split("\n") == [
        "CHILD", "RNE", "LS", "CIN", "PLACE_PROVIDER", "HOME_POST", "PL_POST", "DOB",
    ]  # fmt: skip
    found = [
        (one.type_code, one.started_quarter_on, one.ended_quarter_on, one.end_code) for one in all_details(session)
    ]
    assert found == [
        ("T2", date(2016, 1, 1), date(2017, 7, 1), "E4A"),
        ("H5", date(2023, 4, 1), date(2024, 4, 1), "E5"),
        ("Z11", date(2025, 4, 1), None, ""),
        ("U4", date(2022, 4, 1), date(2023, 4, 1), "CREQB"),
        ("U4", date(2022, 4, 1), date(2023, 4, 1), "X1"),
    ]
    assert [one.age_band for one in all_details(session)][:2] == [AgeBand.FROM_5_TO_9, AgeBand.FROM_16]
    assert (upload.rows, upload.unknown_homes) == (5, 3)


def know_postcodes(session: Session) -> None:
    """One in Sefton, one six miles east of it in Liverpool, one 21 miles east where no list is; and one in Wales."""
    for code, easting, authority in (
        ("PR8 1AA", 333_000, made.SEFTON),
        ("L1 1AA", 342_656, made.LIVERPOOL),
        ("CH1 1AA", 366_797, "E99999999"),
        ("LL1 1AA", 333_000, "W06000006"),
    ):
        place = {"latitude": 53.6, "longitude": -3.0, "easting": easting, "northing": 416_000}
        session.add(Postcode(postcode=code, authority_code=authority, **place))


def test_postcodes_tell_the_distance_and_the_area_and_are_dropped(session: Session, own: Authority) -> None:
    know_postcodes(session)
    header = f"{made.HEADER},Family home postcode,Placement postcode,Host authority,Distance band"
    rows = (
        f"{made.ROW},pr81aa,L1 1AA,,",
        f"{made.ROW},PR8 1AA,CH1 1AA,,",
        f"{made.ROW},PR8 1AA,PR8 1AA,,",
        f"{made.ROW},,L1  1aa,,",
        f"{made.ROW},PR8 1AA,PR9 9ZZ,,",
        f"{made.ROW},PR8 1AA,nowhere,,",
        f"{made.ROW},PR8 1AA,L1 1AA,Sefton,up_to_5",
        f"{made.ROW},,LL1 1AA,,",
    )
    upload = take(session, own, file_of(*rows, header=header))
    assert upload.dropped == "Family home postcode\nPlacement postcode"
    assert [(one.host_authority_code, one.distance_band) for one in all_details(session)] == [
        (made.LIVERPOOL, DistanceBand.FROM_5_TO_10),
        (None, DistanceBand.OVER_20),
        (made.SEFTON, DistanceBand.UP_TO_5),
        (made.LIVERPOOL, DistanceBand.UNKNOWN),
        (None, DistanceBand.UNKNOWN),
        (None, DistanceBand.UNKNOWN),
        (made.SEFTON, DistanceBand.UP_TO_5),  # what somebody stated stands
        (made.WALES, DistanceBand.UNKNOWN),
    ]
    stored = made.everything_stored(session)
    assert not any(postcode in stored for postcode in ("PR8 1AA", "pr81aa", "L1 1AA", "L1  1aa", "CH1 1AA"))


def test_another_nation_is_told_by_name_or_by_either_code(session: Session, own: Authority) -> None:
    hosts = ("Scotland", "northern ireland", "WAL", "sco", "NIR", "W92000004", "S12000033", "Liverpool", "")
    take(session, own, file_of(*(f"{made.ROW},{host}" for host in hosts), header=f"{made.HEADER},Host authority"))
    assert [one.host_authority_code for one in all_details(session)] == [
        made.SCOTLAND, made.NORTHERN_IRELAND, made.WALES, made.SCOTLAND, made.NORTHERN_IRELAND, made.WALES,
        made.SCOTLAND, made.LIVERPOOL, None,
    ]  # fmt: skip


def test_an_area_of_no_nation_is_a_fault(session: Session, own: Authority) -> None:
    header = f"{made.HEADER},Host authority"
    sentence = "Enter an English council, Wales, Scotland or Northern Ireland, by name or ONS code, or leave this empty"
    assert faults_of(session, own, file_of(f"{made.ROW},France", f"{made.ROW},E99999999", header=header)) == [
        (2, "Host authority", sentence),
        (3, "Host authority", sentence),
    ]


def test_a_home_of_the_register_tells_of_its_own_area(session: Session, own: Authority) -> None:
    homes_made.know_places(session)
    home = homes_made.add(session, factories.make_provider(session))
    row = f"{made.ROW},{home.reference},L1 1AA"
    take(session, own, file_of(row, header=f"{made.HEADER},Home,Placement postcode"))
    assert [one.host_authority_code for one in all_details(session)] == [made.SEFTON]


def test_a_reason_for_a_change_of_placement_has_its_own_place(session: Session, own: Authority) -> None:
    header = f"{made.HEADER},Ended,End reason,Reason for change of placement"
    rows = (f"{made.ROW},2024-07-09,X1,BORED", f"{made.ROW},2024-07-09,E3,BORED")
    [(row, column, message)] = faults_of(session, own, file_of(*rows, header=header))
    assert (row, column, message[:20]) == (2, "Reason for change of placement", "Enter one of: CARPL,")


def test_the_regional_census_says_why_at_a_distance(session: Session, own: Authority) -> None:
    said = ("Provision within distance exists but is not available", "safeguarding requirement", "Not applicable", "")
    take(session, own, file_of(*(f"{made.ROW},{one}" for one in said), header=f"{made.HEADER},Distance reason"))
    assert [one.distance_reason for one in all_details(session)] == ["none_free", "safety", "", ""]
