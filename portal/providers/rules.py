"""What a registration must hold, the form of company and charity numbers, and how an application moves on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

# Companies House: eight digits, or two letters of the register and six digits (its "company number prefixes" list).
_COMPANY = re.compile(r"[0-9]{8}|(?:SC|NI|OC|SO|NC|LP|SL|NL|RC|SR|NR|IP|SP|NP|RS|CE|CS|FC|SF|NF)[0-9]{6}")
# Decision 11: company numbers from 00000001 are the demonstration's own.
_DEMONSTRATION_COMPANY = re.compile(r"0000[0-9]{4}")
# England and Wales: six or seven digits, a linked charity after a hyphen. Scotland SC and Northern Ireland NI and six.
_CHARITY = re.compile(r"[0-9]{6,7}(?:-[0-9]{1,2})?|(?:SC[0-9]{6}|NIC?[0-9]{6})")
_PHONE = re.compile(r"\+?[0-9]{10,15}")


class ServiceType(StrEnum):
    """Lots of the framework and kinds of Ofsted registration (domain.md)."""

    RESIDENTIAL = "residential"
    FOSTERING = "fostering"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"
    FAMILY_ASSESSMENT = "family_assessment"
    SHORT_BREAKS = "short_breaks"
    SECURE = "secure"
    RESIDENTIAL_SCHOOL = "residential_school"


class Sector(StrEnum):
    PRIVATE = "private"
    VOLUNTARY = "voluntary"
    LOCAL_AUTHORITY = "local_authority"
    PRIVATE_EQUITY = "private_equity"


class Step(StrEnum):
    """The steps of a registration, in the order they are offered."""

    ORGANISATION = "organisation"
    NUMBERS = "numbers"
    OWNER = "owner"
    SECTOR = "sector"
    CONTACT = "contact"
    SERVICES = "services"
    SAFEGUARDING = "safeguarding"
    DECLARATIONS = "declarations"


class Declaration(StrEnum):
    EXCLUSION_GROUNDS = "exclusion_grounds"
    CONNECTED_PERSONS = "connected_persons"
    CONFLICTS_OF_INTEREST = "conflicts_of_interest"
    ACCURACY = "accuracy"


class ProviderStatus(StrEnum):
    """Where an organisation stands with an authority. A draft has not been sent yet."""

    DRAFT = "draft"
    APPLIED = "applied"
    APPROVED = "approved"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    CLOSED = "closed"


# How an application moves; what happens to an organisation after its approval is not part of this yet.
TRANSITIONS: Mapping[str, frozenset[ProviderStatus]] = {
    ProviderStatus.DRAFT: frozenset({ProviderStatus.APPLIED}),
    ProviderStatus.DECLINED: frozenset({ProviderStatus.APPLIED}),
    ProviderStatus.APPLIED: frozenset({ProviderStatus.APPROVED, ProviderStatus.DECLINED}),
}
# The answer to each declaration that somebody has to explain.
EXPLAINED_ANSWERS: Mapping[Declaration, bool] = {
    Declaration.EXCLUSION_GROUNDS: True,
    Declaration.CONNECTED_PERSONS: True,
    Declaration.CONFLICTS_OF_INTEREST: True,
    Declaration.ACCURACY: False,
}
# The text columns each step fills; services and declarations are rows of their own.
STEP_FIELDS: Mapping[Step, tuple[str, ...]] = {
    Step.ORGANISATION: ("legal_name", "trading_name"),
    Step.NUMBERS: ("company_number", "charity_number", "no_number_reason"),
    Step.OWNER: ("ultimate_owner",),
    Step.SECTOR: ("sector",),
    Step.CONTACT: ("contact_name", "contact_email", "contact_phone"),
    Step.SAFEGUARDING: ("safeguarding_name", "safeguarding_email", "safeguarding_phone"),
}
_ANY_ONE_IS_ENOUGH = frozenset({Step.NUMBERS})
_MAY_BE_BLANK = frozenset({"trading_name"})


@dataclass(frozen=True)
class Answers:
    """What a registration holds so far: its texts by name, its service types, the declarations answered."""

    texts: Mapping[str, str | None] = field(default_factory=dict)
    services: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()


def is_done(step: Step, answers: Answers) -> bool:
    """Whether a step holds all it has to."""
    if step is Step.SERVICES:
        return bool(answers.services)
    if step is Step.DECLARATIONS:
        return answers.declared >= set(Declaration)
    given = [bool(answers.texts.get(name)) for name in STEP_FIELDS[step] if name not in _MAY_BE_BLANK]
    return any(given) if step in _ANY_ONE_IS_ENOUGH else all(given)


def done_steps(answers: Answers) -> list[Step]:
    """The steps that are done, in their order."""
    return [step for step in Step if is_done(step, answers)]


def next_step(answers: Answers, after: Step) -> Step | None:
    """The first step still to do, looking onwards from `after` and then from the start; None when all are done."""
    steps = list(Step)
    turned = steps[steps.index(after) + 1 :] + steps[: steps.index(after) + 1]
    return next((step for step in turned if not is_done(step, answers)), None)


def may_move(status: str, to: ProviderStatus) -> bool:
    """Whether a standing may go from one status to another."""
    return to in TRANSITIONS.get(status, frozenset())


def may_change_answers(status: str) -> bool:
    """Answers are the registrant's to change until they are sent, and again after a decline."""
    return may_move(status, ProviderStatus.APPLIED)


def may_decide(person_id: int, registrant_id: int) -> bool:
    """Whether a person may decide about a registration: maker is not approver, at whatever desk."""
    return person_id != registrant_id


def plain_number(text: str) -> str:
    """A company or charity number as registers write it: capital, without spaces, dots or slashes."""
    return re.sub(r"[\s./]", "", text).upper() if text.isascii() else text


def plain_company_number(text: str) -> str:
    """A company number at its full eight characters: registers leave out leading noughts that forms need."""
    plain = plain_number(text)
    return plain.zfill(8) if re.fullmatch(r"[0-9]{6,7}", plain) else plain


def company_number_fault(number: str, *, demonstration: bool) -> str | None:
    """Why a plain company number will not do; None when it will. `demonstration` admits decision 11's numbers."""
    if not _COMPANY.fullmatch(number):
        return "Enter a company number of 8 characters, like 01234567 or SC123456"
    if _DEMONSTRATION_COMPANY.fullmatch(number) and not demonstration:
        return "Enter the organisation’s own company number. Numbers that begin with 0000 are kept for examples"
    return None


def charity_number_fault(number: str) -> str | None:
    """Why a plain charity number will not do; None when it will."""
    if _CHARITY.fullmatch(number):
        return None
    return "Enter a charity number of 6 or 7 digits, like 1234567, or one like SC012345 or NIC100123"


def phone_fault(text: str) -> str | None:
    """Why a telephone number will not do; None when it will. Spaces, brackets, dots and hyphens are as people write."""
    if _PHONE.fullmatch(re.sub(r"[ ().-]", "", text)):
        return None
    return "Enter a phone number with its area code, like 0151 496 0000"


def needs_explanation(declaration: Declaration, answer: bool) -> bool:
    """Whether this answer has to be explained."""
    return answer is EXPLAINED_ANSWERS[declaration]
