"""The demonstration borough, loaded whole: its figures are the strategy's, and its records agree with each other.

Every number here stands in the strategy of 2022 (see portal/demo/packs/sefton/README.md), or is said to be made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from config import Environment, Settings
from portal import clock, create_app
from portal.access import Role
from portal.accounts.models import Grant, Person
from portal.authorities.queries import get_active_authority
from portal.cli import alembic_config
from portal.demo.people import DEPUTY_EMAIL, FINANCE_EMAIL, email_of, list_sign_ins
from portal.demo.services import CannotLoad, load_demo
from portal.framework.models import Framework, Lot, LotMembership, StandingChange
from portal.homes.models import Home
from portal.homes.queries import own
from portal.mail import OutboxMail
from portal.placements.models import Placement, PlacementReview
from portal.placements.rules.kinds import Sourcing
from portal.providers.models import ServiceType
from portal.quality.models import Visit, VisitState
from portal.quality.queries.programme import list_programme
from portal.quality.reports.models import VisitReport
from portal.quality.reports.queries import recorded_hash
from portal.quality.reports.rules import digest
from portal.quality.rules.programme import Standing
from portal.quality.suspensions.models import PlacementSuspension
from portal.returns.fees.models import PriceRelease, ReleasedRange
from portal.returns.models import EntryState, ReturnPeriod
from portal.returns.pricing.models import PriceEntry
from portal.returns.pricing.queries import accepted_prices
from portal.returns.vacancies.models import VacancyUpdate
from portal.returns.vacancies.queries import get_vacancy
from portal.statements.models import StatementVersion
from portal.voice.disclosures.models import Disclosure, Duty, SafeguardingTurn, State
from portal.voice.feedback.models import Feedback, FeedbackJoin, FeedbackState
from portal.voice.pooled.models import Division, Level, ReportState, VoiceReport
from portal.voice.pooled.queries import list_pooled, quotes_by_theme
from tests.support.databases import Store

SEFTON = "E08000014"
# Registered places of children's homes, and who is in them, straight from the accepted versions of a complete month.
PLACES = """
SELECT sum(version.registered),
       sum((SELECT coalesce(sum(places), 0) FROM occupied_places AS lived
            WHERE lived.version_id = version.id AND lived.council_code = :own)),
       sum((SELECT coalesce(sum(places), 0) FROM occupied_places AS lived
            WHERE lived.version_id = version.id AND coalesce(lived.council_code, '') <> :own))
