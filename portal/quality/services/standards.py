"""The shipped sets of standards."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import verb
from portal.quality.models import QualityStandard
from portal.quality.rules import read_standards


@verb
def load_standards(session: Session) -> int:
    """Add the shipped standards that are not there yet; safe to run again. Returns how many there are."""
    query = select(QualityStandard.set_slug, QualityStandard.version, QualityStandard.slug)
    known = {(row.set_slug, row.version, row.slug) for row in session.execute(query)}
    shipped = files("portal.quality").joinpath("data/standards.csv").read_text(encoding="utf-8")
    for each in read_standards(shipped.splitlines()):
        for position, standard in enumerate(each.standards, start=1):
            if (each.slug, each.version, standard.slug) in known:
                continue
            known.add((each.slug, each.version, standard.slug))
            session.add(
                QualityStandard(
                    set_slug=each.slug,
                    version=each.version,
                    slug=standard.slug,
                    position=position,
                    title=standard.title,
                    prompts="\n".join(standard.prompts),
                )
            )
    return len(known)
