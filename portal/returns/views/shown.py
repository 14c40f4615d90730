"""What several pages of returns show alike: deadlines in words, tables of figures, what happened to an entry."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.authorities.queries import get_active_authority, list_councils, list_neighbours
from portal.returns import queries, rules, words
from portal.returns.forms import Setting, judged_draft
from portal.returns.models import EntryQuestion, EntryState, EntryVersion
from portal.returns.queries import DueHome
from portal.returns.services import read_draft
from portal.web.filters import format_date, format_datetime, format_month
from portal.web.tables import Table

FIGURES = "Figures"


def load_setting(session: Session, due: DueHome) -> Setting:
    """The setting of one entry's form."""
    return fitted(base_setting(session), due)


def base_setting(session: Session) -> Setting:
    """Whose children are "ours" and who else may place: neighbours first, then every council, then other bodies."""
    authority = get_active_authority(session)
    near = list_neighbours(session, authority.id)
    first = {authority.code, *(council.code for council in near)}
    rest = [council for council in list_councils(session) if council.code not in first]
    others = [(council.code, council.name) for council in [*near, *rest]]
    return Setting(
        own_code=authority.code,
        own_name=authority.name,
        bodies=[*others, *((kind.value, text) for kind, text in words.BODY_KINDS.items())],
        is_fostering=False,
        is_queried=False,
    )


def fitted(base: Setting, due: DueHome) -> Setting:
    """The same for one home: its kind of form, and whether a question waits for an answer."""
    return replace(base, is_fostering=due.is_fostering, is_queried=due.state == EntryState.QUERIED)


def draft_line(due: DueHome, setting: Setting) -> tuple[rules.CapacityLine | None, str]:
    """The saved draft as a line, None while it cannot be sent, and the answer it holds."""
    typed = read_draft(due.entry)
    return judged_draft(setting, typed) if typed is not None else (None, "")


def lock_version(due: DueHome) -> str:
    """Which saved draft a page is about, for its hidden field."""
    return str(due.entry.lock_version if due.entry else 0)


def council_names(session: Session) -> dict[str, str]:
    """Every council's name by code."""
    return {council.code: council.name for council in list_councils(session)}


def line_table(session: Session, due: DueHome, line: rules.CapacityLine) -> Table:
    """A line beside the one it was opened with."""
    before = queries.predecessor(earlier_of(session, due))
    return words.comparison(
        rules.compare(before.line if before else None, line),
        council_names(session),
        before=words.short_month(before.month) if before else None,
        now=words.short_month(due.period.month),
        caption=f"{FIGURES} beside {format_month(before.month)}" if before else FIGURES,
    )


def version_tables(session: Session, due: DueHome, version: EntryVersion) -> list[Table]:
    """A version beside the last accepted month, and beside the version before it where there is one."""
    tables = [line_table(session, due, queries.line_of(version))]
    if version.number > 1 and due.entry:
        earlier = queries.get_version(session, due.entry, version.number - 1)
        differences = rules.compare(queries.line_of(earlier), queries.line_of(version))
        labels = {"before": f"Version {earlier.number}", "now": f"Version {version.number}"}
        caption = f"{FIGURES} beside version {earlier.number}"
        tables.insert(0, words.comparison(differences, council_names(session), caption=caption, **labels))
    return tables


def earlier_of(session: Session, due: DueHome) -> list[queries.Earlier]:
    """The lines of a home's earlier months, newest first."""
    return queries.earlier_lines(session, [due.home.id], due.period.month)[due.home.id]


def surprises_of(session: Session, due: DueHome, line: rules.CapacityLine) -> list[str]:
    """What is surprising in a line, in sentences."""
    earlier = earlier_of(session, due)
    found = queries.find_surprises(line, earlier, month=due.period.month, certificate=due.certificate)
    return [words.surprise_words(surprise) for surprise in found]


def version_rows(version: EntryVersion, people: dict[int, str]) -> list[dict[str, Any]]:
    """The facts of a version, for a summary list."""
    sent = f"{format_datetime(version.submitted_at)}, {people.get(version.submitted_by_id, '')}"
    rows = [
        {"label": "Reference", "value": version.receipt},
        {"label": "Sent", "value": f"{sent}. Late." if version.is_late else sent},
        {"label": "Figures as at", "value": format_date(version.as_at_on)},
        {"label": "Comment", "value": version.comment or "None"},
    ]
    if version.is_nil:
        rows.insert(0, {"label": "Nil return", "value": "No children live there; every place is available."})
    if version.is_confirmed:
        rows.append({"label": "Checked", "value": "The sender confirmed that the surprising figures are right."})
    return rows


def history(session: Session, due: DueHome) -> list[dict[str, Any]]:
    """What happened to an entry, newest first, for a timeline."""
    if due.entry is None:
        return []
    versions = queries.list_versions(session, due.entry.id)
    questions = queries.list_questions(session, due.entry.id)
    people = queries.names_of_people(
        session,
        [due.entry.accepted_by_id]
        + [version.submitted_by_id for version in versions]
        + [person for question in questions for person in (question.asked_by_id, question.answered_by_id)],
    )
    found = [_sent(version, people) for version in versions]
    found += [part for question in questions for part in _question(question, people)]
    found += _acceptance(due, versions, people)
    return sorted(found, key=lambda item: item["at"], reverse=True)


def _sent(version: EntryVersion, people: dict[int, str]) -> dict[str, Any]:
    late = ", late" if version.is_late else ""
    who = people.get(version.submitted_by_id)
    return {
        "at": version.submitted_at,
        "text": f"Version {version.number} sent{late}",
        "detail": version.receipt,
        "who": who,
    }


def _question(question: EntryQuestion, people: dict[int, str]) -> list[dict[str, Any]]:
    asked = {
        "at": question.asked_at,
        "text": "Question",
        "detail": question.question,
        "who": people.get(question.asked_by_id),
    }
    if question.answered_at is None or question.answered_by_id is None:
        return [asked]
    who = people.get(question.answered_by_id)
    return [asked, {"at": question.answered_at, "text": "Answer", "detail": question.answer, "who": who}]


def _acceptance(due: DueHome, versions: list[EntryVersion], people: dict[int, str]) -> list[dict[str, Any]]:
    entry = due.entry
    if entry is None or entry.accepted_at is None or entry.accepted_by_id is None:
        return []
    number = next((version.number for version in versions if version.id == entry.accepted_version_id), None)
    who = people.get(entry.accepted_by_id)
    return [{"at": entry.accepted_at, "text": f"Version {number} accepted", "who": who}]


def saved_words(due: DueHome, people: dict[int, str]) -> str:
    """When a draft was last saved, and by whom."""
    entry = due.entry
    if entry is None or entry.draft_saved_at is None or entry.draft_saved_by_id is None:
        return ""
    day = clock.to_london(entry.draft_saved_at)
    return f"Saved {format_datetime(day)} by {people.get(entry.draft_saved_by_id, 'a colleague')}."
