"""A resident tells that somebody is not safe. A card is all it takes, also an old or an ended one: no PIN.

A false alarm with a card that was taken away is a small harm beside a child who is turned away.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.rules import Limit
from portal.db import verb
from portal.voice.disclosures import services as disclosures
from portal.voice.disclosures.models import About, Disclosure, SenderKind
from portal.voice.disclosures.services import Said, Sender
from portal.voice.inspectors.services.checks import Refused
from portal.voice.inspectors.services.tries import NOT_TAKEN, count_try
from portal.voice.residents import queries
from portal.voice.residents.models import ResidentCard
from portal.voice.residents.services.cards import code_hash

BY_ADDRESS = Limit(60, timedelta(minutes=15))


def find_teller(session: Session, code: str, *, address: str, now: datetime) -> ResidentCard:
    """The card of a code, whatever became of it. Refused where there is none.

    Only wrong codes are counted, and apart from tries of PINs: nobody who plays with a card can keep its owner from
    telling.
    """
    card = queries.find_card(session, code_hash(code))
    if card is not None:
        return card
    count_try(session, {"card-tell-from": (address, BY_ADDRESS)}, now=now)
    raise Refused(NOT_TAKEN)


@verb
def tell(session: Session, card: ResidentCard, *, told: str, reach_by: str, form_key: str, now: datetime) -> Disclosure:
    """Keep what was told about the card's home, and ask for the alerts. The disclosure knows the home and not the card.

    The card is held, so that two sends of one form wait for each other and the second finds the first.
    """
    held = queries.locked_card(session, card.id)
    return disclosures.tell(
        session,
        Sender(SenderKind.RESIDENT),
        Said(About.OWN_HOME, told, reach_by, home_id=held.batch.home_id),
        authority_id=held.batch.authority_id,
        form_key=form_key,
        now=now,
    )
