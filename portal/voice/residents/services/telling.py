"""Somebody tells with a card that somebody is not safe. A card is all it takes, also an old or an ended one: no PIN.

There are two doors, one for residents' cards and one for young inspectors'. Both take both: a child at the wrong door
is heard. A false alarm with a card that was taken away is a small harm beside a child who is turned away.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.accounts.rules import Limit
from portal.db import verb
from portal.voice.disclosures import services as disclosures
from portal.voice.disclosures.models import About, Disclosure, SenderKind
from portal.voice.disclosures.services import Said, Sender
from portal.voice.inspectors.models import Inspector
from portal.voice.inspectors.services import find_owner
from portal.voice.inspectors.services.checks import Refused
from portal.voice.inspectors.services.tries import NOT_TAKEN, count_try
from portal.voice.residents import queries
from portal.voice.residents.models import ResidentCard
from portal.voice.residents.services.cards import code_hash

BY_ADDRESS = Limit(60, timedelta(minutes=15))
Teller = ResidentCard | Inspector


def find_teller(session: Session, code: str, *, address: str, now: datetime) -> Teller:
    """The card of a code, or the young inspector whose it is, whatever became of either. Refused where there is none.

    Only wrong codes are counted, and apart from tries of PINs: nobody who plays with a card can keep its owner from
    telling.
    """
    found = queries.find_card(session, code_hash(code)) or find_owner(session, code)
    if found is None:
        count_try(session, {"card-tell-from": (address, BY_ADDRESS)}, now=now)
        raise Refused(NOT_TAKEN)
    return found


@verb
def tell(session: Session, teller: Teller, *, told: str, reach_by: str, form_key: str, now: datetime) -> Disclosure:
    """Keep what was told and ask for the alerts: as an inspector's, or about the home of a card and without the card.

    A card is held, so that two sends of one form wait for each other and the second finds the first.
    """
    if isinstance(teller, Inspector):
        sender = Sender(SenderKind.INSPECTOR, teller.person_id, by_card=True)
        said, authority_id = Said(About.NOT_SAID, told, reach_by), teller.authority_id
    else:
        batch = queries.locked_card(session, teller.id).batch
        sender, authority_id = Sender(SenderKind.RESIDENT), batch.authority_id
        said = Said(About.OWN_HOME, told, reach_by, home_id=batch.home_id)
    return disclosures.tell(session, sender, said, authority_id=authority_id, form_key=form_key, now=now)
