"""What young people do, tell and are told, with who looks after them."""

from __future__ import annotations

from portal.access import Role
from portal.authorities.models import Authority
from portal.homes.models import Home
from portal.voice.feedback.models import Feedback, FeedbackState
from portal.voice.pooled.words import quarter_slug
from tests import factories
from tests.integration.quality import made as quality_made
from tests.integration.voice.disclosures import made as disclosures_made
from tests.integration.voice.feedback import made as feedback_made
from tests.integration.voice.inspectors import made as inspectors_made
from tests.integration.voice.pooled import made as pooled_made
from tests.integration.voice.residents import made as residents_made
from tests.support.world.market import Market


class Voice(Market):
    """Records of young inspectors and residents, apart from all others."""

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
