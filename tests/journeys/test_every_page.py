"""Every page of the portal on the demonstration borough, at both widths, as somebody who may see it.

`Visitor.look` holds each to the same: axe finds nothing, nothing scrolls sideways, the console stays empty, no other
host is asked; the HTML checker judges all of them together at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access_matrix import MATRIX, Route
from tests.journeys.pages.borough import Borough
from tests.journeys.pages.walking import address_of, visitor_for
from tests.support.browser import Visitor

# So that a run tells how far it is; a page belongs to the same part in every run.
PARTS = 8
# Addresses that answer with something else than a page, by how they end.
NOT_PAGES = (
    ".csv",
    ".ics",
    ".pdf",
    ".jpg",
    ".js",
    ".json",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/statements/files/<sha256>/<name>",
)
# Addresses that only take what is sent, which lead to the record whose button sends it; and steps of joining and of
# leaving, which lead back to the first without the card (test_inspectors.py and test_cards.py look at them).
LEAD_ON = (
    "/inspect/sign-out",
    "/card/sign-out",
    "/inspect/join/promises",
    "/inspect/join/age",
    "/inspect/join/nickname",
    "/inspect/join/pin",
    "/inspect/new-pin",
    "/card/<code>/pin",
    "/card/<code>/not-safe/sent",
    "/commissioning/homes/add/<reference>/",
    "/provider/homes/add/<reference>/",
    "/safeguarding/<reference>/acknowledge",
    "/commissioning/returns/<slug>/<home>/accept",
    "/commissioning/returns/<slug>/prices/<home>/<lot>/accept",
    "/commissioning/statements/<reference>/sections/<section>/move",
)
READ = [route for route in MATRIX if "GET" in route.methods]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_at_both_widths(borough: Borough, part: int) -> None:
    faults = [fault for route in READ[part::PARTS] for fault in faults_of(route, borough)]
    assert not faults, "\n".join(faults)


def faults_of(route: Route, borough: Borough) -> Iterator[str]:
    """What is wrong with one address, so that a run tells of all of them."""
    visitor, address = visitor_for(route, borough), address_of(route, borough)
    if route.rule.endswith(NOT_PAGES):
        if not visitor.context.request.get(address).ok:
            yield f"{address} does not answer"
        return
    answer = visitor.page.goto(address)
    if answer is None or answer.status != 200:
        yield f"{address} answered {answer and answer.status}"
    elif visitor.page.url.endswith(address) == (route.rule in LEAD_ON):
        yield f"{address} led to {visitor.page.url}"
    elif route.rule not in LEAD_ON:
        yield from faults_seen(visitor, f"page{route.rule}")


def faults_seen(visitor: Visitor, name: str) -> Iterator[str]:
    try:
        visitor.look(name)
    except AssertionError as fault:
        visitor.faults.clear()
        yield str(fault)


def test_the_matrix_is_all_there_is_but_for_the_mailbox(borough: Borough) -> None:
    rules = {rule.rule for rule in borough.server.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert rules - {route.rule for route in READ} == {"/demo/mailbox"}
    visitor = borough.visitor("anybody")
    visitor.go("/demo/mailbox")
    visitor.look("page/demo/mailbox")
