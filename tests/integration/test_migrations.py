"""Migrations and models make the same schema, up and down, also on tables that are full.

`flask db check` compares less than a database holds (it overlooks CHECK constraints), so this looks for itself.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.cli import alembic_config
from portal.db import Database, make_engine
from portal.disclosure import Released, Symbol
from portal.events import EventRow
from portal.homes.models import Home
from portal.quality.actions import services as actions
from portal.quality.reports import services as report_services
from portal.quality.reports.models import Outcome
from portal.quality.services import hand_over, load_standards
from portal.returns.models import Entry, ReturnPeriod
from portal.statements.models import CountedEntry, StatementVersion
from portal.statements.queries.released import released_json
from portal.voice.feedback.models import Feedback, FeedbackAnswer, FeedbackPoint, FeedbackState
from portal.voice.feedback.services import load_questions
from portal.voice.inspectors.models import Inspector, PastNickname
from portal.voice.inspectors.services import leave, load_texts
from portal.voice.pooled import services as voice_services
from portal.voice.pooled.models import VoiceReport
from portal.voice.residents.rules import Ending
from portal.voice.residents.services import end_cards
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.needs import made as needs_made
from tests.integration.quality.reports import made as reports_made
from tests.integration.statements import making as statements_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.pooled import made as voice_made
from tests.integration.voice.residents import made as residents_made
from tests.support.databases import TEST_KEY, Store, create_tables

_copies = itertools.count(1)


@pytest.fixture
def empty_url(store: Store) -> str:
    return store.empty("migrated")


@pytest.fixture
def head_url(store: Store) -> str:
    """A database as the newest revision leaves it: the models' tables, which are the same (see the first test)."""
    return store.copy(f"at_head{next(_copies)}")


def migrate(url: str, revision: str) -> None:
    config = alembic_config(url)
    (command.downgrade if revision == "base" or revision.startswith("-") else command.upgrade)(config, revision)


def shape(engine: Engine) -> dict[str, Any]:
    """Every table with its columns, keys, indexes and checks, without the order they were made in. Read of all tables
    at once: one by one takes PostgreSQL a second a dozen."""
    found = inspect(engine)
    columns, keys, foreign = found.get_multi_columns(), found.get_multi_pk_constraint(), found.get_multi_foreign_keys()
    unique, indexes = found.get_multi_unique_constraints(), found.get_multi_indexes()
    checks = found.get_multi_check_constraints()
    shapes = {
        table[1]: {
            "columns": {c["name"]: (str(c["type"]), c["nullable"], c["default"]) for c in columns[table]},
            "key": keys[table]["constrained_columns"],
            "foreign": _sorted(foreign[table], "constrained_columns", "referred_table", "name"),
            "unique": _sorted(unique[table], "column_names", "name"),
            "indexes": _sorted(indexes[table], "column_names", "name", "unique"),
            "checks": _sorted(checks[table], "name", "sqltext"),
        }
        for table in columns
        if table[1] != "alembic_version"
    }
    engine.dispose()
    return shapes


def _sorted(rows: list[Any], *names: str) -> list[str]:
    return sorted(str([row.get(name) for name in names]) for row in rows)


def test_migrations_make_the_schema_of_the_models(store: Store, empty_url: str) -> None:
    migrate(empty_url, "head")
    modelled = store.empty("modelled")
    engine = make_engine(modelled)
    create_tables(engine)
    migrated_shape, modelled_shape = shape(make_engine(empty_url)), shape(engine)
    assert set(migrated_shape) == set(modelled_shape)
    differing = {name: (migrated_shape[name], modelled_shape[name]) for name in modelled_shape}
    assert {name: pair for name, pair in differing.items() if pair[0] != pair[1]} == {}


def test_migrating_again_changes_nothing(head_url: str) -> None:
    before = shape(make_engine(head_url))
    migrate(head_url, "head")
    assert shape(make_engine(head_url)) == before


def test_each_revision_goes_down_and_up_again(empty_url: str) -> None:
    migrate(empty_url, "head")
    expected = shape(make_engine(empty_url))
    for _ in ScriptDirectory.from_config(alembic_config(empty_url)).walk_revisions():
        migrate(empty_url, "-1")
    assert shape(make_engine(empty_url)) == {}
    migrate(empty_url, "head")
    assert shape(make_engine(empty_url)) == expected


def test_the_newest_revisions_go_down_and_up_on_full_tables(head_url: str, portal: Flask) -> None:
    database = Database(head_url, events_key=TEST_KEY)
    with portal.app_context(), database.session() as session:
        fill(session)
    for back in (1, 2):
        migrate(head_url, f"-{back}")
        migrate(head_url, "head")
    with database.session() as session:
        assert str(events.verify(session, key=TEST_KEY)).startswith("intact, ")
        assert (session.scalar(select(func.count()).select_from(EventRow)) or 0) > 0
    database.engine.dispose()


