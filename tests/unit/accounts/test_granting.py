"""Who may hand out which role, and whose approval it takes."""

from __future__ import annotations

import pytest

from portal.access import Role
from portal.accounts.rules import approval_fault, may_grant, needs_approval

APPROVED_BY_A_SECOND_PERSON = {
    "coordinator",
    "qa_officer",
    "commissioner",
    "publisher",
    "safeguarding_lead",
    "auditor",
}


@pytest.mark.parametrize("role", list(Role))
def test_every_staff_role_but_portal_admin_takes_a_second_person(role: Role) -> None:
    assert needs_approval(role) is (role.value in APPROVED_BY_A_SECOND_PERSON)


@pytest.mark.parametrize("role", list(Role))
def test_provider_admins_hand_out_their_own_two_roles_and_portal_admins_those_of_staff(role: Role) -> None:
    assert may_grant(frozenset({Role.PROVIDER_ADMIN}), role) is (role.value in {"provider_member", "provider_admin"})
    assert may_grant(frozenset({Role.PORTAL_ADMIN}), role) is (
        role.value in APPROVED_BY_A_SECOND_PERSON | {"portal_admin"}
    )


def test_nobody_else_hands_out_roles() -> None:
    others = frozenset(Role) - {Role.PROVIDER_ADMIN, Role.PORTAL_ADMIN}
    assert not any(may_grant(others, role) for role in Role)


@pytest.mark.parametrize(
    ("is_waiting", "is_maker", "is_subject", "begins"),
    [
        (False, False, False, "Somebody has already decided"),
        (True, True, False, "You gave this role"),
        (True, False, True, "This role is for you"),
    ],
)
def test_who_cannot_approve(is_waiting: bool, is_maker: bool, is_subject: bool, begins: str) -> None:
    fault = approval_fault(is_waiting=is_waiting, is_maker=is_maker, is_subject=is_subject)
    assert fault is not None
    assert fault.startswith(begins)


def test_anybody_else_can() -> None:
    assert approval_fault(is_waiting=True, is_maker=False, is_subject=False) is None
