"""How this area's states are read: names for enumerated values, in sentence case."""

from __future__ import annotations

from portal.homes.models import Genders, HomeStatus, HostBasis
from portal.providers.models import ServiceType

SERVICE_NAMES = {
    ServiceType.RESIDENTIAL: "Children’s home",
    ServiceType.FOSTERING: "Fostering agency",
    ServiceType.SUPPORTED_ACCOMMODATION: "Supported accommodation",
    ServiceType.FAMILY_ASSESSMENT: "Residential family centre",
    ServiceType.SHORT_BREAKS: "Short-break home",
    ServiceType.SECURE: "Secure children’s home",
    ServiceType.RESIDENTIAL_SCHOOL: "Residential special school",
}
STATUS_NAMES = {HomeStatus.PLANNED: "Planned", HomeStatus.OPEN: "Open", HomeStatus.CLOSED: "Closed"}
STATUS_TONES = {HomeStatus.PLANNED: "blue", HomeStatus.OPEN: "green", HomeStatus.CLOSED: "grey"}
GENDER_NAMES = {Genders.ANY: "Any gender", Genders.BOYS: "Boys", Genders.GIRLS: "Girls"}
BASIS_NOTES = {
    HostBasis.POSTCODE: "from the postcode",
    HostBasis.STATED: "as stated, not from a postcode",
    HostBasis.PENDING: "",
}
# What happened to a home, as its people may read it. Staff read all of it; a provider never reads the last group,
# which would tell of another organisation or of who at the council looked.
EVENT_WORDS = {
    "homes.added": "Added",
    "homes.changed": "Changed",
    "homes.opened": "Opened",
    "homes.closed": "Closed",
    "homes.premises_added": "Building added",
    "homes.premises_changed": "Building changed",
    "homes.premises_removed": "Building removed",
    "homes.located": "Area found from the postcode",
    "homes.keepers_changed": "People who look after it changed",
}
STAFF_EVENT_WORDS = EVENT_WORDS | {
    "homes.address_seen": "Address looked at",
    "homes.urn_contested": "URN claimed by more than one record",
    "homes.urn_settled": "URN settled",
}
FIELD_NAMES = {
    "service_type": "Type",
    "status": "Status",
    "opened_on": "Date it opened",
    "name": "Name",
    "urn": "Ofsted URN",
    "registered_places": "Registered places",
    "usable_places": "Usable places",
    "is_solo": "Solo home",
    "age_from": "Youngest age",
    "age_to": "Oldest age",
    "genders": "Gender",
    "needs": "Needs",
    "line_1": "Address line 1",
    "line_2": "Address line 2",
    "town": "Town or city",
    "postcode": "Postcode",
    "host_authority_code": "Council area",
}
