"""A small world in which every address of the access matrix has a record: one's own, another's and a missing one.

Two organisations (Sandhills is the visitors' own, Dunes another's), and two authorities (Sefton is the visitors' own;
Wirral another's, with an organisation that Sefton knows nothing of). `Records` hold the values of placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events, jobs
from portal.access import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Grant, LinkKind, Person
from portal.authorities.models import Authority
from portal.db import Database
from portal.homes import services as homes
from portal.homes.models import Home, ServiceType
from portal.needs.services import import_series
from portal.providers.models import Provider, ProviderStatus
from portal.providers.services import begin_registration
from portal.returns import rules as return_rules
from portal.returns.pricing.queries.due import NO_LOT
from portal.statements.models import Statement, StaticFile
from portal.statements.services import drafting, publishing
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.pooled.words import quarter_slug
from tests import factories
from tests.integration.framework import made as framework_made
from tests.integration.homes import made as homes_made
from tests.integration.needs import made as needs_made
from tests.integration.placements import made as placements_made
from tests.integration.quality import made as quality_made
from tests.integration.quality import notes as notes_made
from tests.integration.quality.reports import made as reports_made
from tests.integration.returns import made as returns_made
from tests.integration.returns.pricing import made as prices_made
from tests.integration.statements import making
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.integration.voice.pooled import made as pooled_made
from tests.integration.voice.residents import made as residents_made

NEEDS = Path(__file__).parents[2] / "portal/demo/packs/sefton/needs"
MISSING = {
    "reference": "ZZ-XXXXXXXX",
    "home": "HM-XXXXXXXX",
    "slug": "1999-01",
    "building": "PS-XXXXXXXX",
    "section": "SE-XXXXXXXX",
    "lot": "LT-XXXXXXXX",
    "member": "LM-XXXXXXXX",
    "number": 99,
    "token": "x" * 43,
    "table": "nothing",
    "sha256": "0" * 64,
    "judged_on": "1999-01-01",
    "code": "nothing",
    "inspector": "YI-XXXXXXXX",
    "batch": "RB-XXXXXXXX",
    "action": "AC-XXXXXXXX",
    "photograph": "VP-XXXXXXXX",
}
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Records:
    """Placeholders' values. `unkept` is a home of one's organisation that the provider member does not look after."""

    own: Values
    other: Values | None = None
    unkept: Values | None = None

    @property
    def missing(self) -> Values:
        """The same address, naming nothing that exists."""
        return {**self.own, **{name: value for name, value in MISSING.items() if name in self.own}}


@dataclass
class World:
    """Everybody who visits (by role; "no role" is the person who registers) and every kind of record."""

    people: dict[Role | str, Person] = field(default_factory=dict)
    records: dict[str, Records] = field(default_factory=dict)


class Maker:
    """Makes the world, a part at a time."""

    def __init__(self, session: Session, database: Database) -> None:
        self.session = session
        self.database = database
        self.now = clock.now()
        self.world = World()
        self.sefton = factories.make_authority(session)
        self.wirral = factories.make_other_authority(session)
        homes_made.know_places(session)
        self.own = factories.make_provider(session, "Sandhills Care Limited")
        self.other = factories.make_provider(session, "Dunes Care Limited")
        self.foreign = self._at_wirral(factories.make_provider(session, "Mersey Care Limited"))
        self.admin = self._viewer(factories.make_provider_person(session, self.own, name="Sandhills Admin"))
        self.other_admin = self._viewer(factories.make_provider_person(session, self.other, name="Dunes Admin"))
        self.commissioner = making.make_writer(session)
        self.publisher = making.make_publisher(session)

    def make(self) -> World:
        """The whole world."""
        self._people()
        self._organisations()
        self._links()
        self._colleagues()
        self._staff()
        self._homes()
        self._entries()
        self._prices()
        self._frameworks()
        self._notes()
        self._placements()
        self._visits()
        self._disclosures()
        self._feedback()
        self._cards()
        self._voice_reports()
        self._statements()
        self._published()
        self._inspectors()
        self.session.commit()
        return self.world

    def _viewer(self, person: Person) -> Viewer:
        self.session.refresh(person)
        return factories.viewer_of(self.session, person)

    def _at_wirral(self, provider: Provider) -> Provider:
        provider.standings[0].authority_id = self.wirral.id
        self.session.commit()
        return provider

    def _add(self, name: str, own: Values, other: Values | None = None, unkept: Values | None = None) -> None:
        self.world.records[name] = Records(own, other, unkept)

    def _people(self) -> None:
        others = set(Role) - {Role.YOUNG_INSPECTOR}
        self.world.people = {role: factories.make_person_with(self.session, role, self.own) for role in others}
        self.young = factories.make_inspector(self.session, self.world.people[Role.COORDINATOR])
        self.world.people[Role.YOUNG_INSPECTOR] = self.young.person
        self.world.people["no role"] = factories.make_person(self.session, "Robin Ash")

    def _organisations(self) -> None:
        registrant, stranger = self.world.people["no role"], factories.make_person(self.session, "Kim Oak")
        own, other = (
            begin_registration(self.session, person.id, actor=events.SYSTEM, now=self.now).reference
            for person in (registrant, stranger)
        )
        self._add("registration", {"reference": own}, {"reference": other})
        step = {"step": "organisation"}
        self._add("registration step", {"reference": own, **step}, {"reference": other, **step})
        self._add("profile part", {"part": "contact"})
        foreign = {"reference": self.foreign.reference}
        self._add("staff: provider", {"reference": self.own.reference}, foreign)
        applicant = factories.make_provider(self.session, "Applicant Limited", status=ProviderStatus.APPLIED)
        self._add("staff: applicant", {"reference": applicant.reference}, foreign)

    def _links(self) -> None:
        person = factories.make_person(self.session, "Val Pine")
        grant = self._grant(person, Role.AUDITOR, authority=self.sefton, accepted=False)
        for name, kind in (
            ("reset link", LinkKind.RESET),
            ("invitation link", LinkKind.INVITATION),
            ("registration link", LinkKind.REGISTRATION),
        ):
            token = accounts.make_link(
                self.session,
                kind,
                email="new@example.com" if kind is LinkKind.REGISTRATION else person.inbox,
                lasts=timedelta(hours=1),
                now=self.now,
                person=None if kind is LinkKind.REGISTRATION else person,
                grant=grant if kind is LinkKind.INVITATION else None,
            )
            self._add(name, {"token": token})
        self.session.commit()

    def _grant(self, person: Person, role: Role, *, authority: Authority | None = None, **options: Any) -> Grant:
        provider = None if authority else self.own
        grant = accounts.add_grant(
            self.session,
            person,
            role,
            actor=events.SYSTEM,
            now=self.now,
            provider_id=provider.id if provider else None,
            provider_reference=provider.reference if provider else None,
            authority_id=authority.id if authority else None,
            **options,
        )
        self.session.commit()
        return grant

    def _colleagues(self) -> None:
        colleague = factories.make_provider_person(self.session, self.own, Role.PROVIDER_MEMBER, "Lee Holly")
        stranger = factories.make_provider_person(self.session, self.other, Role.PROVIDER_MEMBER, "Max Yew")
        own, other = self._reference_of(colleague), self._reference_of(stranger)
        self._add("colleague", {"reference": own}, {"reference": other})
        invited = self._grant(factories.make_person(self.session), Role.PROVIDER_MEMBER)
        self._add("invited colleague", {"reference": invited.reference}, {"reference": other})

    def _reference_of(self, person: Person) -> str:
        return self.session.scalars(select(Grant.reference).where(Grant.person_id == person.id)).one()

    def _staff(self) -> None:
        own = self._reference_of(factories.make_staff(self.session, Role.QA_OFFICER))
        stranger = factories.make_staff(self.session, Role.AUDITOR, authority=self.wirral)
        foreign = {"reference": self._reference_of(stranger)}
        invited = self._grant(factories.make_person(self.session), Role.QA_OFFICER, authority=self.sefton)
        waiting = self._grant(
            factories.make_person(self.session), Role.COMMISSIONER, authority=self.sefton, approved=False
        )
        self._add("staff: grant", {"reference": own}, foreign)
        self._add("staff: invitation", {"reference": invited.reference}, foreign)
        self._add("staff: waiting grant", {"reference": waiting.reference}, foreign)

    def _homes(self) -> None:
        add = homes_made.add
        self.kept = add(self.session, self.own, name="Kept House", urn="SC100001")
        self.unkept = add(self.session, self.own, name="Unkept House", urn="SC100002")
        self.others = add(self.session, self.other, name="Dunes House", urn="SC100003")
        self.foreigners = add(self.session, self.foreign, name="Mersey House", urn="SC100004")
        contested = add(self.session, self.other, name="Contested House", urn="SC100001")
        planned = [homes_made.planned(self.session, provider) for provider in (self.own, self.other, self.foreign)]
        factories.make_keeper(self.session, self.kept, self.world.people[Role.PROVIDER_MEMBER])
        kept, unkept, others, foreign = ({"reference": home.reference} for home in self._four())
        name = {"step": "name"}
        self._add("home", kept, others, unkept)
        self._add("home step", {**kept, **name}, {**others, **name})
        self._add("planned home", {"reference": planned[0].reference}, {"reference": planned[1].reference})
        self._add(
            "building",
            *(
                {**values, "building": self._building(home)}
                for values, home in (
                    (kept, self.kept),
                    (others, self.others),
                )
            ),
        )
        self._add("staff: home", kept, foreign)
        self._add("staff: home step", {**kept, **name}, {**foreign, **name})
        self._add("staff: planned home", {"reference": planned[0].reference}, {"reference": planned[2].reference})
        self._add("staff: contested home", {"reference": contested.reference}, foreign)
        self._drafts()

    def _four(self) -> tuple[Home, Home, Home, Home]:
        return self.kept, self.unkept, self.others, self.foreigners

    def _building(self, home: Home) -> str:
        self.session.refresh(home)
        return home.premises[0].reference

    def _drafts(self) -> None:
        """A member of staff's draft is theirs alone, so each of the two market roles has one of their own."""
        own, other = (self._draft(*pair) for pair in ((self.own, self.admin), (self.other, self.other_admin)))
        self._add("home draft", own, other)
        self._add("home draft step", {**own, "step": "name"}, {**other, "step": "name"})
        colleague = self._draft(self.own, self.commissioner)
        for role in (Role.COMMISSIONER, Role.PUBLISHER):
            draft = self._draft(self.own, self._viewer(self.world.people[role]))
            self._add(f"staff: home draft, {role}", draft, colleague)
            self._add(f"staff: home draft step, {role}", {**draft, "step": "name"}, {**colleague, "step": "name"})

    def _draft(self, provider: Provider, actor: Viewer) -> Values:
        draft = homes.start_draft(self.session, provider, ServiceType.RESIDENTIAL, actor=actor, now=self.now)
        return {"reference": draft.reference}

    def _entries(self) -> None:
        period = factories.make_period(self.session)
        month = {"slug": return_rules.month_slug(period.month)}
        foreign_admin = self._viewer(factories.make_provider_person(self.session, self.foreign, name="Mersey Admin"))
        senders = (self.admin, self.admin, self.other_admin, foreign_admin)
        for home, sender in zip(self._four(), senders, strict=True):
            returns_made.sent(self.session, period, home, sender, self._line(home))
        kept, unkept, others, foreign = ({**month, "home": home.reference} for home in self._four())
        number = {"number": 1}
        self._add("month", month)
        self._add("entry", kept, others, unkept)
        self._add("entry version", {**kept, **number}, {**others, **number}, {**unkept, **number})
        self._add("staff: entry", kept, foreign)
        self._add("staff: entry version", {**kept, **number}, {**foreign, **number})
        self._add("staff: sent entry", kept, foreign)

    def _prices(self) -> None:
        """Prices that ask for an uplift: one's own, another's, and one of an organisation at Wirral."""
        before = return_rules.months_before(self.now.date(), 1)
        period = factories.make_period(self.session, before, is_pricing_due=True)
        month = {"slug": return_rules.month_slug(period.month)}
        foreign_admin = self._viewer(factories.make_provider_person(self.session, self.foreign, name="Mersey Finance"))
        homes = (self.kept, self.others, self.foreigners)
        for home, sender in zip(homes, (self.admin, self.other_admin, foreign_admin), strict=True):
            prices_made.sent(self.session, period, home, sender, prices_made.ASKING)
        own, other, foreign = ({**month, "home": home.reference, "lot": NO_LOT} for home in homes)
        number = {"number": 1}
        self._add("pricing month", month)
        self._add("price", own, other)
        self._add("price version", {**own, **number}, {**other, **number})
        self._add("staff: price", own, foreign)
        self._add("staff: price version", {**own, **number}, {**foreign, **number})

    @staticmethod
    def _line(home: Home) -> return_rules.CapacityLine:
        """Everything empty and available, whatever the size of the home."""
        return return_rules.CapacityLine(
            registered=home.registered_places,
            usable=home.registered_places,
            occupied={},
            reserved=0,
            available=home.registered_places,
            blocked={},
            staff_vacancies=0,
            agency_share=0,
        )

    def _frameworks(self) -> None:
        """A lot with a member at Sefton, and one at Wirral."""
        foreigner = self._viewer(factories.make_staff(self.session, Role.COMMISSIONER, authority=self.wirral))
        places = []
        for actor, provider in ((self.commissioner, self.own), (foreigner, self.foreign)):
            framework = framework_made.framework(self.session, actor)
            lot = framework_made.lot(self.session, framework, actor)
            member = framework_made.member(self.session, lot, provider, actor)
            places.append({"reference": framework.reference, "lot": lot.reference, "member": member.reference})
        for kind, more in (
            ("framework", {}),
            ("framework part", {"part": "details"}),
            ("lot", {}),
            ("member", {}),
            ("member standing", {"change": "suspend"}),
        ):
            self._add(f"staff: {kind}", *({**place, **more} for place in places))

    def _notes(self) -> None:
        """A note shared with one's own organisation, one shared with another, and one of Wirral's."""
        foreigner = self._viewer(factories.make_staff(self.session, Role.COMMISSIONER, authority=self.wirral))
        own, other = (
            notes_made.shared(self.session, self.sefton, provider, self.commissioner)
            for provider in (self.own, self.other)
        )
        foreign = notes_made.shared(self.session, self.wirral, self.foreign, foreigner)
        self._add("shared note", {"note": own.reference}, {"note": other.reference})
        self._add(
            "staff: note",
            *(
                {"reference": provider.reference, "note": note.reference}
                for provider, note in ((self.own, own), (self.foreign, foreign))
            ),
        )

    def _placements(self) -> None:
        own, other = placements_made.record(self.session), placements_made.record(self.session, authority=self.wirral)
        mine, foreign = {"reference": own.reference}, {"reference": other.reference}
        self._add("staff: placement", mine, foreign)
        self._add("staff: placement step", {**mine, "step": "fee"}, {**foreign, "step": "fee"})
        colleague = {"reference": placements_made.upload(self.session, self.sefton, self.commissioner.person_id)}
        for role in (Role.COMMISSIONER, Role.PUBLISHER):
            upload = placements_made.upload(self.session, self.sefton, self.world.people[role].id)
            self._add(f"staff: placement upload, {role}", {"reference": upload}, colleague)

    def _visits(self) -> None:
        """A planned visit of the QA officer at Sefton, and one at Wirral."""
        officer = self.world.people[Role.QA_OFFICER]
        stranger = factories.make_staff(self.session, Role.QA_OFFICER, authority=self.wirral)
        colleague = factories.make_staff(self.session, Role.QA_OFFICER, name="Sky Fir")
        own = quality_made.visit(self.session, self.kept, officer)
        unkept, others = (quality_made.visit(self.session, home, colleague) for home in (self.unkept, self.others))
        foreign = quality_made.visit(self.session, self.foreigners, stranger, authority_id=self.wirral.id)
        mine, unkept_visit, theirs = ({"reference": each.reference} for each in (own, unkept, others))
        self._add("staff: visit", mine, {"reference": foreign.reference})
        self._add("staff: assigned visit", mine, theirs)
        self._add("announced visit", mine, theirs, unkept_visit)
        self._add("staff: home to visit", {"home": self.kept.reference}, {"home": self.foreigners.reference})
        day = {"judged_on": (self.now - timedelta(days=30)).date().isoformat()}
        for home in (self.kept, self.foreigners):
            quality_made.judgement(self.session, home, officer, on=date.fromisoformat(day["judged_on"]))
        places = ({"reference": home.reference, **day} for home in (self.kept, self.foreigners))
        self._add("staff: judgement", *places)
        slug = {"slug": "education"}
        self._add("staff: visit sheet", {"reference": own.reference, **slug}, {"reference": foreign.reference, **slug})
        self._reports(officer, stranger)

    def _reports(self, officer: Person, stranger: Person) -> None:
        """A final report with an action and a photograph, of each of the four homes."""
        foreign_admin = self._viewer(factories.make_provider_person(self.session, self.foreign))
        admins = (self.admin, self.admin, self.other_admin, foreign_admin)
        places = []
        for home, admin in zip(self._four(), admins, strict=True):
            by, where = (stranger, self.wirral) if home is self.foreigners else (officer, self.sefton)
            visit = reports_made.final(self.session, home, admin, by, authority_id=where.id)
            photograph = reports_made.keep_photograph(self.session, visit, by)
            action = reports_made.visit_actions(self.session, visit)[0].reference
            places.append(
                {"reference": visit.reference, "slug": "education", "action": action, "photograph": photograph}
            )
        kept, unkept, others, foreign = places
        for name in ("report", "action"):
            self._add(f"visit {name}", kept, others, unkept)
            self._add(f"staff: visit {name}", kept, foreign)
        self._add("staff: photograph", kept, foreign)

    def _disclosures(self) -> None:
        """What the young inspector told of a visit to the kept home, and what others did; a lead acts on the first."""
        visit = quality_made.visit(self.session, self.kept, self.world.people[Role.QA_OFFICER])
        own = disclosures_made.told(self.session, self.world.people[Role.YOUNG_INSPECTOR], visit=visit)
        other = disclosures_made.told(self.session, disclosures_made.inspector(self.session, "Rowan"))
        foreign_lead = disclosures_made.lead(self.session, authority=self.wirral)
        foreign = disclosures_made.told(self.session, visit=visit, authority=self.wirral)
        lead = self.world.people[Role.SAFEGUARDING_LEAD]
        for disclosure, person in ((own, lead), (foreign, foreign_lead)):
            disclosures_made.acknowledged(self.session, disclosure, person)
        mine, theirs = {"reference": own.reference}, {"reference": foreign.reference}
        duty = {"duty": "designated-officer"}
        self._add("own disclosure", mine, {"reference": other.reference})
        self._add("staff: disclosure", mine, theirs)
        self._add("staff: reminder", {**mine, **duty}, {**theirs, **duty})
        turns = [disclosures_made.on_rota(self.session, lead, from_days=days) for days in (0, 1)]
        turns[1].authority_id = self.wirral.id
        self._add("staff: rota turn", *({"reference": turn.reference} for turn in turns))

    def _feedback(self) -> None:
        """The inspector's in every state that a page is about, what homes were told, and the same at Wirral."""
        draft, proposed, back = (
            self._told(self.kept, state)
            for state in (FeedbackState.DRAFT, FeedbackState.PROPOSED, FeedbackState.SHARED_BACK)
        )
        read, answered = self._told(self.kept, FeedbackState.READ), self._told(self.kept, FeedbackState.ANSWERED)
        foreign = self._told(self.foreigners, FeedbackState.ANSWERED, at=self.wirral)
        for name, one in (("told of", draft), ("with proposal", proposed), ("with answers", back)):
            values = [{"reference": each.visit.reference, "slug": "wifi"} for each in (one, foreign) if each.visit]
            self._add(f"visit {name}", *values)
        shared = [self._told(home, FeedbackState.SHARED) for home in (self.kept, self.others, self.unkept)]
        point = {"slug": "wifi", "step": "read"}
        self._add("feedback", *({"reference": each.reference, **point} for each in shared))
        for name, one in (("written ", read), ("answered ", answered), ("", shared[0])):
            own, other = ({"reference": each.reference, **point} for each in (one, foreign))
            self._add(f"staff: {name}feedback", own, other)
        told = (feedback_made.told_lead(self.session, each, self.now) for each in (read, foreign))
        self._add("staff: disclosure of feedback", *({"reference": each.reference} for each in told))

        self._pairs()

    def _pairs(self) -> None:
        """What the young inspector and another said of one visit and want read as one, and the same at Wirral."""
        pairs = []
        for home, at in ((self.kept, None), (self.foreigners, self.wirral)):
            desk = self._desk(home, at)
            pairs.append(feedback_made.joined(self.session, desk, feedback_made.other_of_pair(self.session, desk)))
        visits = [{"reference": pair[0].visit.reference} for pair in pairs if pair[0].visit]
        self._add("visit of a pair", *visits)
        self._add("staff: joined feedback", *({"reference": pair[0].reference} for pair in pairs))

    def _told(self, home: Home, state: FeedbackState, *, at: Authority | None = None) -> Feedback:
        return feedback_made.in_state(self.session, self._desk(home, at), state)

    def _desk(self, home: Home, at: Authority | None) -> feedback_made.Desk:
        carer = self.world.people[Role.COORDINATOR]
        who = {} if at else {"coordinator": carer, "inspector": self.young.inspector}
        return feedback_made.desk(self.session, home, authority_id=at.id if at else None, **who)

    def _cards(self) -> None:
        """A resident's card in every state that a page is about, batches for the kept home, and Wirral's."""
        session, carer = self.session, self._viewer(self.world.people[Role.COORDINATOR])
        desk = feedback_made.desk(
            session, self.kept, coordinator=self.world.people[Role.COORDINATOR], inspector=self.young.inspector
        )
        unused, *others = residents_made.cards(session, self.kept, carer, 5)
        self._add("unused card", {"code": unused})
        for code, state, name in zip(
            others,
            (FeedbackState.DRAFT, FeedbackState.PROPOSED, FeedbackState.SHARED_BACK),
            ("told of", "with proposal", "with answers"),
            strict=False,
        ):
            residents_made.told(session, desk, code, state)
            self._add(f"card {name}", {"code": code, "slug": "wifi"}, {"code": others[-1], "slug": "wifi"})
        foreign = residents_made.cards(session, self.foreigners, carer, authority_id=self.wirral.id)
        self._add(
            "home with cards",
            *(
                {"home": home.reference, "batch": residents_made.card_of(session, code).batch.reference}
                for home, code in ((self.kept, unused), (self.foreigners, foreign[0]))
            ),
        )

    def _voice_reports(self) -> None:
        """A draft of the last quarter's report, one of Wirral's, and a quarter before that anybody may read."""
        coordinator = self._viewer(self.world.people[Role.COORDINATOR])
        stranger = self._viewer(factories.make_staff(self.session, Role.COORDINATOR, authority=self.wirral))
        own = pooled_made.report(self.session, self.sefton.id, coordinator)
        foreign = pooled_made.report(self.session, self.wirral.id, stranger)
        mine, theirs = ({"reference": each.reference, "theme": each.themes[0].reference} for each in (own, foreign))
        self._add("voice report", mine, theirs)
        self._add("voice theme", mine, theirs)
        told = (
            self._told(self.kept, FeedbackState.SHARED),
            self._told(self.foreigners, FeedbackState.SHARED, at=self.wirral),
        )
        keys = [pooled_made.quoted(self.session, *each) for each in zip((own, foreign), told, strict=True)]
        self._add("voice quote", {**mine, "key": keys[0]}, {**theirs, "key": keys[1]})
        out = pooled_made.published(self.session, self.sefton.id, coordinator, self.publisher, quarters_ago=2)
        self._add("published quarter", {"quarter": quarter_slug(out.quarter)})

    def _statements(self) -> None:
        own = making.make_draft(self.session, self.commissioner, slug="own-draft")
        writer = self._viewer(factories.make_staff(self.session, Role.COMMISSIONER, authority=self.wirral))
        other = self._foreign_draft(writer)
        mine, foreign = {"reference": own.reference}, {"reference": other.reference}
        self._add("staff: draft", mine, foreign)
        self._add(
            "staff: section",
            *(
                {"reference": statement.reference, "section": statement.sections[0].reference}
                for statement in (own, other)
            ),
        )
        for authority, name in ((self.sefton, "rate"), (self.wirral, "by-age")):
            file = (NEEDS / f"children-looked-after-{name}.csv").read_text(encoding="utf-8")
            theirs = file.replace("authority,Sefton,E08000014", f"authority,{authority.name},{authority.code}")
            import_series(self.session, authority, theirs.encode(), actor=events.SYSTEM, now=self.now)
        slugs = [{"slug": f"children-looked-after-{name}"} for name in ("rate", "by-age")]
        self._add("staff: measure", *slugs)
        self._printings(foreign=slugs[1])

    def _printings(self, *, foreign: Values) -> None:
        """Two measures with small numbers at Sefton, one of them printed as its source printed it."""
        for name, kind in (("reasons-for-leaving-care", "withheld"), ("fostering-placements-by-sourcing", "printed")):
            file = (NEEDS / f"{name}.csv").read_bytes()
            import_series(self.session, self.sefton, file, actor=events.SYSTEM, now=self.now)
            self._add(f"staff: {kind} measure", {"slug": name}, foreign)
        needs_made.printed(self.session, self.sefton, "fostering-placements-by-sourcing", self.publisher)

    def _foreign_draft(self, writer: Viewer) -> Statement:
        return drafting.start_statement(
            self.session,
            authority_id=self.wirral.id,
            slug="foreign-draft",
            details=making.DETAILS,
            sections=making.SECTIONS,
            actor=writer,
            now=making.NOW,
        )

    def _published(self) -> None:
        making.make_market(self.session)
        shown, hidden = (
            making.make_draft(self.session, self.commissioner, slug=slug) for slug in ("shown", "withdrawn")
        )
        for statement in (shown, hidden):
            version = making.publish(self.session, statement, self.commissioner, self.publisher)
        publishing.withdraw(
            self.session, version, hidden, note="A figure was wrong.", actor=self.publisher, now=making.NOW
        )
        jobs.run_due(self.database)
        foreign = self.world.records["staff: draft"].other or {}
        address, number = {"slug": "shown"}, {"number": 1}
        self._add("staff: statement", {"reference": shown.reference}, foreign)
        self._add("staff: statement version", {"reference": shown.reference, **number}, {**foreign, **number})
        self._add("staff: withdrawn version", {"reference": hidden.reference, **number}, {**foreign, **number})
        table = {"table": "market-residential-use"}
        for name, values in (("", {}), (" table", table)):
            self._add(f"published{name}", {**address, **values})
            self._add(f"published version{name}", {**address, **number, **values})
        self._add("published pdf", address)
        self._add("published pdf version", {**address, **number})
        file = self.session.scalars(select(StaticFile)).first()
        assert file is not None
        self._add("published file", {"sha256": file.sha256, "name": file.name})

    def _inspectors(self) -> None:
        """The visitors' coordinator with the young inspector among them on a visit; a colleague's; and at Wirral."""
        session, carer = self.session, self.world.people[Role.COORDINATOR]
        mine = inspectors_made.looked_after(session, carer, self.young.inspector)
        colleague = factories.make_staff(session, Role.COORDINATOR)
        theirs = factories.make_inspector(session, colleague, "Otter")
        other = inspectors_made.looked_after(session, colleague, theirs.inspector)
        for name, key in (("inspector", ""), ("inspector hours", "hours"), ("inspector payment", "payment")):
            self._add(
                name,
                *(
                    {"reference": one.inspector.reference, **({"number": getattr(one, key)} if key else {})}
                    for one in (mine, other)
                ),
            )
        self._add("card", {"code": self.young.code})
        officer = factories.make_staff(session, Role.QA_OFFICER)
        going, without = (quality_made.visit(session, self.kept, officer) for _ in range(2))
        foreign = quality_made.visit(session, self.foreigners, officer, authority_id=self.wirral.id)
        inspectors_made.placed(session, going, self.young.inspector, carer)
        inspectors_made.placed(session, without, theirs.inspector, colleague)
        self._add("inspector's visit", {"reference": going.reference}, {"reference": without.reference})
        self._add("voice visit", {"reference": going.reference}, {"reference": foreign.reference})
        self._add(
            "voice place",
            {"reference": going.reference, "inspector": self.young.inspector.reference},
            {"reference": without.reference, "inspector": theirs.inspector.reference},
        )


def records_for(world: World, name: str, visitor: Role | str) -> Records:
    """The records of a kind as this visitor has them: a home that staff are adding is each person's own."""
    for kind in (f"{name}, {visitor}", name, f"{name}, {Role.COMMISSIONER}"):
        if kind in world.records:
            return world.records[kind]
    raise LookupError(f"the world has no record {name!r}")
