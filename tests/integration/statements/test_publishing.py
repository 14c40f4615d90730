"""From accepted returns to a published version: what is frozen, and that it stays so."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.statements.models import VersionFile
from tests.integration.statements.making import make_draft, make_market, make_publisher, make_writer, publish
from tests.support.client import Client

PLACE = "/statements/market-position"


@pytest.fixture
def _published(app: Flask, session: Session) -> None:
    make_market(session)
    writer, publisher = make_writer(session), make_publisher(session)
    publish(session, make_draft(session, writer), writer, publisher)
    app.extensions["portal_shelf"].forget()


@pytest.mark.usefixtures("_published")
def test_page_csv_and_json_say_the_same(client: Client) -> None:
    page = client.get(f"{PLACE}/")
    assert "There are 60 places and 20.0% hold other councils’ children." in page.text
    rows = list(csv.reader(io.StringIO(client.get(f"{PLACE}/data/market-residential-use.csv").body.decode("utf-8-sig"))))
    assert rows[0] == ["Use", "Places", "Share of registered places (%)", "Note"]
    assert rows[1] == ["Holding Sefton’s own children", "24", "40.0", ""]
    assert rows[-1] == ["Registered places", "60", "100.0", ""]
    data = json.loads(client.get(f"{PLACE}/data.json").body)
    assert data["figures"]["market.residential.registered"]["value"] == 60
    assert data["figures"]["market.residential.imported-share"]["value"] == 20.0
    assert data["tables"]["market-residential-use"]["rows"][0]["values"] == [24, 40.0]
