"""Printing a measure as its source printed it: a publisher's word, with a reason, and taken back with another."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import events
from portal.access import Role, Viewer
from portal.needs import queries, services
from portal.needs.services import Refused, print_as_source, withhold_again
from tests import factories
from tests.support.client import Client
from tests.unit.needs.test_reading import written

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
AS_AT = date(2022, 1, 31)
SMALL = {"slug": "leavers", "title": "Children who left care", "unit": "number", "denominator": "", "value": "4"}
AGAIN = (
    "INSERT INTO source_printing (authority_id, slug, as_at_on, reason, begun_at, begun_by_id, end_reason)"
    " SELECT authority_id, slug, as_at_on, reason, begun_at, begun_by_id, '' FROM source_printing"
)
PAGE = "/commissioning/needs/measures/leavers"
PRINTED = "Printed as Sefton Council published it."
WITHHELD = "Statements withhold its small numbers"


def take_in(session: Session, **changes: str) -> None:
    authority = factories.make_authority(session)
    services.import_series(session, authority, written(SMALL | changes), actor=events.SYSTEM, now=NOW)


def say(session: Session, publisher: Viewer, *, seen: date = AS_AT, slug: str = "leavers") -> None:
    authority = factories.make_authority(session)
    print_as_source(session, authority, slug, seen=seen, reason="It is in table 3.", actor=publisher, now=NOW)


def take_back(session: Session, publisher: Viewer) -> None:
    authority = factories.make_authority(session)
    withhold_again(session, authority, "leavers", seen=AS_AT, reason="It was corrected.", actor=publisher, now=LATER)


@pytest.fixture
def publisher(session: Session) -> Viewer:
    return factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER, name="Pat Rowan"))


def is_printed(session: Session) -> bool:
    authority = factories.make_authority(session)
    found = queries.get_measure(session, authority.id, "leavers")
    (listed,) = queries.list_measures(session, authority.id)
    assert listed.printed_as_source is found.printed_as_source
    return found.printed_as_source


def test_what_was_said_stands_until_it_is_taken_back_and_both_are_recorded(session: Session, publisher: Viewer) -> None:
    take_in(session)
    assert not is_printed(session)
    say(session, publisher)
    assert is_printed(session)
    take_back(session, publisher)
    assert not is_printed(session)
    say(session, publisher)
    assert is_printed(session)
    found = events.list_events(session, ("measure", "leavers"))
    assert [row.verb for row in reversed(found)] == [
        *("needs.imported", "needs.printed_as_source", "needs.withheld_again", "needs.printed_as_source"),
    ]
    assert "table 3" not in found[0].detail and '"source":"Sefton Council"' in found[0].detail
    authority = factories.make_authority(session)
    about = queries.get_measure(session, authority.id, "leavers").about
    decided = queries.list_decisions(session, authority.id, about)
    assert [(each.is_printed, each.reason, each.who) for each in decided] == [
        (True, "It is in table 3.", "Pat Rowan"),
        (False, "It was corrected.", "Pat Rowan"),
        (True, "It is in table 3.", "Pat Rowan"),
    ]


def test_it_is_said_of_one_vintage_and_newer_figures_are_withheld(session: Session, publisher: Viewer) -> None:
    take_in(session)
    say(session, publisher)
    take_in(session, as_at_on="2023-01-31", value="5")
    assert not is_printed(session)
    authority = factories.make_authority(session)
    first = queries.find_vintage(session, authority.id, "leavers", AS_AT)
    assert first and first.printed_as_source
    with pytest.raises(Refused, match="Newer figures were imported"):
        say(session, publisher)
    with pytest.raises(Refused, match="Newer figures were imported"):
        take_back(session, publisher)


def test_importing_the_same_file_again_changes_nothing_of_it(session: Session, publisher: Viewer) -> None:
    take_in(session)
    say(session, publisher)
    take_in(session)
    assert is_printed(session)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"already_published_by": ""}, "Nobody is named as having published these figures"),
        ({"value": "40"}, "Nothing in this measure is withheld"),
    ],
)
def test_it_cannot_be_said_where_nobody_published_or_nothing_is_withheld(
    session: Session, publisher: Viewer, changes: dict[str, str], message: str
) -> None:
    take_in(session, **changes)
    with pytest.raises(Refused, match=message):
        say(session, publisher)


def test_neither_can_be_said_twice(session: Session, publisher: Viewer) -> None:
    take_in(session)
    with pytest.raises(Refused, match="withheld already"):
        take_back(session, publisher)
    say(session, publisher)
    with pytest.raises(Refused, match="printed as its source printed it already"):
        say(session, publisher)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("UPDATE source_printing SET reason = ''", "has_reason"),
        ("UPDATE source_printing SET end_reason = 'Wrong'", "ended_whole"),
        ("UPDATE source_printing SET ended_at = begun_at, ended_by_id = begun_by_id", "ended_whole"),
        (
            AGAIN,
            "uq_source_printing_standing|source_printing.slug",
        ),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(
    session: Session, publisher: Viewer, change: str, constraint: str
) -> None:
    take_in(session)
    say(session, publisher)
    with pytest.raises(IntegrityError, match=constraint):
        session.execute(text(change))
    session.rollback()


def test_a_publisher_says_so_with_a_reason_and_takes_it_back(client: Client, session: Session) -> None:
    take_in(session)
    client.sign_in(factories.make_staff(session, Role.PUBLISHER, name="Pat Rowan"))
    page = client.get(PAGE)
    assert WITHHELD in page.text and PRINTED not in page.text
    form = client.get(page.link("Print as Sefton Council published it"))
    assert form.h1.endswith("Print as the source did")
    refused = client.submit(form.form(), {"reason": ""})
    assert refused.errors == ["Enter why"]
    done = client.submit(refused.form(), {"reason": "It is in table 3 of the strategy."})
    assert (done.path, PRINTED in done.text, WITHHELD in done.text) == (PAGE, True, False)
    assert "It is in table 3 of the strategy." in done.text and "Pat Rowan" in done.text
    taking_back = client.get(done.link("Withhold small numbers again")).form()
    client.submit(taking_back, {"reason": "The table was corrected."})
    again = client.get(PAGE)
    assert WITHHELD in again.text and PRINTED not in again.text
    assert "The table was corrected." in again.text


def test_sending_it_twice_says_it_once(client: Client, session: Session) -> None:
    take_in(session)
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    form = client.get(f"{PAGE}/print-as-source").form()
    for _ in range(2):
        assert client.submit(form, {"reason": "It is in table 3."}).path == PAGE
    recorded = [row.verb for row in events.list_events(session, ("measure", "leavers"))]
    assert recorded.count("needs.printed_as_source") == 1


def test_a_page_that_showed_older_figures_decides_nothing(client: Client, session: Session) -> None:
    take_in(session)
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    form = client.get(f"{PAGE}/print-as-source").form()
    take_in(session, as_at_on="2023-01-31")
    refused = client.submit(form, {"reason": "It is in table 3."})
    assert refused.errors == ["Newer figures were imported meanwhile. Look at them, then decide."]
    tampered = client.post(f"{PAGE}/print-as-source", {"reason": "It is in table 3.", "seen": "soon"})
    assert tampered.errors == refused.errors
    assert not is_printed(session)


def test_a_commissioner_and_an_auditor_read_it_and_may_not_say_it(client: Client, session: Session) -> None:
    take_in(session)
    for role in (Role.COMMISSIONER, Role.AUDITOR):
        client.sign_in(factories.make_staff(session, role, name=role.value))
        assert "Print as Sefton Council" not in client.get(PAGE).text
        client.get(f"{PAGE}/print-as-source", expect=403)
        client.post(f"{PAGE}/print-as-source", {"reason": "x", "seen": "2022-01-31"}, expect=403)
        client.sign_out()
    assert not is_printed(session)


def test_where_nothing_can_be_said_the_page_of_the_measure_says_how_it_stands(client: Client, session: Session) -> None:
    take_in(session, value="40")
    client.sign_in(factories.make_staff(session, Role.PUBLISHER))
    for address in ("print-as-source", "withhold-again"):
        page = client.get(f"{PAGE}/{address}")
        assert page.path == PAGE and "Statements print every number of it." in page.text
