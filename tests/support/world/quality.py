"""Notes about providers, visits to homes and the reports of them."""

from __future__ import annotations

from datetime import date, timedelta

from portal.access import Role
from portal.accounts.models import Person
from tests import factories
from tests.integration.quality import made as quality_made
from tests.integration.quality import notes as notes_made
from tests.integration.quality.reports import made as reports_made
from tests.integration.quality.reports.suspended import suspended
from tests.support.world.market import Market


class Quality(Market):
    """Records of quality assurance."""

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

    def _suspensions(self) -> None:
        """New placements suspended at a home by Sefton, and at another by Wirral."""
        foreigner = self._viewer(factories.make_staff(self.session, Role.COMMISSIONER, authority=self.wirral))
        places = []
        for home, actor in ((self.kept, self.commissioner), (self.foreigners, foreigner)):
            suspension = suspended(self.session, home, actor)
            places.append({"reference": home.reference, "suspension": suspension.reference})
        self._add("staff: suspension", *places)

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