FROM return_entry AS entry
JOIN entry_version AS version ON version.id = entry.accepted_version_id
JOIN home ON home.id = entry.home_id AND home.service_type = 'residential'
WHERE entry.period_id = (SELECT id FROM return_period ORDER BY month LIMIT 1 OFFSET :place)
"""


@pytest.fixture(scope="module")
def borough(store: Store, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("borough")
    app = create_app(
        replace(settings, environment=Environment.DEMO, database_url=store.copy("borough"), data_dir=folder)
    )
    load_demo(app, SEFTON)
    yield app
    app.extensions["portal_database"].engine.dispose()


@pytest.fixture
def loaded(borough: Flask) -> Iterator[Session]:
    with borough.app_context(), borough.extensions["portal_database"].session() as session:
        yield session


def current(session: Session, *where: ColumnElement[bool]) -> int:
    """Placements that have not ended."""
    query = select(func.count()).select_from(Placement).where(Placement.ended_quarter_on.is_(None), *where)
    return session.scalar(query) or 0


@pytest.mark.parametrize("place", [0, 1], ids=["a year before", "now"])
def test_accepted_entries_give_the_strategys_beds(loaded: Session, place: int) -> None:
    registered, own, imported = loaded.execute(text(PLACES), {"own": SEFTON, "place": place}).one()
    assert (registered, own, imported, registered - own - imported) == (103, 25, 57, 21)


def test_placements_agree_with_the_strategys_counts(loaded: Session) -> None:
    homes = Placement.type_code == "K2"
    agencies = Placement.type_code.like("U%") & (Placement.sourcing != Sourcing.IN_HOUSE)
    assert current(loaded, homes) == 70
    assert current(loaded, homes, Placement.host_authority_code == SEFTON) == 25
    assert current(loaded, agencies) == 150
    assert current(loaded, Placement.sourcing == Sourcing.IN_HOUSE) == 247
    assert current(loaded, Placement.type_code == "K3", Placement.sourcing != Sourcing.DIRECT) == 31


def test_the_quarter_before_last_agrees_with_the_counts_by_sourcing(loaded: Session) -> None:
    """71 and 141 were printed for December: one placement has ended since and nine have begun."""
    quarters = sorted(set(loaded.scalars(select(Placement.started_quarter_on))))
    then = quarters[-3]

    def count(sourcing: Sourcing, kind: str) -> int:
        query = select(func.count()).select_from(Placement)
        lasted = Placement.ended_quarter_on.is_(None) | (Placement.ended_quarter_on > then)
        where = (Placement.started_quarter_on <= then, lasted, Placement.type_code.like(kind))
        return loaded.scalar(query.where(*where, Placement.sourcing == sourcing)) or 0

    kinds = (Sourcing.OFF_FRAMEWORK, Sourcing.REGIONAL, Sourcing.DIRECT)
    assert [count(each, "K2") for each in kinds] == [11, 60, 0]
    assert [count(each, "U%") for each in kinds] == [5, 135, 1]
    assert [count(each, "K3") for each in kinds] == [30, 3, 22]


def test_agreed_fees_have_the_published_averages(loaded: Session) -> None:
    fee = Placement.social_care_pence + func.coalesce(Placement.education_pence, 0)
    fee += func.coalesce(Placement.health_pence, 0)
    query = select(func.sum(fee)).where(Placement.ended_quarter_on.is_(None))
    assert loaded.scalar(query.where(Placement.type_code == "K2")) == 70 * 4_528_00
    agencies = Placement.type_code.like("U%") & (Placement.sourcing != Sourcing.IN_HOUSE)
    assert loaded.scalar(query.where(agencies)) == 150 * 798_00
    assert loaded.scalar(query.where(Placement.sourcing == Sourcing.IN_HOUSE)) == 247 * 241_00
    semi_independent = (Placement.type_code == "K3", Placement.sourcing != Sourcing.DIRECT)
    assert loaded.scalar(query.where(*semi_independent)) == 31 * 1_062_00


def test_what_must_be_looked_at_every_day_was_reviewed_and_once_forgotten(loaded: Session) -> None:
    watched = loaded.scalars(
        select(Placement).where(Placement.is_unregistered | Placement.is_deprivation_of_liberty)
    ).all()
    assert len(watched) == 2
    reviews = loaded.scalar(select(func.count()).select_from(PlacementReview))
    assert reviews == 10


def test_the_framework_has_its_lots_and_a_member_suspended_and_one_ended(loaded: Session) -> None:
    members = select(Lot.number, func.count()).join(LotMembership, LotMembership.lot_id == Lot.id).group_by(Lot.number)
    found = loaded.execute(members.order_by(Lot.number))
    assert [tuple(row) for row in found] == [(1, 16), (2, 5), (3, 5), (4, 5)]
    standings = select(StandingChange.standing, func.count()).group_by(StandingChange.standing)
    assert sorted(tuple(row) for row in loaded.execute(standings)) == [("active", 31), ("ended", 1), ("suspended", 1)]


def test_prices_are_accepted_for_the_complete_month_and_wait_in_the_open_one(loaded: Session) -> None:
    query = select(PriceEntry.state, func.count()).join(ReturnPeriod, ReturnPeriod.id == PriceEntry.period_id)
    found = loaded.execute(query.group_by(ReturnPeriod.month, PriceEntry.state).order_by(ReturnPeriod.month)).all()
    assert [tuple(row) for row in found] == [
        *((EntryState.ACCEPTED, 48), (EntryState.ACCEPTED, 48), (EntryState.SUBMITTED, 6)),
    ]


def test_every_fee_is_above_what_it_was_a_year_before(loaded: Session) -> None:
    authority_id = loaded.scalars(select(Framework.authority_id)).one()
    today = clock.today(clock.now())
    now, then = (
        {
            (price.home_id, price.lot_id, price.band): price.fee_pence
            for price in accepted_prices(loaded, authority_id, on)
        }
        for on in (today, today - timedelta(days=365))
    )
    assert set(now) == set(then)
    changes = [Fraction(now[key] - fee, fee) for key, fee in then.items()]
    assert Fraction(2, 100) < min(changes) and max(changes) < Fraction(10, 100)


def test_the_ranges_that_were_released_are_of_the_complete_month_alone(loaded: Session) -> None:
    complete = loaded.scalars(select(ReturnPeriod.month).order_by(ReturnPeriod.month)).all()[1]
    assert loaded.scalars(select(PriceRelease.month)).all() == [complete]
    assert set(loaded.scalars(select(ReleasedRange.basis_month))) == {complete}


def test_agencies_have_their_vacant_places_open(loaded: Session) -> None:
    agencies = select(Home).where(Home.service_type == ServiceType.FOSTERING).order_by(Home.name)
    found = [get_vacancy(loaded, home.reference, own(home.provider_id)) for home in loaded.scalars(agencies)]
    opened = {one.home.name: one.told.counts.open for one in found if one.told}
    assert opened["Example Aspen Fostering"] == 5
    assert all(opened.values()) and len(opened) == 6


def test_vacancies_were_told_between_returns(loaded: Session) -> None:
    assert loaded.scalar(select(func.count()).select_from(VacancyUpdate)) == 11


def test_some_homes_are_overdue_a_visit_and_some_visits_are_planned_and_called_off(loaded: Session) -> None:
    states = loaded.scalars(select(Visit.state)).all()
    assert states.count(VisitState.PLANNED) >= 5
    assert states.count(VisitState.CANCELLED) == 2
    programme = list_programme(loaded, get_active_authority(loaded), now=clock.now())
    standings = [each.standing for each in programme]
    assert 5 < standings.count(Standing.OVERDUE) < len(programme) // 3
    # Three of the programme, and two that young inspectors go on.
    assert standings.count(Standing.PLANNED) == 5
    assert [each.home.name for each in programme if each.own_day] == ["Example Curlew Lodge"]


def test_the_statement_is_published_with_charts_of_every_part(loaded: Session) -> None:
    assert loaded.scalar(select(func.count()).select_from(StatementVersion)) == 1


def test_the_statement_shows_areas_framework_placements_and_prices(loaded: Session) -> None:
    tables = json.loads(loaded.scalars(select(StatementVersion.content)).one())["tables"]
    wholes = {name: [cell["text"] for cell in table["rows"][-1]["cells"]] for name, table in tables.items()}
    assert wholes["market-residential-localities"] == wholes["framework-residential"] == ["36", "103"]
    assert wholes["placements-residential-where"] == wholes["placements-residential-sourcing"] == ["70", "100.0"]
    assert [row["name"] for row in tables["prices-residential"]["rows"]] == [
        "Lot 1: Children’s homes",
        "Lot 2: Homes for one child",
        "Outside the framework",
    ]


def test_there_is_a_person_for_every_role_that_can_sign_in(loaded: Session) -> None:
    emails = set(loaded.scalars(select(Person.email).where(Person.password_hash.is_not(None))))
    assert emails == {email for _role, email in list_sign_ins()}
    roles = set(loaded.scalars(select(Grant.role)))
    assert roles == set(Role)
    finance = select(Grant.sees_prices).join(Person, Person.id == Grant.person_id).where(Person.email == FINANCE_EMAIL)
    assert loaded.scalars(finance).one()


def test_a_database_in_use_is_not_filled_again(borough: Flask) -> None:
    with pytest.raises(CannotLoad, match="in use already"):
        load_demo(borough, SEFTON)


def test_one_disclosure_is_being_handled(loaded: Session) -> None:
    """Acknowledged by the lead on the rota, the designated officer told, the placing authority still to be told."""
    disclosure = loaded.scalars(select(Disclosure)).one()
    assert disclosure.state == State.ACKNOWLEDGED
    assert {duty.duty: duty.settled_at is not None for duty in disclosure.duties} == {
        Duty.DESIGNATED_OFFICER: True,
        Duty.PLACING_AUTHORITY: False,
    }
    parts = loaded.execute(select(SafeguardingTurn.part, Person.email).join(SafeguardingTurn.person)).all()
    assert sorted(parts) == [("deputy", DEPUTY_EMAIL), ("lead", email_of(Role.SAFEGUARDING_LEAD))]
    mails = loaded.scalars(select(OutboxMail).where(OutboxMail.key.startswith("disclosure"))).all()
    assert [mail.to_address for mail in mails] == [email_of(Role.SAFEGUARDING_LEAD)]


def test_visits_stand_in_every_state_that_they_pass_through(loaded: Session) -> None:
    """From three days ago, just done, to seven months ago, closed, as are those that a voice report tells of; each
    final report is as it was recorded."""
    states = dict(
        loaded.execute(select(Visit.state, func.count()).where(Visit.done_at.is_not(None)).group_by(Visit.state)).all()
    )
    assert states == {"done": 1, "draft_report": 1, "factual_accuracy": 1, "final": 1, "closed": 9}
    for report in loaded.scalars(select(VisitReport).where(VisitReport.content != "")):
        assert digest(report.content) == report.content_sha256 == recorded_hash(loaded, report.visit)
    assert loaded.scalar(select(func.count()).select_from(PlacementSuspension)) == 1


def test_two_inspectors_are_read_as_one_and_the_home_has_not_answered_yet(loaded: Session) -> None:
    [join] = loaded.scalars(select(FeedbackJoin).order_by(FeedbackJoin.id)).all()
    assert join.agreed_at is not None and join.shared_at is not None and join.ended_at is None
    pair = [loaded.get_one(Feedback, each) for each in join.ids]
    assert [each.state for each in pair] == [FeedbackState.SHARED, FeedbackState.SHARED]
    assert pair[0].home.name == "Example Avocet House" and pair[0].inspector_id != pair[1].inspector_id
    admin = loaded.scalars(select(Person).where(Person.email == email_of(Role.PROVIDER_ADMIN))).one()
    own_home = loaded.scalars(select(Grant.provider_id).where(Grant.person_id == admin.id)).one()
    assert pair[0].provider_id == own_home, "whoever signs in as a provider's admin reads it"


def test_a_voice_report_is_out_with_marks_and_another_is_a_draft(loaded: Session) -> None:
    """On every level, with a quote, and the statement that came out since tells of it."""
    draft, out = sorted(loaded.scalars(select(VoiceReport).order_by(VoiceReport.id)), key=lambda each: each.state)
    assert (draft.state, out.state) == (ReportState.DRAFT, ReportState.PUBLISHED)
    assert {theme.level for theme in out.themes} == set(Level)
    quotes = quotes_by_theme(loaded, out.themes).values()
    assert [[quote.text for quote in found] for found in quotes] == [["Pets.\nThe dog says hello first."]]
    marks = {
        mark.question.slug: mark.value for mark in list_pooled(loaded, out.id) if mark.division == Division.SERVICE
    }
    assert (marks["welcoming"], marks["wifi"]) == (8, 4)
    content = json.loads(loaded.scalars(select(StatementVersion.content)).one())
    assert content["figures"]["voice.residential.inspectors.welcoming"]["value"] == "8"
    assert int(content["figures"]["quality.residential.homes-visited"]["value"]) >= 8


def test_every_revision_goes_down_and_up_and_down_on_its_tables(borough: Flask, store: Store) -> None:
    """What a council's database goes through when its portal is brought up to date: rows that point at each other."""
    borough.extensions["portal_database"].engine.dispose()
    config = alembic_config(store.copy("migrating", of="borough"))
    for _ in ScriptDirectory.from_config(config).walk_revisions():
        command.downgrade(config, "-1")
        command.upgrade(config, "+1")
        command.downgrade(config, "-1")
