"""Accepted lines for tests of the market."""

from __future__ import annotations

from datetime import date

from portal.returns.rules import council
from portal.returns.rules.market import AcceptedLine

SEFTON = "E08000014"
MONTH = date(2026, 9, 1)


def line(home_id: int, *, provider_id: int = 1, own: int = 1, service: str = "residential") -> AcceptedLine:
    """A home in Sefton: its own children and three available places."""
    return AcceptedLine(
        version_id=home_id,
        home_id=home_id,
        provider_id=provider_id,
        service_type=service,
        host_authority_code=SEFTON,
        registered=own + 3,
        usable=own + 3,
        reserved=0,
        available=3,
        blocked={},
        occupied={council(SEFTON): own},
    )
