"""Lists stay as quick to ask for with 5,000 homes as with a hundred, and their CSV is safe."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal import clock, db
from portal.access import Role
from portal.homes.models import Home, HomeNeed, HomeStatus, HostBasis, ServiceType
from portal.providers.models import Provider
from tests import factories
from tests.conftest import Queries
from tests.integration.homes import made
from tests.support.client import Client

Counting = Callable[[], AbstractContextManager[Queries]]


@db.verb
def add_many(session: Session, provider: Provider, start: int, stop: int) -> None:
    """Homes by the thousand, written straight into the table."""
    now = clock.now()
    rows = [
        {
            "reference": f"HM-{number:08}", "provider_id": provider.id, "name": f"House {number:04}",
            "service_type": ServiceType.RESIDENTIAL, "urn": f"{3_000_000 + number}", "status": HomeStatus.OPEN,
            "opened_on": date(2020, 1, 6), "registered_places": 4, "usable_places": 4, "age_from": 8, "age_to": 17,
            "genders": "any", "host_authority_code": made.SEFTON, "host_basis": HostBasis.STATED,
            "created_at": now, "updated_at": now, "version": 1, "is_solo": False, "urn_contested": False,
            "closed_reason": "",
        }
        for number in range(start, stop)
    ]  # fmt: skip
    ids = session.scalars(insert(Home).returning(Home.id), rows).all()
    session.execute(insert(HomeNeed), [{"home_id": home_id, "need_slug": "autism"} for home_id in ids])


def test_a_list_asks_as_much_for_a_hundred_homes_as_for_5_000(
    session: Session, client: Client, count_queries: Counting
) -> None:
    made.know_places(session)
    provider = factories.make_provider(session)
    admin = factories.make_provider_person(session, provider)
    commissioner = factories.make_staff(session, Role.COMMISSIONER)
    paths = {
        admin: ("/provider/homes/", "/provider/homes/list.csv"),
        commissioner: ("/commissioning/homes/?need=autism&sort=provider", "/commissioning/homes/list.csv", "/today"),
    }

    def count() -> dict[str, int]:
        counts = {}
        for person, wanted in paths.items():
            client.sign_in(person)
            for path in wanted:
                client.get(path)
                with count_queries() as queries:
                    client.get(path)
                counts[path] = queries.count
            client.sign_out()
        return counts

    add_many(session, provider, 0, 100)
    few = count()
    add_many(session, provider, 100, 5_000)
    assert count() == few
    assert max(few[path] for path in few if path != "/today") <= 12
    client.sign_in(commissioner)
    page = client.get("/commissioning/homes/?page=100&_external=1")
    assert "5,000 homes" in page.text
    assert page.link("Download this list as CSV") == "/commissioning/homes/list.csv?page=100&_external=1"
    assert [row[0] for row in page.rows[1:3]] == ["House 4950URN 3004950", "House 4951URN 3004951"]
    assert len(client.get("/commissioning/homes/list.csv").body.splitlines()) == 5_001


def test_the_csv_has_no_address_and_no_formula(session: Session, client: Client) -> None:
    made.know_places(session)
    provider = factories.make_provider(session, "@Care Limited")
    made.add(session, provider, name="=HYPERLINK(1)", needs=("autism", "self-harm"))
    client.sign_in(factories.make_provider_person(session, provider))
    answer = client.get("/provider/homes/list.csv?q=hyper")
    assert answer.headers["Content-Type"].startswith("text/csv")
    row = next(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert row["Name"] == "'=HYPERLINK(1)"
    assert row["Provider"] == "'@Care Limited"
    assert row["Needs"] == "Self-harm; Autism"
    assert (row["Opened on"], row["Registered places"], row["Council area"]) == ("2021-02-01", "4", "Sefton")
    assert made.STREET not in answer.body.decode()
    assert len(client.get("/provider/homes/list.csv?q=nothing").body.splitlines()) == 1


def test_empty_lists_say_what_to_do(session: Session, client: Client) -> None:
    provider = factories.make_provider(session)
    client.sign_in(factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER))
    assert "You do not look after any homes yet" in client.get("/provider/homes/").text
    assert "Nothing matches" in client.get("/provider/homes/?q=x").text
