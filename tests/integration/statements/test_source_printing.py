"""Statements about a measure that is printed as its source printed it: from when on, and what stays as it is."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy.orm import Session

from portal import events
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.needs.queries import get_measure
from portal.needs.services import import_series, print_as_source, withhold_again
from portal.statements.services import drafting, publishing
from portal.statements.services.working import Refused
from tests.factories import make_authority
from tests.integration.statements.making import NOW, SLUG, approve, make_draft, make_market, publish
from tests.support.client import Client
from tests.unit.needs.test_reading import written

MEASURE = {
    "slug": "leavers",
    "title": "Children who left care",
    "unit": "number",
    "denominator": "children",
    "breakdown_by": "Reason",
}
FILE = written(
    {**MEASURE, "breakdown": "Adopted", "value": "3"}, {**MEASURE, "breakdown": "Returned home", "value": "9"}
)
SECTIONS = (("Leaving care", "{{ figure:needs.leavers.adopted }} were adopted.\n\n{{ chart:needs.leavers }}\n"),)
PRINTED = "Printed as Sefton Council published it."
PLACE = f"/statements/{SLUG}"


@pytest.fixture
def authority(session: Session) -> Authority:
    make_market(session)
    authority = make_authority(session)
    import_series(session, authority, FILE, actor=events.SYSTEM, now=NOW)
    return authority


def decide(session: Session, authority: Authority, publisher: Viewer, *, is_printed: bool) -> None:
    verb = print_as_source if is_printed else withhold_again
    seen = get_measure(session, authority.id, "leavers").about.as_at_on
    verb(session, authority, "leavers", seen=seen, reason="It is in table 3.", actor=publisher, now=NOW)


def files_of(client: Client, number: int) -> list[bytes]:
    place = f"{PLACE}/versions/{number}"
    return [client.get(f"{place}/{name}").body for name in ("", "data.json", "data/needs-leavers.csv")]


def rows_of(client: Client, number: int) -> list[list[str]]:
    body = files_of(client, number)[2]
    return [row[1:] for row in csv.reader(io.StringIO(body.decode("utf-8-sig")))]


def test_versions_follow_what_stands_when_they_are_published_and_never_change(
    client: Client, session: Session, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    draft = make_draft(session, writer, sections=SECTIONS)
    publish(session, draft, writer, publisher)
    first = files_of(client, 1)
    decide(session, authority, publisher, is_printed=True)
    drafting.reopen(session, draft, actor=writer, now=NOW)
    publish(session, draft, writer, publisher, reason="The reasons are printed whole.")
    second = files_of(client, 2)
    decide(session, authority, publisher, is_printed=False)
    drafting.reopen(session, draft, actor=writer, now=NOW)
    publish(session, draft, writer, publisher, reason="The reasons are withheld again.")
    assert rows_of(client, 2)[1:] == [["3", "25.0", PRINTED], ["9", "75.0", PRINTED], ["12", "100.0", PRINTED]]
    for number in (1, 3):
        assert [row[0] for row in rows_of(client, number)[1:]] == ["c", "c", "12"]
    assert (files_of(client, 1), files_of(client, 2)) == (first, second)


def test_page_and_data_say_that_it_is_printed_as_its_source_did(
    client: Client, session: Session, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    decide(session, authority, publisher, is_printed=True)
    publish(session, make_draft(session, writer, sections=SECTIONS), writer, publisher)
    page = client.get(f"{PLACE}/")
    assert "3 were adopted." in page.text and f"“Children who left care”: {PRINTED}" in page.text
    assert ["Adopted", "3", "25.0"] in page.rows and "Withheld" not in page.text
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["figures"]["needs.leavers.adopted"]["value"] == 3
    assert PRINTED in data["tables"]["needs-leavers"]["notes"]


def test_an_approval_does_not_outlast_what_it_was_given_for(
    session: Session, authority: Authority, writer: Viewer, publisher: Viewer
) -> None:
    draft = make_draft(session, writer, sections=SECTIONS)
    approve(session, draft, writer, publisher)
    decide(session, authority, publisher, is_printed=True)
    with pytest.raises(Refused, match="The figures have changed since this was approved"):
        publishing.publish(session, draft, reason="", actor=publisher, now=NOW)
