"""Organisations, authorities, everybody who visits, and their colleagues and links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Role, Viewer
from portal.accounts import services as accounts
from portal.accounts.models import Grant, LinkKind, Person
from portal.authorities.models import Authority
from portal.db import Database
from portal.providers.models import Provider, ProviderStatus
from portal.providers.services import begin_registration
from tests import factories
from tests.integration.homes import made as homes_made
from tests.integration.statements import making
from tests.support.world.records import Records, Values, World


class People:
    """What every part of the world stands on."""

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
