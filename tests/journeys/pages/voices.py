"""Records of young inspectors and residents that the borough lacks, apart from all others."""

from __future__ import annotations

from sqlalchemy import select

from portal.access import Role
from portal.homes.models import Home
from portal.voice.disclosures.models import SafeguardingTurn
from portal.voice.feedback.models import FeedbackState
from portal.voice.inspectors import queries as inspector_queries
from portal.voice.inspectors.models import InspectorVisit
from portal.voice.pooled.models import ReportState, VoiceReport
from portal.voice.pooled.words import quarter_slug
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.residents import made as residents_made
from tests.journeys.pages.adding import Adding, person_of


class Voices(Adding):
    """What young people do, tell and are told."""

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
        disclosures_made.acknowledged(self.session, told, person_of(self.session, Role.SAFEGUARDING_LEAD))
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
        coordinator = person_of(self.session, Role.COORDINATOR)
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
        coordinator = person_of(self.session, Role.COORDINATOR)
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
