"""Records that the borough lacks so that every address has one to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from portal import events
from portal.access import Role
from portal.accounts import services as accounts
from portal.accounts.models import Grant, LinkKind, Person
from portal.homes import services as homes
from portal.homes.models import Genders, Home, HomeStatus, ServiceType
from portal.needs.models import IndicatorSeries
from portal.providers.models import ProviderStatus
from portal.providers.services import begin_registration
from portal.quality.reports import services as report_services
from portal.returns.models import Entry, EntryState, ReturnPeriod
from portal.returns.pricing import queries as pricing_queries
from portal.returns.pricing import services as pricing
from portal.returns.pricing.forms.entry import typed_of
from portal.returns.pricing.queries import DuePrice, Filter
from portal.returns.rules import month_slug
from portal.statements.models import Statement, StatementState
from portal.statements.services import drafting, publishing, review
from tests import factories
from tests.integration.framework import made as framework_made
from tests.integration.homes import made as homes_made
from tests.integration.needs import made as needs_made
from tests.integration.placements import made as placements_made
from tests.integration.quality import made as quality_made
from tests.integration.quality import notes as notes_made
from tests.integration.quality.reports import made as reports_made
from tests.integration.quality.reports.suspended import suspended
from tests.integration.returns.pricing import made as prices_made
from tests.integration.statements import making
from tests.journeys.pages.adding import REGISTRANT, Values, person_of
from tests.journeys.pages.voices import Voices

TABLE = "market-residential-use"
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


def _price_place(due: DuePrice) -> Values:
    month = month_slug(due.period.month)
    return {"slug": month, "home": due.home.reference, "lot": due.lot_slug, "number": 1}


class Additions(Voices):
    """Everything that is made beside the demonstration, by names of the access table."""

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
        officer = person_of(self.session, Role.QA_OFFICER)
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
        suspension = suspended(self.session, contested, self.commissioner)
        self._add({"reference": contested.reference, "suspension": suspension.reference}, "staff: suspension")

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
