"""Whose events somebody reads, and how a verb reads."""

from __future__ import annotations

import pytest

from portal.access import Role
from portal.audit.rules import Reach, reach_of, verb_words

EVERYTHING = Reach()
THAT_THINGS_HAPPENED = Reach(shows_detail=False)
ORGANISATION = Reach(provider_reference="PR-7K3M9X2F", provider_id=7)
OWN = Reach(actor_reference="PN-4F7G9H2J")


@pytest.mark.parametrize(
    ("roles", "wanted"),
    [
        ({Role.AUDITOR}, EVERYTHING),
        ({Role.PUBLISHER, Role.COMMISSIONER}, EVERYTHING),
        ({Role.PORTAL_ADMIN}, THAT_THINGS_HAPPENED),
        ({Role.PORTAL_ADMIN, Role.AUDITOR}, EVERYTHING),
        ({Role.PROVIDER_ADMIN, Role.PROVIDER_MEMBER}, ORGANISATION),
        ({Role.PROVIDER_MEMBER}, OWN),
        ({Role.COMMISSIONER}, OWN),
        ({Role.QA_OFFICER}, OWN),
        ({Role.COORDINATOR}, OWN),
        ({Role.SAFEGUARDING_LEAD}, OWN),
    ],
)
def test_each_role_reaches_what_the_table_of_access_gives_it(roles: set[Role], wanted: Reach) -> None:
    assert reach_of(frozenset(roles), person="PN-4F7G9H2J", provider="PR-7K3M9X2F", provider_id=7) == wanted


def test_an_admin_without_an_organisation_reads_only_their_own_actions() -> None:
    assert reach_of(frozenset({Role.PROVIDER_ADMIN}), person="PN-4F7G9H2J", provider=None, provider_id=None) == OWN


def test_a_verb_reads_as_words() -> None:
    assert verb_words("homes.keepers_changed") == "People who look after a home changed"
    assert verb_words("returns.entry_accepted") == "Home’s return accepted"


def test_a_verb_that_is_no_longer_recorded_can_still_be_read() -> None:
    assert verb_words("homes.roof_painted") == "Homes: roof painted"
