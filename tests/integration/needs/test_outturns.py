"""An outturn comes later than its projection: added to what is here, once, and shown wherever the projection is."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events
from portal.access import Role
from portal.needs import queries, services
from portal.needs.rules.reading import FaultKind, FaultyFile
from tests import factories
from tests.integration.statements.making import make_draft, make_market, make_publisher, make_writer, publish
from tests.support.client import Client
from tests.unit.needs.test_outturns import CAME, NOTE, WIDE
from tests.unit.needs.test_projections import EXPECTED, PROJECTED
from tests.unit.needs.test_reading import written

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BARE = written(PROJECTED, EXPECTED, columns=WIDE)
WITH = written(PROJECTED, EXPECTED | CAME, columns=WIDE)
TITLE = "Rate of children looked after"


def take_in(session: Session, file: bytes) -> services.Imported:
    return services.import_series(session, factories.make_authority(session), file, actor=events.SYSTEM, now=NOW)


def test_an_outturn_is_added_to_a_projection_that_is_here(session: Session) -> None:
    assert take_in(session, BARE).added == (TITLE,)
    again = take_in(session, WITH)
    assert (again.added, again.came, again.unchanged) == ((), (TITLE,), ())
    session.expire_all()
    found = queries.get_measure(session, factories.make_authority(session).id, "rate")
    assert found.series[0].points[-1].outturn is not None
    assert str(found.series[0].points[-1].outturn.value) == "745"
    recorded = events.list_events(session, ("measure", "rate"))
    assert [row.verb for row in recorded] == ["needs.outturn_added", "needs.imported"]
    assert '"outturns":1' in recorded[0].detail


def test_it_may_come_with_the_projection_and_neither_file_changes_anything_again(session: Session) -> None:
    assert take_in(session, WITH).added == (TITLE,)
    for file in (WITH, BARE):
        again = take_in(session, file)
        assert (again.added, again.came, again.unchanged) == ((), (), (TITLE,))
    found = queries.get_measure(session, factories.make_authority(session).id, "rate")
    assert len(found.outturns) == 1


def test_another_outturn_is_refused_and_other_figures_too(session: Session) -> None:
    take_in(session, WITH)
    for file, kind in (
        (WITH.replace(b"745", b"746"), FaultKind.OUTTURN_TAKEN),
        (WITH.replace(b"770", b"771"), FaultKind.VINTAGE_TAKEN),
    ):
        with pytest.raises(FaultyFile) as caught:
            take_in(session, file)
        assert [fault.kind for fault in caught.value.faults] == [kind]
    found = queries.get_measure(session, factories.make_authority(session).id, "rate")
    assert [str(outturn.value) for outturn in found.outturns.values()] == ["745"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE indicator_outturn SET symbol = 'x'",
        "UPDATE indicator_outturn SET value = NULL",
    ],
)
def test_the_database_holds_a_value_or_a_symbol(session: Session, change: str) -> None:
    take_in(session, WITH)
    with pytest.raises(IntegrityError, match="value_or_symbol"):
        session.execute(text(change))
    session.rollback()


def test_the_staff_page_shows_it_beside_the_projection(client: Client, session: Session) -> None:
    take_in(session, BARE)
    client.sign_in(factories.make_staff(session, Role.COMMISSIONER))
    done = client.post("/commissioning/needs/import", {"file": (io.BytesIO(WITH), "needs.csv")})
    assert f"Outturn added: {TITLE}." in done.text
    page = client.get(done.link(TITLE))
    assert page.rows == [
        ["Area", "2020", "2025 (projected)", "2025 (outturn)"],
        ["Sefton", "619", "770", "745"],
    ]
    assert NOTE in page.text


def test_a_statement_has_it_on_its_page_in_its_csv_and_in_its_data(client: Client, session: Session) -> None:
    make_market(session)
    take_in(session, WITH)
    writer, publisher = make_writer(session), make_publisher(session)
    sections = (
        (
            "Ahead",
            "Of {{ figure:needs.rate.latest }} came {{ figure:needs.rate.outturn }}.\n\n{{ chart:needs.rate }}\n",
        ),
    )
    publish(session, make_draft(session, writer, sections=sections, slug="ahead"), writer, publisher)
    page = client.get("/statements/ahead/")
    assert "Of 770 came 745." in page.text and NOTE in page.text
    assert "770 in 2025 (projected), 745 in 2025 (outturn)." in page.text
    rows = list(csv.reader(io.StringIO(client.get("/statements/ahead/data/needs-rate.csv").body.decode("utf-8-sig"))))
    assert rows == [
        ["Area", "2020", "2025 (projected)", "2025 (outturn)", "Note"],
        ["Sefton", "619", "770", "745", ""],
    ]
    data = json.loads(client.get("/statements/ahead/data.json").body)
    assert data["figures"]["needs.rate.outturn"]["value"] == 745
    table = data["tables"]["needs-rate"]
    assert table["rows"] == [{"name": "Sefton", "values": [619, 770, 745]}] and NOTE in table["notes"]
