"""The demonstration borough on a live server, with what it lacks so that every address has a record to show.

`records` holds the values of placeholders under the names that `tests/access_matrix.py` uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from alembic import command
from playwright.sync_api import Browser
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, db, events, jobs
from portal.access import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Grant, LinkKind, Person
from portal.cli import alembic_config
from portal.demo.inspectors import YoungSignIn, list_young_sign_ins
from portal.demo.people import email_of
from portal.demo.services import demo_password, load_demo
from portal.homes import services as homes
from portal.homes.models import Genders, Home, HomeStatus, ServiceType
from portal.needs.models import IndicatorSeries
from portal.providers.models import Provider, ProviderStatus
from portal.providers.services import begin_registration
from portal.quality.reports import services as report_services
from portal.returns.models import Entry, EntryState, ReturnPeriod
from portal.returns.pricing import queries as pricing_queries
from portal.returns.pricing import services as pricing
from portal.returns.pricing.forms.entry import typed_of
from portal.returns.pricing.queries import DuePrice, Filter
from portal.returns.rules import month_slug
from portal.statements.models import Statement, StatementState, StaticFile
from portal.statements.services import drafting, publishing, review
from portal.voice.disclosures.models import SafeguardingTurn
from portal.voice.feedback.models import FeedbackState
from portal.voice.inspectors import queries as inspector_queries
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.pooled.models import ReportState, VoiceReport
from portal.voice.pooled.words import quarter_slug
from tests import factories
from tests.factories import PASSWORD
from tests.integration.framework import made as framework_made
from tests.integration.homes import made as homes_made
from tests.integration.needs import made as needs_made
from tests.integration.placements import made as placements_made
from tests.integration.quality import made as quality_made
from tests.integration.quality import notes as notes_made
from tests.integration.quality.reports import made as reports_made
from tests.integration.returns.pricing import made as prices_made
from tests.integration.statements import making
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.residents import made as residents_made
from tests.support.browser import Visitor
from tests.support.live import LiveServer
from tests.support.markup import SeenPages

# Whoever holds a resident's card, by its code: "card 3479CDFH".
CARD = "card "
SEFTON = "E08000014"
TABLE = "market-residential-use"
REGISTRANT = "Robyn Elm"
Values = Mapping[str, Any]
VISIT = ("staff: visit", "staff: visit sheet", "staff: assigned visit", "announced visit")
FRAMEWORK = ("staff: framework", "staff: framework part", "staff: lot", "staff: member", "staff: member standing")
# A home as somebody describes it who has not added it yet.
HOME_ANSWERS: Mapping[str, Values] = {
    "opening": {"status": HomeStatus.OPEN, "opened_on": date(2021, 2, 1)},
    "name": {"name": "Example Ruff House", "urn": "SC909999"},
    "places": {
        "registered_places": 4,
        "usable_places": 4,
        "is_solo": False,
        "age_from": 8,
        "age_to": 17,
        "genders": Genders.ANY,
    },
    "needs": {"needs": ("autism",)},
    "address": {"line_1": "1 High Street", "line_2": "", "town": "Southport", "postcode": "PR8 1CK"},
}


class Borough:
    """The server, the values of placeholders, and one browser for each person, kept from test to test."""

    def __init__(self, folder: Path, browser: Browser, seen: SeenPages) -> None:
        self.server = LiveServer(f"sqlite:///{folder / 'borough.sqlite3'}", folder, kind="demo")
        self.records: dict[str, Values] = {}
        self._browser, self._seen = browser, seen
        self._guests: list[Visitor] = []
        self._visitors: dict[str, Visitor] = {}
        self._password = demo_password(folder)

    def start(self) -> None:
        url = self.server.environment["PORTAL_DATABASE_URL"]
        command.upgrade(alembic_config(url), "head")
        load_demo(self.server.app, SEFTON)
        with self.server.session() as session:
            self.records = _Additions(session).make()
            jobs.run_due(db.database())
            self.records["published file"] = _static_file(session)
        self.server.start()

    def stop(self) -> None:
        for visitor in self._guests:
            visitor.context.close()
        self.server.stop()

    def visitor(self, who: Role | str) -> Visitor:
        """The browser of somebody with a role, of the person who registers, or of anybody at all."""
        if who not in self._visitors:
            self._visitors[who] = self.guest()
            self._let_in(self._visitors[who], who)
        return self._visitors[who]

    def guest(self) -> Visitor:
        """A browser of its own for somebody who has not signed in."""
        self._guests.append(Visitor(self._browser, self.server.url, self._seen))
        return self._guests[-1]

    def _let_in(self, visitor: Visitor, who: Role | str) -> None:
        if who is Role.YOUNG_INSPECTOR:
            come_back(visitor, list_young_sign_ins(self._password)[0])
            return
        with self.server.session() as session:
            person = _person(session, who) if isinstance(who, Role) else None
            registrant = factories.find_person(session, REGISTRANT)
        if person:
            visitor.sign_in(person, self._password)
        elif who.startswith(CARD):
            visitor.go(f"/card/{who.removeprefix(CARD)}/back")
            visitor.fill(password=residents_made.PIN)
            visitor.press("Go in")
        elif who == "registrant":
            visitor.sign_in(registrant, PASSWORD)


def come_back(visitor: Visitor, young: YoungSignIn) -> None:
    """Somebody with their card, their nickname and their PIN."""
    visitor.go(f"/inspect/{young.code}/back")
    visitor.fill(nickname=young.nickname, password=young.pin)
    visitor.press("Go in")


def _person(session: Session, role: Role) -> Person:
    return session.scalars(select(Person).where(Person.email == email_of(role))).one()


def _static_file(session: Session) -> Values:
    file = session.scalars(select(StaticFile).order_by(StaticFile.name)).first()
    assert file is not None
    return {"sha256": file.sha256, "name": file.name}


def _price_place(due: DuePrice) -> Values:
    month = month_slug(due.period.month)
    return {"slug": month, "home": due.home.reference, "lot": due.lot_slug, "number": 1}


class _Additions:
    """Finds the demonstration's records and adds links, drafts, decisions to take and a withdrawn version."""

    def __init__(self, session: Session) -> None:
        self.session, self.now = session, clock.now()
        self.authority = factories.make_authority(session)
        self.admin, self.commissioner, self.publisher = (
            self._viewer(role) for role in (Role.PROVIDER_ADMIN, Role.COMMISSIONER, Role.PUBLISHER)
        )
        assert self.admin.provider_id is not None
        self.own = session.get_one(Provider, self.admin.provider_id)
        self.records: dict[str, Values] = {}

    def make(self) -> dict[str, Values]:
        for part in (self._links, self._people, self._homes, self._home_drafts, self._entries, self._statements):
            part()
        self._needs()
        self._prices()
        self._framework()
        self._notes()
        self._placements()
        self._visits()
        self._inspectors()
        self._disclosures()
        self._feedback()
        self._cards()
        self._voice_reports()
        self.session.commit()
        return self.records

    def _viewer(self, role: Role) -> Viewer:
        return factories.viewer_of(self.session, _person(self.session, role))

    def _add(self, values: Values, *names: str) -> None:
        self.records |= dict.fromkeys(names, values)

    def _notes(self) -> None:
        """A note that was shared with one's own organisation."""
        note = notes_made.shared(self.session, self.authority, self.own, self.commissioner)
        self._add({"reference": self.own.reference, "note": note.reference}, "staff: note", "shared note")

    def _placements(self) -> None:
        """A placement under watch with nothing approved, and a file that the commissioner has not confirmed."""
        watched = placements_made.record(self.session, is_unregistered=True)
        self._add({"reference": watched.reference, "step": "watch"}, "staff: placement", "staff: placement step")
        upload = placements_made.upload(self.session, self.authority, self.commissioner.person_id)
        self._add({"reference": upload}, "staff: placement upload")

    def _visits(self) -> None:
        """A planned visit, and reports: a final one, one to be checked by the provider, one with a point about it."""
        home = self.session.scalars(select(Home).where(Home.provider_id == self.own.id).order_by(Home.id)).first()
        assert home is not None
        officer = _person(self.session, Role.QA_OFFICER)
        planned = quality_made.visit(self.session, home, officer, starts_at=self.now + timedelta(days=40))
        self._add({"reference": planned.reference, "slug": "education"}, *VISIT)
        final = reports_made.final(self.session, home, self.admin, officer)
        action = reports_made.visit_actions(self.session, final)[0].reference
        photograph = reports_made.keep_photograph(self.session, planned, officer)
        self._add({"reference": planned.reference, "photograph": photograph}, "staff: photograph")
        place = {"reference": final.reference, "slug": "education", "action": action}
        for name in ("report", "action"):
            self._add(place, f"visit {name}", f"staff: visit {name}")
        asked, disputed = (reports_made.sent(self.session, home, officer) for _ in range(2))
        reports_made.disputed(self.session, disputed, self.admin)
        report_services.say_done(self.session, disputed, actor=self.admin, now=self.now)
        self._add({"reference": asked.reference, "slug": "education"}, "visit report to check")
        self._add({"reference": disputed.reference, "slug": "education"}, "staff: disputed report")
        self._add({"home": home.reference}, "staff: home to visit")
        day = self.now.date() - timedelta(days=30)
        quality_made.judgement(self.session, home, officer, on=day)
        self._add({"reference": home.reference, "judged_on": day.isoformat()}, "staff: judgement")

    def _inspectors(self) -> None:
        """An inspector of the demonstration's coordinator, with hours and a payment, on a visit of tomorrow."""
        held = self.session.scalars(select(InspectorVisit).order_by(InspectorVisit.id)).first()
        assert held is not None
        place = {"reference": held.visit.reference, "inspector": held.inspector.reference}
        self._add(place, "inspector's visit", "voice visit", "voice place")
        hours = inspector_queries.list_hours(self.session, held.inspector_id)[0]
        self._add({"reference": held.inspector.reference, "number": hours.id}, "inspector", "inspector hours")
        payment = inspector_queries.list_payments(self.session, held.inspector_id)[0]
        self._add({"reference": held.inspector.reference, "number": payment.id}, "inspector payment")
        self._add({"code": "3479CDFH"}, "card")

    def _disclosures(self) -> None:
        """What the demonstration's young inspector told of a visit, acknowledged, and a turn on the rota."""
        place = self.session.scalars(select(InspectorVisit).order_by(InspectorVisit.id)).first()
        assert place is not None
        told = disclosures_made.told(self.session, place.inspector.person, visit=place.visit)
        disclosures_made.acknowledged(self.session, told, _person(self.session, Role.SAFEGUARDING_LEAD))
        values = {"reference": told.reference, "duty": "designated-officer"}
        self._add(values, "own disclosure", "staff: disclosure", "staff: reminder")
        turn = self.session.scalars(select(SafeguardingTurn).order_by(SafeguardingTurn.id)).first()
        assert turn is not None
        self._add({"reference": turn.reference}, "staff: rota turn")

    def _feedback(self) -> None:
        """The inspector's in every state that a page is about."""
        home = self.session.scalars(select(Home).where(Home.provider_id == self.own.id).order_by(Home.id)).first()
        held = self.session.scalars(select(InspectorVisit).order_by(InspectorVisit.id)).first()
        assert home is not None and held is not None
        coordinator = _person(self.session, Role.COORDINATOR)
        for state, names in (
            (FeedbackState.DRAFT, ("visit told of",)),
            (FeedbackState.READ, ("staff: written feedback",)),
            (FeedbackState.PROPOSED, ("visit with proposal",)),
            (FeedbackState.SHARED, ("feedback", "staff: feedback")),
            (FeedbackState.ANSWERED, ("staff: answered feedback",)),
            (FeedbackState.SHARED_BACK, ("visit with answers",)),
        ):
            desk = feedback_made.desk(self.session, home, inspector=held.inspector, coordinator=coordinator)
            told = feedback_made.in_state(self.session, desk, state)
            reference = desk.visit.reference if names[0].startswith("visit") else told.reference
            self._add({"reference": reference, "slug": "wifi"}, *names)
            if state is FeedbackState.READ:
                disclosure = feedback_made.told_lead(self.session, told, self.now)
                self._add({"reference": disclosure.reference}, "staff: disclosure of feedback")

        pair = feedback_made.desk(self.session, home, inspector=held.inspector, coordinator=coordinator)
        other = feedback_made.other_of_pair(self.session, pair)
        joined = feedback_made.joined(self.session, pair, other)
        self._add({"reference": pair.visit.reference}, "visit of a pair")
        self._add({"reference": joined[0].reference}, "staff: joined feedback")

    def _cards(self) -> None:
        """A batch of residents' cards for a home, and what was said with three of them."""
        home = self.session.scalars(select(Home).where(Home.provider_id == self.own.id).order_by(Home.id)).first()
        held = self.session.scalars(select(InspectorVisit).order_by(InspectorVisit.id)).first()
        assert home is not None and held is not None
        coordinator = _person(self.session, Role.COORDINATOR)
        desk = feedback_made.desk(self.session, home, inspector=held.inspector, coordinator=coordinator)
        codes = residents_made.cards(self.session, home, desk.moderator, 6)
        for code, state, name in zip(
            codes,
            (FeedbackState.DRAFT, FeedbackState.PROPOSED, FeedbackState.SHARED_BACK),
            ("card told of", "card with proposal", "card with answers"),
            strict=False,
        ):
            residents_made.told(self.session, desk, code, state)
            self._add({"code": code, "slug": "could-be-better"}, name)
        self._add({"code": codes[-1]}, "unused card")
        batch = residents_made.card_of(self.session, codes[0]).batch
        self._add({"home": home.reference, "batch": batch.reference}, "home with cards")

    def _voice_reports(self) -> None:
        """The demonstration's draft, and its report that anybody may read."""
        draft, out = (
            self.session.scalars(select(VoiceReport).where(VoiceReport.state == state)).one()
            for state in (ReportState.DRAFT, ReportState.PUBLISHED)
        )
        self._add({"reference": draft.reference, "theme": draft.themes[0].reference}, "voice report", "voice theme")
        quote = next(quote for theme in out.themes for quote in theme.quotes)
        self._add({"reference": out.reference, "key": quote.key}, "voice quote")
        self._add({"quarter": quarter_slug(out.quarter)}, "published quarter")

    def _links(self) -> None:
        registrant = factories.make_person(self.session, REGISTRANT)
        draft = begin_registration(self.session, registrant.id, actor=events.SYSTEM, now=self.now)
        self._add({"reference": draft.reference, "step": "organisation"}, "registration", "registration step")
        sent = factories.make_provider(self.session, "Sent Limited", status=ProviderStatus.APPLIED)
        sent.registrant_id = registrant.id
        self._add({"reference": sent.reference}, "registration that was sent")
        person = factories.make_person(self.session, "Val Pine")
        person.password_hash = None
        grant = self._grant(person, Role.AUDITOR, authority_id=self.authority.id)
        for name, kind, options in (
            ("reset link", LinkKind.RESET, {"person": person}),
            ("invitation link", LinkKind.INVITATION, {"person": person, "grant": grant}),
            ("registration link", LinkKind.REGISTRATION, {}),
        ):
            email = person.inbox if options else "new@example.com"
            token = accounts.make_link(
                self.session, kind, email=email, lasts=timedelta(hours=1), now=self.now, **options
            )
            self._add({"token": token}, name)

    def _grant(self, person: Person, role: Role, **options: Any) -> Grant:
        grant = accounts.add_grant(self.session, person, role, actor=events.SYSTEM, now=self.now, **options)
        self.session.commit()
        return grant

    def _people(self) -> None:
        at_own = {"provider_id": self.own.id, "provider_reference": self.own.reference}
        here = {"authority_id": self.authority.id}
        for names, role, options in (
            (("colleague",), Role.PROVIDER_MEMBER, {**at_own, "accepted": True}),
            (("invited colleague",), Role.PROVIDER_MEMBER, at_own),
            (("staff: grant",), Role.QA_OFFICER, {**here, "accepted": True}),
            (("staff: invitation",), Role.QA_OFFICER, here),
            (("staff: waiting grant",), Role.COMMISSIONER, {**here, "approved": False}),
        ):
            grant = self._grant(factories.make_person(self.session), role, **options)
            self._add({"reference": grant.reference}, *names)
        self._add({"reference": self.own.reference}, "staff: provider")
        applicant = factories.make_provider(self.session, "Applicant Limited", status=ProviderStatus.APPLIED)
        self._add({"reference": applicant.reference}, "staff: applicant")
        self._add({"part": "contact"}, "profile part")

    def _homes(self) -> None:
        """A planned home, and one that claims the URN of another."""
        own = select(Home).where(Home.provider_id == self.own.id).order_by(Home.id)
        home = self.session.scalars(own).first()
        assert home is not None
        place = {"reference": home.reference, "step": "name", "building": home.premises[0].reference}
        self._add(place, "home", "home step", "building", "staff: home", "staff: home step")
        planned = homes_made.planned(self.session, self.own)
        self._add({"reference": planned.reference}, "planned home", "staff: planned home")
        other = factories.make_provider(self.session, "Dunes Care Limited")
        contested = homes_made.add(self.session, other, name="Contested House", urn=home.urn)
        self._add({"reference": contested.reference}, "staff: contested home")

    def _home_drafts(self) -> None:
        for desk, actor in (("", self.admin), ("staff: ", self.commissioner)):
            draft = homes.start_draft(self.session, self.own, ServiceType.RESIDENTIAL, actor=actor, now=self.now)
            for step, answers in HOME_ANSWERS.items():
                draft = homes.save_step(self.session, draft, step, answers, version=draft.version, now=self.now)
            self._add({"reference": draft.reference, "step": "name"}, f"{desk}home draft", f"{desk}home draft step")

    def _entries(self) -> None:
        period = self.session.scalars(select(ReturnPeriod).order_by(ReturnPeriod.month.desc())).first()
        assert period is not None
        month = {"slug": month_slug(period.month), "number": 1}
        self._add(month, "month")
        for name, state in (("entry", EntryState.QUERIED), ("entry in draft", EntryState.DRAFT)):
            self._add({**month, "home": self._home_in(period, state, own=True)}, name, f"{name} version")
        self._add({**month, "home": self._home_not_begun(period)}, "entry not begun")
        for name, state in (("staff: entry", EntryState.RESUBMITTED), ("staff: sent entry", EntryState.SUBMITTED)):
            self._add({**month, "home": self._home_in(period, state, own=False)}, name, f"{name} version")

    def _home_in(self, period: ReturnPeriod, state: EntryState, *, own: bool) -> str:
        query = select(Home.reference).join(Entry, Entry.home_id == Home.id).order_by(Home.id)
        query = query.where(Entry.period_id == period.id, Entry.state == state)
        found = self.session.scalars(query.where(Home.provider_id == self.own.id) if own else query).first()
        assert found, f"no home is {state}"
        return found

    def _home_not_begun(self, period: ReturnPeriod) -> str:
        begun = select(Entry.home_id).where(Entry.period_id == period.id)
        own = Home.provider_id == self.own.id
        query = select(Home.reference).where(own, Home.id.not_in(begun), Home.opened_on.is_not(None))
        return self.session.scalars(query.order_by(Home.id)).first() or ""

    def _statements(self) -> None:
        published = self._statement(StatementState.PUBLISHED)
        draft = self._statement(StatementState.DRAFT)
        place = {"reference": published.reference, "slug": published.slug, "number": 1, "table": TABLE}
        for name in ("", " version", " table", " version table", " pdf", " pdf version"):
            self._add(place, f"published{name}")
        self._add(place, "staff: statement", "staff: statement version")
        at = {"reference": draft.reference, "section": draft.sections[0].reference}
        self._add(at, "staff: draft", "staff: section")
        details = replace(making.DETAILS, as_of_month=draft.as_of_month)
        in_review, approved, withdrawn = (
            making.make_draft(self.session, self.commissioner, slug=slug, details=details)
            for slug in ("in-review", "approved", "withdrawn")
        )
        self._bring_on(in_review, approved, withdrawn)

    def _statement(self, state: StatementState) -> Statement:
        return self.session.scalars(select(Statement).where(Statement.state == state)).one()

    def _bring_on(self, in_review: Statement, approved: Statement, withdrawn: Statement) -> None:
        session, now = self.session, self.now
        review.send_for_review(session, in_review, actor=self.commissioner, now=now)
        making.approve(session, approved, self.commissioner, self.publisher)
        version = making.publish(session, withdrawn, self.commissioner, self.publisher)
        drafting.reopen(session, withdrawn, actor=self.commissioner, now=now)
        publishing.withdraw(session, version, withdrawn, note="A figure was wrong.", actor=self.publisher, now=now)
        self._add({"reference": in_review.reference}, "staff: statement in review")
        self._add({"reference": approved.reference}, "staff: approved statement")
        self._add({"reference": withdrawn.reference, "slug": withdrawn.slug, "number": 1}, "staff: withdrawn version")

    def _prices(self) -> None:
        """One's own price of the complete month and one begun for the open month; another's that asks for an uplift."""
        *_, complete, opened = self.session.scalars(select(ReturnPeriod).order_by(ReturnPeriod.month)).all()
        accepted, begun = (
            pricing_queries.list_due(self.session, period, provider_id=self.own.id, authority_id=self.authority.id)[0]
            for period in (complete, opened)
        )
        typed = typed_of(prices_made.ASKING)
        pricing.save_draft(self.session, begun, typed=typed, expected=0, actor=self.admin, now=self.now)
        at = {"authority_id": self.authority.id}
        sent = pricing_queries.match_due(self.session, opened, **at, wanted=Filter(states=(EntryState.SUBMITTED,)))
        waiting = pricing_queries.list_matched(self.session, opened, sent.keys, **at)
        asking = next(due for due in waiting if due.latest and due.latest.uplift_percent)
        self._add({"slug": month_slug(opened.month)}, "pricing month")
        for name, due in (("price", begun), ("price version", accepted)):
            self._add(_price_place(due), name)
        self._add(_price_place(asking), "staff: price", "staff: price version")

    def _framework(self) -> None:
        """A published framework with the organisation on one of its lots."""
        framework = framework_made.framework(self.session, self.commissioner, is_published=True)
        lot = framework_made.lot(self.session, framework, self.commissioner)
        member = framework_made.member(self.session, lot, self.own, self.commissioner)
        place = {"reference": framework.reference, "lot": lot.reference, "member": member.reference}
        self._add({**place, "part": "joining", "change": "suspend"}, *FRAMEWORK)

    def _needs(self) -> None:
        slug = self.session.scalars(select(IndicatorSeries.slug).order_by(IndicatorSeries.slug)).first()
        self._add({"slug": slug}, "staff: measure")
        withheld, printed = "reasons-for-leaving-care", "fostering-placements-by-sourcing"
        needs_made.printed(self.session, self.authority, printed, self.publisher)
        self._add({"slug": withheld}, "staff: withheld measure")
        self._add({"slug": printed}, "staff: printed measure")
