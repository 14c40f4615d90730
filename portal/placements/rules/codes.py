"""The codes of a placement, and in which years each may be used.

Types and reasons for an end are those of the children looked after return (SSDA903); a collection year runs from
1 April to 31 March, and a placement may carry any code that was in use while it lasted. Checked in November 2026
against what is published of the return: the validation rules of data-to-insight/csc-validator-be-903 (146 types,
149 reasons episode ceased, 1009 reasons for placement change; rule sets 2022-23, 2024-25, 2025-26) and the schemas of
SocialFinanceDigitalLabs/liia-tools-pipeline (2017, 2025, 2026), which agree but for H5 and P2:

K3          taken from 2024-25. The rules took H5 and P2 beside it in that year, and refuse both from 2025-26.
Z11 to Z14  in the place of Z1 from 2025-26. Neither source says what each is.

Reasons for distance cover those of the Placements North West census (schema of December 2025), and some more that
people give. These, regional systems and posts are lists, so that no field of a placement takes free text, in which a
child could be named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.placements.rules.kinds import Sourcing

_K3_BEGAN_ON = date(2024, 4, 1)
_CHANGED_ON = date(2025, 4, 1)
_LAST_BEFORE = date(2025, 3, 31)


class Group(StrEnum):
    """What a placement is counted as. Fostering by approved carers is divided by whose carers they are."""

    RESIDENTIAL = "residential"
    FOSTERING_AGENCY = "fostering_agency"
    FOSTERING_IN_HOUSE = "fostering_in_house"
    FAMILY_AND_FRIENDS = "family_and_friends"
    SUPPORTED = "supported"
    SECURE = "secure"
    RESIDENTIAL_SCHOOL = "residential_school"
    FAMILY_CENTRE = "family_centre"
    PARENTS = "parents"
    ADOPTION = "adoption"
    OTHER = "other"


@dataclass(frozen=True)
class TypeCode:
    """One type of placement, in use from one day to another (None: always, still)."""

    words: str
    group: Group
    first_on: date | None = None
    last_on: date | None = None

    def was_used(self, from_on: date, until_on: date) -> bool:
        """Whether the code was in use on any day of a span."""
        begun = self.first_on is None or until_on >= self.first_on
        return begun and (self.last_on is None or from_on <= self.last_on)


# The return's names, shortened. The four kinds of Z1 are told by their codes alone.
TYPES: Mapping[str, TypeCode] = {
    "K2": TypeCode("Children’s home", Group.RESIDENTIAL),
    "U4": TypeCode("Fostering by other carers, long term", Group.FOSTERING_AGENCY),
    "U5": TypeCode("Fostering by other carers who may adopt", Group.FOSTERING_AGENCY),
    "U6": TypeCode("Fostering by other carers, not long term", Group.FOSTERING_AGENCY),
    "U1": TypeCode("Fostering by family or friends, long term", Group.FAMILY_AND_FRIENDS),
    "U2": TypeCode("Fostering by family or friends who may adopt", Group.FAMILY_AND_FRIENDS),
    "U3": TypeCode("Fostering by family or friends, not long term", Group.FAMILY_AND_FRIENDS),
    "K3": TypeCode("Supported accommodation", Group.SUPPORTED, first_on=_K3_BEGAN_ON),
    "H5": TypeCode("Semi-independent living", Group.SUPPORTED, last_on=_LAST_BEFORE),
    "P2": TypeCode("Independent living", Group.SUPPORTED, last_on=_LAST_BEFORE),
    "K1": TypeCode("Secure children’s home", Group.SECURE),
    "S1": TypeCode("Residential school", Group.RESIDENTIAL_SCHOOL),
    "R3": TypeCode("Family centre, or mother and baby unit", Group.FAMILY_CENTRE),
    "P1": TypeCode("With parents, or others with parental responsibility", Group.PARENTS),
    "A3": TypeCode("Adoption by current carer, with consent", Group.ADOPTION),
    "A4": TypeCode("Adoption by others, with consent", Group.ADOPTION),
    "A5": TypeCode("Adoption by current carer, placement order", Group.ADOPTION),
    "A6": TypeCode("Adoption by others, placement order", Group.ADOPTION),
    "P3": TypeCode("Residential employment", Group.OTHER),
    "R1": TypeCode("Residential care home", Group.OTHER),
    "R2": TypeCode("Health or nursing establishment", Group.OTHER),
    "R5": TypeCode("Young offender institution", Group.OTHER),
    "T0": TypeCode("Temporary move, any kind", Group.OTHER),
    "T1": TypeCode("Temporary: in hospital", Group.OTHER),
    "T2": TypeCode("Temporary: on holiday", Group.OTHER),
    "T3": TypeCode("Temporary: carer on holiday", Group.OTHER),
    "T4": TypeCode("Temporary: seven days or fewer", Group.OTHER),
    "Z1": TypeCode("Other placement", Group.OTHER, last_on=_LAST_BEFORE),
    "Z11": TypeCode("Other placement, first kind", Group.OTHER, first_on=_CHANGED_ON),
    "Z12": TypeCode("Other placement, second kind", Group.OTHER, first_on=_CHANGED_ON),
    "Z13": TypeCode("Other placement, third kind", Group.OTHER, first_on=_CHANGED_ON),
    "Z14": TypeCode("Other placement, fourth kind", Group.OTHER, first_on=_CHANGED_ON),
}
# The first twelve: the child moved within care (reason for placement change). The rest are reasons why an episode
# ceased; X1 is that of every move, and stands by itself where the reason for the move is not known.
END_REASONS: Mapping[str, str] = {
    "CARPL": "Moved: the care plan changed or was carried out",
    "CLOSE": "Moved: the provision closed or the carer resigned",
    "ALLEG": "Moved: allegation",
    "STAND": "Moved: concern about standards of care",
    "APPRR": "Moved: approval removed",
    "CREQB": "Moved: the carer asked, because of behaviour",
    "CREQO": "Moved: the carer asked, for another reason",
    "CHILD": "Moved: the child asked",
    "LAREQ": "Moved: the responsible or area authority asked",
    "PLACE": "Moved: only the placement’s status changed",
    "CUSTOD": "Moved: custody arrangement",
    "OTHER": "Moved: other reason",
    "X1": "Moved: reason not recorded",
    "E11": "Care ended: adopted, unopposed",
    "E12": "Care ended: adopted, consent dispensed with",
    "E2": "Care ended: died",
    "E3": "Care ended: another UK authority took over",
    "E4A": "Care ended: home to parents or family, as planned",
    "E4B": "Care ended: home to parents or family, not planned",
    "E13": "Care ended: to live with somebody without parental responsibility",
    "E41": "Care ended: child arrangements or residence order",
    "E45": "Care ended: special guardianship to a foster carer, a relative or friend",
    "E46": "Care ended: special guardianship to another foster carer",
    "E47": "Care ended: special guardianship to a relative or friend",
    "E48": "Care ended: special guardianship to somebody else",
    "E5": "Care ended: independent living with support",
    "E6": "Care ended: independent living without support",
    "E7": "Care ended: residential care paid by adult social care",
    "E8": "Care ended: any other reason",
    "E9": "Care ended: sentenced to custody",
    "E14": "Care ended: remand accommodation ended",
    "E15": "Care ended: age assessed as 18 or over",
    "E16": "Care ended: moved abroad",
    "E17": "Care ended: 18 and stayed with carers",
}
DISTANCE_REASONS: Mapping[str, str] = {
    "none_near": "No suitable place exists nearer",
    "none_free": "A suitable place nearer was not free",
    "needs": "Only there can the child’s needs be met",
    "family": "Nearer to family or friends",
    "siblings": "With brothers or sisters",
    "safety": "Safer away from the area",
    "education": "School or college",
    "moved": "The carers moved",
    "wish": "The child’s or the parents’ wish",
    "legal": "Legal reasons",
}
# Systems of several councils through which a place is bought (decision 9).
REGIONAL_SYSTEMS: Mapping[str, str] = {
    "north-west-fostering": "North West fostering",
    "north-west-residential": "North West residential",
    "north-west-leaving-care": "North West leaving care",
    "north-west-care-and-support": "North West care and support",
    "lcr-ppa": "Liverpool City Region (LCR PPA)",
    "peninsula": "Peninsula",
    "west-midlands": "West Midlands",
}
# Who may approve is told by post: never a name.
POSTS: Mapping[str, str] = {
    "director": "Director of children’s services",
    "assistant_director": "Assistant director",
    "head_of_service": "Head of service",
    "nominated_officer": "Nominated officer",
    "high_court": "High Court",
}


def group_of(type_code: str, sourcing: Sourcing) -> Group:
    """What a placement is counted as."""
    group = TYPES[type_code].group
    in_house = group is Group.FOSTERING_AGENCY and sourcing is Sourcing.IN_HOUSE
    return Group.FOSTERING_IN_HOUSE if in_house else group


def codes_of(group: Group) -> list[str]:
    """The codes counted in a group; both kinds of fostering share theirs."""
    asked = Group.FOSTERING_AGENCY if group is Group.FOSTERING_IN_HOUSE else group
    return [code for code, kind in TYPES.items() if kind.group is asked]
