"""Files of placements: read whole or not at all, and nothing of a child kept but codes, bands and quarters."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role
from portal.authorities.models import Authority
from portal.db import Refused
from portal.homes.models import Postcode
from portal.homes.services import close_home
from portal.placements import queries, services
from portal.placements.models import Placement, PlacementUpload, PlacementUploadPart
from portal.placements.rules.codes import DISTANCE_REASONS, END_REASONS, POSTS, REGIONAL_SYSTEMS, TYPES
from portal.placements.rules.judging import PlacementDetails, quarters_back
from portal.placements.rules.kinds import AgeBand, DistanceBand, ExitPlan, Sourcing
from portal.placements.services import FaultyFile, uploads
from portal.placements.services.cells import cells_of, details_from
from portal.placements.services.uploads import sweep
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.placements import made
from tests.support.client import Client
from tests.support.pages import Page

IMPORT = "/commissioning/placements/import"
NAMED = (
    "Child’s name;DoB;Started;Kind;Source;Council;Home;£ a week;Case number;Postcode;Upn\r\n"
    "Zoë O’Hara;14/03/2012;12/05/2024;K2;direct;Sefton;SC123456;£4,528;778812;PR8 1AA;X998877\r\n"
)
NAMED_MAP = {
    "date_of_birth": "DoB", "type_code": "Kind", "host_authority_code": "Council", "social_care": "£ a week",
}  # fmt: skip
NO_COLUMNS = "The file has no column for: Started, Placement type, Source, Age band (or Date of birth)."
SECRET = ("Zo", "Hara", "14/03/2012", "2012-03-14", "778812", "PR8", "X998877")


@pytest.fixture
def own(session: Session) -> Authority:
    return factories.make_authority(session)


def file_of(*rows: str, header: str = made.HEADER) -> bytes:
    return "\n".join((header, *rows, "")).encode()


def take(session: Session, own: Authority, data: bytes, column_map: dict[str, str] | None = None) -> PlacementUpload:
    stream = io.BytesIO(data)
    return services.import_file(session, own, stream, actor=events.SYSTEM, now=clock.now(), column_map=column_map)


def faults_of(session: Session, own: Authority, data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultyFile) as refused:
        take(session, own, data)
    assert count(session) == 0
    return [(fault.row, fault.column, fault.message) for fault in refused.value.faults]


def count(session: Session) -> int:
    session.expire_all()
    kept = session.scalar(select(func.count()).select_from(PlacementUploadPart)) or 0
    return kept + (session.scalar(select(func.count()).select_from(Placement)) or 0)


def all_details(session: Session) -> list[PlacementDetails]:
    session.expire_all()
    return [queries.details_of(one) for one in session.scalars(select(Placement).order_by(Placement.id))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(session: Session, own: Authority, encoding: str, delimiter: str) -> None:
    text = "Name,Started,Placement type,Source,Age band\nZoë,01/05/2024,k2,Off framework,10 to 15\n"
    upload = take(session, own, text.replace(",", delimiter).encode(encoding))
    assert (upload.rows, upload.dropped) == (1, "Name")
    [details] = all_details(session)
    assert (details.started_quarter_on, details.sourcing) == (date(2024, 4, 1), Sourcing.OFF_FRAMEWORK)


def upload_form(client: Client) -> Any:
    return client.get(IMPORT).form("Read this file")


def send(client: Client, data: bytes, column_map: dict[str, str] | None = None) -> Page:
    fields: dict[str, Any] = {"file": (io.BytesIO(data), "placements.csv")}
    if column_map:
        fields["columns"] = (io.BytesIO(json.dumps(column_map).encode()), "map.json")
    return client.post(IMPORT, fields)


def test_what_could_name_a_child_is_dropped_before_anything_is_kept(
    session: Session, own: Authority, client: Client
) -> None:
    homes_made.know_places(session)
    home = homes_made.add(session, factories.make_provider(session))
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    data = NAMED.encode("cp1252")
    page = send(client, data, NAMED_MAP)
    assert page.h1 == "Check what was read"
    for heading in ("Child’s name", "DoB", "Case number", "Postcode", "Upn"):
        assert heading in page.text
    assert not any(secret in page.text for secret in SECRET)
    session.expire_all()
    assert not any(secret in made.everything_stored(session) for secret in SECRET)
    page = client.submit(page.form("Import 1 placement"))
    assert "Imported: 1 placement." in page.text
    session.expire_all()
    assert not any(secret in made.everything_stored(session) for secret in SECRET)
    [details] = all_details(session)
    assert (details.home, details.social_care) == (home.reference, Decimal(4528))
    assert details.age_band in (AgeBand.FROM_10_TO_15, AgeBand.FROM_16)
    page = send(client, data, NAMED_MAP)
    assert page.errors == ["This file was imported already. Nothing was imported again."]


def test_the_first_rows_are_shown_in_words(session: Session, own: Authority, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    file = "Started,Placement type,Source,Age band,Host authority\n2024-05-09,K2,on_framework,16_and_over,E08000014\n"
    page = send(client, file.encode())
    assert page.rows == [
        ["Started", "Placement type", "Age", "Source", "Council area", "Home"],
        ["Apr to Jun 2024", "Children’s home (K2)", "16 and over", "On framework", "Sefton", "–"],
    ]


def test_a_file_confirmed_twice_is_stored_once(session: Session, own: Authority, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    form = send(client, file_of(made.ROW, made.ROW)).form("Import 2 placements")
    pages = [client.submit(form) for _ in range(2)]
    assert [page.h1 for page in pages] == ["Placements", "Placements"]
    assert len(all_details(session)) == 2
    assert session.scalars(select(PlacementUploadPart)).all() == []


def test_a_file_is_its_senders_alone(session: Session, own: Authority, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = send(client, file_of(made.ROW))
    client.sign_out()
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    client.get(page.path, expect=404)
    client.post(page.path, expect=404)


def test_a_file_nobody_confirms_is_forgotten(session: Session, own: Authority, app: Flask, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    path = send(client, file_of(made.ROW)).path
    sweep(app.extensions["portal_database"])
    client.get(path)
    session.execute(update(PlacementUpload).values(uploaded_at=clock.now() - timedelta(hours=25)))
    session.commit()
    jobs.do_chores(app.extensions["portal_database"])
    client.get(path, expect=404)
    assert count(session) == 0


def test_every_fault_is_shown_with_its_place(session: Session, own: Authority) -> None:
    header = f"{made.HEADER},Social care a week,Name"
    found = faults_of(
        session,
        own,
        file_of(
            f"{made.ROW},4528,Al",
            "2024-13-01,K9,nowhere,10 to 15,4528.005,Bo",
            f"{made.ROW},-1,Cy",
            f"{made.ROW},1000000000,Di",
            f"{made.ROW},5",
            "",
            "2024-04-01,K3,direct,teen,£4,Ed",
            "2024-04-01,Z11,regional,10 to 15,٣,Flo",
            header=header,
        ),
    )
    assert [(row, column) for row, column, _ in found] == [
        (3, "Started"), (3, "Placement type"), (3, "Source"), (3, "Social care a week"),
        (4, "Social care a week"), (5, "Social care a week"), (6, ""), (8, "Age band"), (9, "Social care a week"),
    ]  # fmt: skip
    assert found[4][2] == "This amount must be £0 or more"
    assert found[5][2] == "This amount must be £99,999.99 or less"
    assert found[6][2] == "This row must have 6 cells, not 5"
    assert not any(name in message for name in ("Al", "Bo", "Flo", "teen", "K9") for *_, message in found)


def test_a_row_that_is_well_formed_can_still_be_wrong(session: Session, own: Authority) -> None:
    found = faults_of(session, own, file_of("2024-04-01,K2,regional,10_to_15", "2099-01-01,K2,direct,10_to_15"))
    assert found == [
        (2, "Regional system", "Select which regional system"),
        (3, "Started", "The placement must have started by now. Change when it starts, or record it then"),
    ]


def test_the_first_200_faults_are_told_and_all_are_counted(session: Session, own: Authority, client: Client) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    page = send(client, file_of(*["2024-04-01,K9,direct,10_to_15"] * 1_234))
    assert page.errors == ["Nothing was imported. Mend 1,234 things in the file."]
    assert "the first 200 of 1,234" in page.text
    assert len(page.rows) == 201
    assert page.rows[1][0] == "Row 2, Placement type"
    assert count(session) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", f"{NO_COLUMNS} Its headings are: none."),
        (b"Child;PLACE;DECOM\n1;K2;2\n", f"{NO_COLUMNS} Its headings are: Child, PLACE, DECOM."),
        (file_of(), "The file has no placements. Add a row for each under the headings."),
        (b"\x81\x8d\xff\n", "Save the file as “CSV UTF-8” and upload it again."),
        (file_of().decode().encode("utf-16"), "Save the file as “CSV UTF-8” and upload it again."),
        (file_of('"' + "x" * 140_000), "Row 2 cannot be read. Look for a quotation mark that is not closed."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_says_one_thing(
    session: Session, own: Authority, data: bytes, message: str
) -> None:
    with pytest.raises(FaultyFile, match=re.escape(message)) as refused:
        take(session, own, data)
    assert str(refused.value) == message
    assert count(session) == 0


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


def test_a_home_that_closes_before_the_file_is_confirmed(session: Session, own: Authority) -> None:
    homes_made.know_places(session)
    home = homes_made.add(session, factories.make_provider(session))
    data = io.BytesIO(file_of(f"{made.ROW},{home.reference}", header=f"{made.HEADER},Home"))
    upload = services.keep_upload(session, own, data, actor=events.SYSTEM, now=clock.now())
    close_home(session, home, closed_on=date(2024, 5, 1), reason="Sold", actor=events.SYSTEM, now=clock.now())
    with pytest.raises(Refused, match="Upload the file again"):
        services.import_upload(session, own, upload, actor=events.SYSTEM, now=clock.now())
    assert all_details(session) == []


BY_COMMAND = (
    "CSV file must be 9 MB or smaller. Whoever runs the portal can import a larger one with the command "
    "“flask --app wsgi placements import-csv”"
)


def test_a_file_of_nine_megabytes_is_read_and_a_larger_one_is_for_the_command(
    session: Session, own: Authority, client: Client
) -> None:
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    most = 9 * 1024 * 1024
    filler = b"x" * (most - len(file_of(made.ROW + ",", header=f"{made.HEADER},Note")))
    whole = file_of(f"{made.ROW},{filler.decode()}", header=f"{made.HEADER},Note")
    assert len(whole) == most
    assert "quotation mark" in send(client, whole).errors[0]  # its note is longer than a cell may be: it was read
    assert send(client, whole + b"\n").errors == [BY_COMMAND]
    page = client.post(IMPORT, {"file": (io.BytesIO(b"x" * 11_000_000), "placements.csv")}, expect=413)
    assert (page.h1, BY_COMMAND in page.text) == ("The file is too large", True)


def test_a_hundred_thousand_rows_and_one_more(session: Session, own: Authority) -> None:
    whole = file_of(*[made.ROW] * 20_000)
    upload = take(session, own, whole)
    assert upload.rows == 20_000
    assert session.scalar(select(func.count()).select_from(Placement)) == 20_000
    with pytest.raises(FaultyFile, match="more than 100,000 rows"):
        take(session, own, file_of(*["x"] * 100_001))


def test_a_reference_that_was_drawn_before_is_drawn_again(
    session: Session, own: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = made.record(session).reference
    draws = iter([taken, "PL-33333333", "PL-33333333", "PL-44444444", taken, "PL-77777777"])
    monkeypatch.setattr(uploads, "new_reference", lambda prefix: next(draws) if prefix == "PL" else "PU-33333333")
    take(session, own, file_of(*[made.ROW] * 3))
    session.expire_all()
    references = set(session.scalars(select(Placement.reference)))
    assert references == {taken, "PL-33333333", "PL-44444444", "PL-77777777"}


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


def test_the_command(session: Session, own: Authority, app: Flask, tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        session.commit()
        done = app.test_cli_runner().invoke(args=["placements", "import-csv", *arguments])
        return done.exit_code, done.output

    file, column_map = tmp_path / "placements.csv", tmp_path / "map.json"
    file.write_bytes(NAMED.encode("cp1252"))
    column_map.write_text(json.dumps(NAMED_MAP), encoding="utf-8")
    assert run(str(file), "--columns", str(column_map)) == (
        0,
        "Imported: 1 placement. Of homes that are not in the register: 1. Columns dropped: 5.\n",
    )
    code, said = run(str(file), "--columns", str(column_map))
    assert (code, "imported already" in said) == (1, True)
    file.write_bytes(file_of("2024-04-01,K9,direct,10_to_15"))
    code, said = run(str(file))
    assert (code, "Row 2, Placement type: Enter one of: K2, U4," in said) == (1, True)
