"""How stored values are said on pages, in lists and in mail."""

from __future__ import annotations

from collections.abc import Mapping

from portal.providers.models import Provider, ProviderStatus, Sector, ServiceType
from portal.providers.rules import Declaration, Step

SERVICE_WORDS: Mapping[str, str] = {
    ServiceType.RESIDENTIAL: "Children’s homes",
    ServiceType.FOSTERING: "Fostering",
    ServiceType.SUPPORTED_ACCOMMODATION: "Supported accommodation",
    ServiceType.FAMILY_ASSESSMENT: "Residential family assessment",
    ServiceType.SHORT_BREAKS: "Short breaks",
    ServiceType.SECURE: "Secure children’s homes",
    ServiceType.RESIDENTIAL_SCHOOL: "Residential special schools",
}
SECTOR_WORDS: Mapping[str, str] = {
    Sector.PRIVATE: "Private",
    Sector.PRIVATE_EQUITY: "Private, owned by private equity",
    Sector.VOLUNTARY: "Voluntary, community or social enterprise",
    Sector.LOCAL_AUTHORITY: "Council",
}
# Words and tint of each status.
STATUS_WORDS: Mapping[str, tuple[str, str]] = {
    ProviderStatus.DRAFT: ("Not sent yet", "grey"),
    ProviderStatus.APPLIED: ("Waiting for a decision", "blue"),
    ProviderStatus.APPROVED: ("Approved", "green"),
    ProviderStatus.DECLINED: ("Declined", "red"),
    ProviderStatus.SUSPENDED: ("Suspended", "yellow"),
    ProviderStatus.CLOSED: ("Closed", "grey"),
}
STEP_TITLES: Mapping[Step, str] = {
    Step.ORGANISATION: "The organisation’s name",
    Step.NUMBERS: "Company or charity number",
    Step.OWNER: "Who owns it",
    Step.SECTOR: "Sector",
    Step.CONTACT: "Who we contact",
    Step.SERVICES: "Services it offers",
    Step.SAFEGUARDING: "Safeguarding lead",
    Step.DECLARATIONS: "Declarations",
}
# What is asked, what the explanation is called, and the short name used on summaries.
DECLARATION_QUESTIONS: Mapping[Declaration, str] = {
    Declaration.EXCLUSION_GROUNDS: "Does an exclusion ground of the Procurement Act 2023 apply to the organisation?",
    Declaration.CONNECTED_PERSONS: "Does anyone outside the organisation own, control or strongly influence it?",
    Declaration.CONFLICTS_OF_INTEREST: "Does anyone in the organisation have a conflict of interest with the council?",
    Declaration.ACCURACY: "Is everything in this registration true and complete, as far as you know?",
}
DECLARATION_HINTS: Mapping[Declaration, str] = {
    Declaration.EXCLUSION_GROUNDS: "For example a conviction, unpaid tax or serious failure in an earlier contract.",
    Declaration.CONNECTED_PERSONS: "For example a parent company or somebody with more than 25% of the shares.",
    Declaration.CONFLICTS_OF_INTEREST: "For example a director who is related to somebody who works for the council.",
    Declaration.ACCURACY: "If you answer no, say what is missing or not yet certain.",
}
DECLARATION_EXPLANATIONS: Mapping[Declaration, str] = {
    Declaration.EXCLUSION_GROUNDS: "Say which ground applies and what has changed since",
    Declaration.CONNECTED_PERSONS: "Say who they are and how they are connected",
    Declaration.CONFLICTS_OF_INTEREST: "Say what the conflict is and how it is managed",
    Declaration.ACCURACY: "Say what is missing or not yet certain",
}
DECLARATION_NAMES: Mapping[Declaration, str] = {
    Declaration.EXCLUSION_GROUNDS: "Exclusion grounds",
    Declaration.CONNECTED_PERSONS: "Connected persons",
    Declaration.CONFLICTS_OF_INTEREST: "Conflicts of interest",
    Declaration.ACCURACY: "True and complete",
}


def service_words(provider: Provider) -> list[str]:
    """The services an organisation offers, in the order they are asked for."""
    offered = {row.service_type for row in provider.services}
    return [words for service, words in SERVICE_WORDS.items() if service in offered]
