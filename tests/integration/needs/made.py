"""What tests of other areas need of needs data."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from sqlalchemy.orm import Session

from portal import clock, events
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.needs.queries import get_measure
from portal.needs.services import import_series, print_as_source
from tests import factories

PACK = Path(__file__).parents[3] / "portal/demo/packs/sefton/needs"
# A measure with small counts that the council published.
SMALL = "fostering-placements-by-sourcing"
CAME = {"outturn": "745", "outturn_as_at_on": "2025-03-31", "outturn_source": "Counted on 31 March 2025"}


def projected(session: Session) -> None:
    """A measure with small counts, and a projection whose outturn is known."""
    authority = factories.make_authority(session)
    rows = list(csv.DictReader(io.StringIO(_file("children-looked-after-projection").decode())))
    for row in rows:
        row.update(CAME if row["period_on"] == "2025-02-28" else dict.fromkeys(CAME, ""))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    for file in (_file(SMALL), out.getvalue().encode()):
        import_series(session, authority, file, actor=events.SYSTEM, now=clock.now())


def _file(name: str) -> bytes:
    return (PACK / f"{name}.csv").read_bytes()


def printed(session: Session, authority: Authority, slug: str, publisher: Viewer) -> None:
    """A publisher says that the newest vintage of a measure is printed as its source printed it."""
    seen = get_measure(session, authority.id, slug).about.as_at_on
    reason = "It stands in the strategy as it is here."
    print_as_source(session, authority, slug, seen=seen, reason=reason, actor=publisher, now=clock.now())
