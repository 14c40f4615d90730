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
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role
from portal.authorities.models import Authority
from portal.db import Refused
from portal.homes.services import close_home
from portal.placements import services
from portal.placements.models import Placement, PlacementUpload, PlacementUploadPart
from portal.placements.rules.kinds import AgeBand, Sourcing
from portal.placements.services import FaultyFile, uploads
from portal.placements.services.uploads import sweep
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.placements import made
from tests.integration.placements.files import all_details, count, faults_of, file_of, take
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