def test_whose_authors_left_before_it_was_noted(head_url: str, portal: Flask) -> None:
    """An inspector has left; one card was ended, another was not."""
    database = Database(head_url, events_key=TEST_KEY)
    with portal.app_context(), database.session() as session:
        load_questions(session)
        load_texts(session)
        homes_made.know_places(session)
        home = homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")
        desk = feedback_made.desk(session, home)
        feedback_made.in_state(session, desk, FeedbackState.PROPOSED)
        codes = [residents_made.cards(session, home, desk.moderator)[0] for _ in range(2)]
        for code in codes:
            residents_made.told(session, desk, code, FeedbackState.SENT)
        inspector = session.scalars(select(Inspector).where(Inspector.person_id == desk.inspector.id)).one()
        leave(session, inspector, actor=desk.moderator, now=clock.now())
        batch = residents_made.card_of(session, codes[0]).batch
        end_cards(session, batch, Ending.ALL, actor=desk.moderator, now=clock.now())
        query = select(Feedback.author_left_at).order_by(Feedback.id)
        noted = session.scalars(query).all()
        # As it was before: they left with time to answer, and it waited for them.
        first = session.scalars(select(Feedback).order_by(Feedback.id)).first()
        assert first is not None and first.state == FeedbackState.READ
        first.state, first.proposed_at = FeedbackState.PROPOSED, clock.now() - timedelta(days=3)
        session.commit()
    assert [at is not None for at in noted] == [True, True, False]
    command.downgrade(alembic_config(head_url), "0033")
    migrate(head_url, "head")
    with database.session() as session:
        assert session.scalars(query).all() == noted
        first = session.scalars(select(Feedback).order_by(Feedback.id)).first()
        assert first is not None and (first.state, first.proposed_at) == (FeedbackState.READ, None)
    database.engine.dispose()


def test_words_of_harm_from_before_are_asked_about_once(head_url: str, portal: Flask) -> None:
    database = Database(head_url, events_key=TEST_KEY)
    with portal.app_context(), database.session() as session:
        load_questions(session)
        homes_made.know_places(session)
        home = homes_made.add(session, factories.make_provider(session), name="Kite House", urn="SC100001")
        desk = feedback_made.desk(session, home)
        told = feedback_made.in_state(session, desk, FeedbackState.PROPOSED)
        answer, other = (feedback_made.answer_of(session, told, slug) for slug in ("could-be-better", "wifi"))
        answer.objection, answer.flags, other.objection = "He hits me.", "violence", "No."
        session.commit()
    command.downgrade(alembic_config(head_url), "0037")
    migrate(head_url, "head")
    query = select(FeedbackAnswer.question_id).where(FeedbackAnswer.worry_at.is_not(None))
    with database.session() as session:
        assert session.scalars(query).all() == [answer.question_id]
    database.engine.dispose()


# What a version printed of homes and places, and how many of its homes can be told from that.
PRINTED: dict[str, tuple[int | Symbol, int, int]] = {
    "adds up": (6, 60, 6),
    "adds up as far as it was printed": (Symbol.SUPPRESSED, 60, 6),
    "a home was corrected since": (6, 61, 0),
    "a home is gone since": (7, 70, 0),
}


def test_what_versions_of_before_counted_is_noted_where_it_adds_up(head_url: str) -> None:
    """Six homes of ten places were accepted in time, a seventh after the versions were published."""
    database = Database(head_url, events_key=TEST_KEY)
    with database.session() as session:
        homes = statements_made.make_market(session)
        late = factories.make_home(session, factories.make_provider(session, "Late"))
        period = session.scalars(select(ReturnPeriod)).one()
        entry = statements_made.accept(session, period, late, available=3).entry
        entry.accepted_at = statements_made.NOW + timedelta(days=1)
        writer = statements_made.make_writer(session)
        versions = {what: publish(session, writer, *printed[:2]) for what, printed in PRINTED.items()}
        accepted = {each.home_id: each.accepted_version_id for each in session.scalars(select(Entry))}
    command.downgrade(alembic_config(head_url), "0015")
    migrate(head_url, "head")
    with database.session() as session:
        rows = session.scalars(select(CountedEntry).order_by(CountedEntry.version_id, CountedEntry.home_id)).all()
        assert [(row.version_id, row.home_id, row.service_type, row.entry_version_id) for row in rows] == [
            (versions[what], home.id, "residential", accepted[home.id])
            for what, (_, _, noted) in PRINTED.items()
            for home in homes[:noted]
        ]
    database.engine.dispose()


