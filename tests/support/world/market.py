"""Homes and what is returned, charged, placed and published of them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from portal import events, jobs
from portal.access import Role, Viewer
from portal.homes import services as homes
from portal.homes.models import Home, ServiceType
from portal.needs.services import import_series
from portal.providers.models import Provider
from portal.returns import rules as return_rules
from portal.returns.pricing.queries.due import NO_LOT
from portal.statements.models import Statement, StaticFile
from portal.statements.services import drafting, publishing
from tests import factories
from tests.integration.framework import made as framework_made
from tests.integration.homes import made as homes_made
from tests.integration.needs import made as needs_made
from tests.integration.placements import made as placements_made
from tests.integration.returns import made as returns_made
from tests.integration.returns.pricing import made as prices_made
from tests.integration.statements import making
from tests.support.world.people import People
from tests.support.world.records import Values

NEEDS = Path(__file__).parents[3] / "portal/demo/packs/sefton/needs"


class Market(People):
    """Records of the market, from homes to the published statement."""

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

    def _placements(self) -> None:
        own, other = placements_made.record(self.session), placements_made.record(self.session, authority=self.wirral)
        mine, foreign = {"reference": own.reference}, {"reference": other.reference}
        self._add("staff: placement", mine, foreign)
        self._add("staff: placement step", {**mine, "step": "fee"}, {**foreign, "step": "fee"})
        colleague = {"reference": placements_made.upload(self.session, self.sefton, self.commissioner.person_id)}
        for role in (Role.COMMISSIONER, Role.PUBLISHER):
            upload = placements_made.upload(self.session, self.sefton, self.world.people[role].id)
            self._add(f"staff: placement upload, {role}", {"reference": upload}, colleague)

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
