"""Publication: text, figures, charts, tables, page and data freeze together, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from portal import jobs
from portal.access import Viewer
from portal.authorities.models import Authority
from portal.db import verb
from portal.statements.models import CountedEntry, ReviewOutcome, Statement, StatementVersion, VersionState
from portal.statements.queries import drafts
from portal.statements.queries.figures import draft_of, read_catalogue
from portal.statements.queries.released import released_json
from portal.statements.rules.catalogue import Catalogue
from portal.statements.rules.checks import check, is_ready
from portal.statements.rules.content import Content, Draft, build, content_hash, content_json
from portal.statements.rules.states import Step
from portal.statements.services.drafting import source_json
from portal.statements.services.files import HTML, add_files, data_files, freeze_assets
from portal.statements.services.pages import render_page
from portal.statements.services.working import Refused, close_review, record, take

PDF_JOB = "statements.pdf"
MOVED = "The figures have changed since this was approved. Look at it, approve it again, then publish."
REASON_MISSING = "Enter why there is a new version. Readers see it beside the version."


@verb
def publish(session: Session, statement: Statement, *, reason: str, actor: Viewer, now: datetime) -> StatementVersion:
    """Freeze what was approved as the next version; Refused when it is not just that any more."""
    _one_at_a_time(session, statement)
    take(session, statement, Step.PUBLISH)
    catalogue = read_catalogue(session, statement.authority_id, statement.as_of_month)
    draft = draft_of(session, statement)
    content = _approved_content(session, statement, draft, catalogue, now=now)
    version = StatementVersion(
        statement_id=statement.id,
        number=_next_number(session, statement, reason),
        title=content["title"],
        as_of_month=statement.as_of_month,
        published_at=now,
        published_by_id=actor.person_id,
        reason=reason,
        source=source_json(draft),
        content=content_json(content),
        content_sha256=content_hash(content),
        released=released_json(catalogue.released),
    )
    session.add(version)
    session.flush()
    _keep_counted(session, version, catalogue)
    _store_files(session, version, content)
    jobs.enqueue(session, PDF_JOB, {"version_id": version.id}, key=f"{PDF_JOB}:{version.id}", now=now)
    statement.updated_at = now
    _record_version(session, "published", statement, version, actor=actor, now=now)
    return version


def _next_number(session: Session, statement: Statement, reason: str) -> int:
    number = drafts.newest_number(session, statement.id) + 1
    if number > 1 and not reason:
        raise Refused(REASON_MISSING)
    return number


def _approved_content(
    session: Session, statement: Statement, draft: Draft, catalogue: Catalogue, *, now: datetime
) -> Content:
    """The text with every figure resolved, if that is what was approved; its review is then over."""
    built, review = build(draft, catalogue), drafts.find_open_review(session, statement.id)
    ready = is_ready(check(draft, built))
    if review is None or not ready or review.content_hash != content_hash(built.content):
        raise Refused(MOVED)
    close_review(review, ReviewOutcome.APPROVED, now=now)
    return built.content


def _one_at_a_time(session: Session, statement: Statement) -> None:
    """An authority publishes one version at a time, so that each knows all that was let out before it."""
    session.execute(select(Authority.id).where(Authority.id == statement.authority_id).with_for_update())


def _keep_counted(session: Session, version: StatementVersion, catalogue: Catalogue) -> None:
    """Note which entries were counted: the next version for the month must know."""
    rows = [
        {
            "version_id": version.id,
            "home_id": line.home_id,
            "service_type": line.service_type,
            "entry_version_id": line.version_id,
        }
        for line in catalogue.counted
    ]
    if rows:
        session.execute(insert(CountedEntry), rows)


def _store_files(session: Session, version: StatementVersion, content: Content) -> None:
    asset_url = freeze_assets(session)
    pages = [
        (
            path,
            HTML,
            render_page(
                content,
                number=version.number,
                published_at=version.published_at,
                reason=version.reason,
                has_pdf=has_pdf,
                asset_url=asset_url,
            ),
        )
        for path, has_pdf in (("page", True), ("page-pending", False))
    ]
    data = data_files(content, number=version.number, published_at=version.published_at)
    add_files(session, version.id, [*pages, *data])


@verb
def withdraw(
    session: Session, version: StatementVersion, statement: Statement, *, note: str, actor: Viewer, now: datetime
) -> None:
    """Take a version from the public at once. `note` is what readers see instead; the bytes are kept, restricted."""
    query = select(StatementVersion).where(StatementVersion.id == version.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).one()
    if version.state == VersionState.WITHDRAWN:
        raise Refused("This version has been withdrawn already.")
    version.state, version.public_note = VersionState.WITHDRAWN, note
    version.withdrawn_at, version.withdrawn_by_id = now, actor.person_id
    _record_version(session, "withdrawn", statement, version, actor=actor, now=now, personal=note)


@verb
def note_look(
    session: Session, version: StatementVersion, statement: Statement, *, actor: Viewer, now: datetime
) -> None:
    """Record that somebody looked at what was withdrawn."""
    _record_version(session, "withdrawn_seen", statement, version, actor=actor, now=now)


def _record_version(
    session: Session,
    what: str,
    statement: Statement,
    version: StatementVersion,
    *,
    actor: Viewer,
    now: datetime,
    personal: str | None = None,
) -> None:
    detail = {"version": version.number, "content": version.content_sha256}
    record(session, what, statement, actor=actor, now=now, personal=personal, **detail)
