"""How residents' cards are spoken of on a coordinator's pages."""

from __future__ import annotations

from portal.voice.residents.rules import CardState

STATE_NAMES = {
    CardState.UNUSED: "Not used yet",
    CardState.BEGUN: "Begun",
    CardState.SENT: "Sent",
    CardState.EXPIRED: "Ran out",
    CardState.ENDED: "Ended",
}
