"""Where a working text may go, who may approve, which addresses can be used."""

from __future__ import annotations

import pytest

from portal.statements.rules.states import REFUSALS, Step, after, may_approve, slug_refusal

STATES = ("draft", "in_review", "approved", "published")
ALLOWED = {
    "draft": {Step.EDIT: "draft", Step.SEND: "in_review"},
    "in_review": {Step.EDIT: "draft", Step.APPROVE: "approved", Step.SEND_BACK: "draft"},
    "approved": {Step.EDIT: "draft", Step.APPROVE: "approved", Step.SEND_BACK: "draft", Step.PUBLISH: "published"},
    "published": {Step.REOPEN: "draft"},
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", list(Step))
def test_every_step_from_every_state(state: str, step: Step) -> None:
    assert after(state, step) == ALLOWED[state].get(step)
    assert REFUSALS[step].endswith(".")


def test_only_who_did_not_make_it_may_approve() -> None:
    assert may_approve(3, [1, 2])
    assert not may_approve(2, [1, 2])


@pytest.mark.parametrize("slug", ["market", "market-2026", "a-b-c", "7"])
def test_addresses_that_can_be_used(slug: str) -> None:
    assert slug_refusal(slug) is None


@pytest.mark.parametrize("slug", ["", "Market", "a--b", "-a", "a-", "a b", "a/b", "à", "٣", "files", "a\n"])
def test_addresses_that_cannot(slug: str) -> None:
    assert slug_refusal(slug) is not None