def publish(session: Session, writer: Viewer, homes: int | Symbol, places: int) -> int:
    """A version that printed how many homes and places there are, without its text and files; its id."""
    released = [
        Released("residential homes", homes, (), homes is Symbol.SUPPRESSED),
        Released("residential places", places, (), withheld=False),
    ]
    statement = statements_made.make_draft(session, writer, slug=f"printed-{homes}-{places}")
    version = StatementVersion(
        statement_id=statement.id,
        number=1,
        title=statement.title,
        as_of_month=statement.as_of_month,
        published_at=statements_made.NOW,
        published_by_id=factories.make_person(session).id,
        source="{}",
        content="{}",
        content_sha256="",
        released=released_json(released),
    )
    session.add(version)
    session.commit()
    return version.id


def fill(session: Session) -> None:
    load_standards(session)
    load_questions(session)
    load_texts(session)
    provider = factories.make_provider(session)
    home = factories.make_home(session, provider)
    member = factories.make_provider_person(session, provider, Role.PROVIDER_MEMBER)
    factories.make_keeper(session, home, member)
    factories.viewer_of(session, member)
    factories.make_entry(session, factories.make_period(session, clock.today(clock.now())), home)
    needs_made.projected(session)
    fill_visit(session, home)
    desk = feedback_made.desk(session, home)
    told = feedback_made.in_state(session, desk, FeedbackState.PROPOSED)
    answer = feedback_made.answer_of(session, told, "wifi")
    session.add(FeedbackPoint(feedback_id=told.id, question_id=answer.question_id, value=2, needs_answer=True))
    session.commit()
    feedback_made.told_lead(session, told, clock.now())
    pair = feedback_made.desk(session, home, coordinator=desk.coordinator)
    other = feedback_made.other_of_pair(session, pair)
    feedback_made.joined(session, pair, other)
    left = session.scalars(select(Inspector).where(Inspector.person_id == other.inspector.id)).one()
    leave(session, left, actor=pair.moderator, now=clock.now())
    assert session.get(PastNickname, left.id) is not None
    publisher = factories.viewer_of(session, factories.make_staff(session, Role.PUBLISHER))
    needs_made.printed(session, factories.make_authority(session), needs_made.SMALL, publisher)
    statements_made.make_market(session)
    publish(session, statements_made.make_writer(session), 6, 60)


def fill_visit(session: Session, home: Home) -> None:
    """A final report with a point that was decided, evidence, and another officer since."""
    lead, second = (factories.make_staff(session, Role.QA_OFFICER, name=name) for name in ("Casey Birch", "Sky Fir"))
    officer = factories.viewer_of(session, lead)
    provider = factories.viewer_of(session, factories.make_provider_person(session, home.provider))
    visit, now = reports_made.sent(session, home, lead), clock.now()
    reports_made.disputed(session, visit, provider)
    report_services.say_done(session, visit, actor=provider, now=now)
    declined, why = Outcome.DECLINED, "It is so."
    seen = {"seen_version": 1, "seen_section": 1}
    report_services.decide_point(
        session, visit, "education", outcome=declined, reason=why, actor=officer, now=now, **seen
    )
    report_services.finalise(session, visit, actor=officer, now=now)
    (action,) = reports_made.visit_actions(session, visit)
    actions.send_evidence(session, visit, action, "Mended.", actor=provider, now=now)
    hand_over(session, visit, second, reason=why, version=visit.version, actor=officer, now=now)


def test_the_program_before_lets_out_nothing_that_was_taken_out(head_url: str) -> None:
    database = Database(head_url, events_key=TEST_KEY)
    with database.session() as session:
        authority = factories.make_authority(session)
        writer, publisher = (
            factories.viewer_of(session, factories.make_staff(session, role))
            for role in (Role.COORDINATOR, Role.PUBLISHER)
        )
        standing = voice_made.published(session, authority.id, writer, publisher, quarters_ago=2)
        theme = standing.themes[0]
        voice_services.take_out_theme(session, theme, reason="Why.", actor=publisher, now=clock.now())
        gone = voice_made.published(session, authority.id, writer, publisher)
        voice_services.withdraw(session, gone, reason="Why.", actor=publisher, now=clock.now())
    command.downgrade(alembic_config(head_url), "0027")
    migrate(head_url, "head")
    with database.session() as session:
        reports = session.scalars(select(VoiceReport).order_by(VoiceReport.quarter)).all()
        assert [(each.state, len(each.themes)) for each in reports] == [("published", 0), ("draft", 1)]
    database.engine.dispose()


def test_an_application_says_when_migrations_are_not_current(store: Store, empty_url: str, portal: Flask) -> None:
    migrate(empty_url, "head")
    migrate(empty_url, "-1")
    database = portal.extensions["portal_database"]
    portal.extensions["portal_database"] = Database(empty_url, events_key=TEST_KEY)
    answer = portal.test_client().get("/readyz")
    portal.extensions["portal_database"].engine.dispose()
    portal.extensions["portal_database"] = database
    assert (answer.status_code, answer.get_data()) == (503, b"migrations are not current\n")
