"""Numbers, steps and transitions of a registration, on plain values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.providers.rules import (
    Answers,
    Declaration,
    ProviderStatus,
    Step,
    charity_number_fault,
    company_number_fault,
    done_steps,
    is_done,
    may_change_answers,
    may_move,
    needs_explanation,
    next_step,
    phone_fault,
    plain_company_number,
    plain_number,
)

ALL_DECLARED = frozenset({"exclusion_grounds", "connected_persons", "conflicts_of_interest", "accuracy"})
COMPLETE = Answers(
    texts={
        "legal_name": "Sandhills Care Limited",
        "company_number": "01234567",
        "ultimate_owner": "Dune Holdings",
        "sector": "private",
        "contact_name": "Jo Alder",
        "contact_email": "jo@example.com",
        "contact_phone": "0151 496 0000",
        "safeguarding_name": "Sam Rowan",
        "safeguarding_email": "sam@example.com",
        "safeguarding_phone": "0151 496 0001",
    },
    services=frozenset({"residential"}),
    declared=ALL_DECLARED,
)


@pytest.mark.parametrize("number", ["01234567", "12345678", "SC123456", "NI012345", "OC300001", "RC000123"])
def test_company_numbers_of_every_register_are_taken(number: str) -> None:
    assert company_number_fault(number, demonstration=False) is None


@pytest.mark.parametrize(
    "number", ["", "1234567", "123456789", "XX123456", "SC12345", "1234567A", "٠١٢٣٤٥٦٧", "<b>12345"]
)
def test_other_company_numbers_are_refused_with_what_to_enter(number: str) -> None:
    assert company_number_fault(number, demonstration=False) == (
        "Enter a company number of 8 characters, like 01234567 or SC123456"
    )


@pytest.mark.parametrize("number", ["00000001", "00009999"])
def test_demonstration_numbers_are_refused_outside_the_demonstration(number: str) -> None:
    assert company_number_fault(number, demonstration=True) is None
    assert company_number_fault(number, demonstration=False) is not None
    assert company_number_fault("00010000", demonstration=False) is None


@pytest.mark.parametrize(
    ("typed", "plain"),
    [(" sc 123456", "SC123456"), ("1234567", "01234567"), ("123456", "00123456"), ("01234567", "01234567"), ("", "")],
)
def test_a_company_number_is_brought_to_its_full_form(typed: str, plain: str) -> None:
    assert plain_company_number(typed) == plain


@given(st.text(max_size=30))
def test_any_text_is_judged_without_an_error_and_what_passes_fits_its_column(text: str) -> None:
    company, charity = plain_company_number(text), plain_number(text)
    if company_number_fault(company, demonstration=True) is None:
        assert len(company) == 8
        assert company.isascii()
    if charity_number_fault(charity) is None:
        assert len(charity) <= 10


@pytest.mark.parametrize("number", ["123456", "1234567", "1234567-12", "SC012345", "NI123456", "NIC100123"])
def test_charity_numbers_of_three_registers_are_taken(number: str) -> None:
    assert charity_number_fault(number) is None


@pytest.mark.parametrize("number", ["12345", "12345678", "SC12345", "ABC", "1234567-123", ""])
def test_other_charity_numbers_are_refused(number: str) -> None:
    assert charity_number_fault(number) is not None


@pytest.mark.parametrize("number", ["0151 496 0000", "+44 151 496 0000", "(0151) 496-0000", "07700900123"])
def test_phone_numbers_as_people_write_them_are_taken(number: str) -> None:
    assert phone_fault(number) is None


@pytest.mark.parametrize("number", ["496 0000", "call me", "0151 496 0000 ext 5", "٠١٥١٤٩٦٠٠٠٠", "0" * 16])
def test_other_phone_numbers_are_refused(number: str) -> None:
    assert phone_fault(number) == "Enter a phone number with its area code, like 0151 496 0000"


def test_a_complete_registration_has_eight_steps_done() -> None:
    assert len(done_steps(COMPLETE)) == 8


def test_an_empty_registration_has_none() -> None:
    assert done_steps(Answers()) == []


@pytest.mark.parametrize("name", ["company_number", "charity_number", "no_number_reason"])
def test_one_number_or_the_reason_for_none_is_enough(name: str) -> None:
    assert is_done(Step.NUMBERS, Answers(texts={name: "1234567"}))
    assert not is_done(Step.NUMBERS, Answers(texts={name: ""}))


def test_a_trading_name_is_not_needed() -> None:
    assert is_done(Step.ORGANISATION, Answers(texts={"legal_name": "Sandhills", "trading_name": ""}))
    assert not is_done(Step.ORGANISATION, Answers(texts={"legal_name": "", "trading_name": "Sandhills"}))


def test_every_declaration_has_to_be_made() -> None:
    assert not is_done(Step.DECLARATIONS, Answers(declared=ALL_DECLARED - {"accuracy"}))


def test_the_next_step_looks_onwards_first_and_then_from_the_start() -> None:
    assert next_step(Answers(), Step.ORGANISATION) is Step.NUMBERS
    only_first_missing = Answers(
        texts={**COMPLETE.texts, "legal_name": ""}, services=COMPLETE.services, declared=COMPLETE.declared
    )
    assert next_step(only_first_missing, Step.SERVICES) is Step.ORGANISATION
    assert next_step(COMPLETE, Step.SERVICES) is None


ALLOWED = {("draft", "applied"), ("declined", "applied"), ("applied", "approved"), ("applied", "declined")}


@pytest.mark.parametrize("start", list(ProviderStatus))
@pytest.mark.parametrize("end", list(ProviderStatus))
def test_an_application_moves_only_as_the_design_says(start: ProviderStatus, end: ProviderStatus) -> None:
    assert may_move(start, end) is ((start.value, end.value) in ALLOWED)


def test_answers_may_be_changed_before_sending_and_after_a_decline() -> None:
    assert [status.value for status in ProviderStatus if may_change_answers(status)] == ["draft", "declined"]


@pytest.mark.parametrize(
    ("declaration", "answer"),
    [
        (Declaration.EXCLUSION_GROUNDS, True),
        (Declaration.CONNECTED_PERSONS, True),
        (Declaration.CONFLICTS_OF_INTEREST, True),
        (Declaration.ACCURACY, False),
    ],
)
def test_the_answer_that_needs_an_explanation(declaration: Declaration, answer: bool) -> None:
    assert needs_explanation(declaration, answer)
    assert not needs_explanation(declaration, not answer)
