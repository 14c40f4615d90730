"""What several pages of returns show alike: deadlines in words, tables of figures, what happened to an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.authorities.queries import get_active_authority, list_councils, list_neighbours
from portal.returns import queries, rules, words
from portal.returns.beside import Beside, Shown, of_month, of_version, side_by_side
from portal.returns.forms import Setting, judged_draft
from portal.returns.models import EntryColumns, EntryState, EntryVersion, QuestionColumns, VersionColumns
from portal.returns.queries import DueHome
from portal.returns.services import read_draft
from portal.web.filters import format_date, format_datetime
from portal.web.tables import Column, Table

THE_COUNCIL = "the council"
People = Mapping[int, str]
Answer = tuple[str, str]


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


def lock_version(due: Any) -> str:
    """Which saved draft a page is about, for its hidden field."""
    return str(due.entry.lock_version if due.entry else 0)


def council_names(session: Session) -> dict[str, str]:
    """Every council's name by code."""
    return {council.code: council.name for council in list_councils(session)}


def line_beside(session: Session, due: DueHome, line: rules.CapacityLine) -> Beside:
    """A line beside the one it was opened with."""
    return side_by_side([*_before(session, due), of_month(due.period.month, line)], council_names(session))


def version_beside(session: Session, due: DueHome, version: EntryVersion) -> Beside:
    """A version beside the last accepted month, and the version before it where there is one."""
    if version.number == 1:
        return line_beside(session, due, queries.line_of(version))
    earlier = queries.get_version(session, due.entry, version.number - 1)
    versions = [of_version(one.number, queries.line_of(one)) for one in (earlier, version)]
    return side_by_side([*_before(session, due), *versions], council_names(session))


def _before(session: Session, due: DueHome) -> list[Shown]:
    before = queries.predecessor(earlier_of(session, due))
    return [of_month(before.month, before.line)] if before else []


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
    rows = [*sent_rows(version, people), {"label": "Figures as at", "value": format_date(version.as_at_on)}]
    if version.is_nil:
        rows.insert(0, {"label": "Nil return", "value": "No children live there; every place is available."})
    if version.is_confirmed:
        rows.append({"label": "Checked", "value": "The sender confirmed that the surprising figures are right."})
    return rows


def sent_rows(version: VersionColumns, people: People) -> list[dict[str, Any]]:
    """The reference of a version of any kind, and when and by whom it was sent."""
    sent = f"{format_datetime(version.submitted_at)}, {people.get(version.submitted_by_id, '')}"
    return [
        {"label": "Reference", "value": version.receipt},
        {"label": "Sent", "value": f"{sent}. Late." if version.is_late else sent},
    ]


def history(session: Session, due: DueHome, *, for_provider: bool = False) -> list[dict[str, Any]]:
    """What happened to an entry, newest first, for a timeline. To a provider its staff are "the council"."""
    if due.entry is None:
        return []
    versions = queries.list_versions(session, due.entry.id)
    questions = queries.list_questions(session, due.entry.id)
    return happened(session, due.entry, versions, questions, for_provider=for_provider)


def happened(
    session: Session,
    entry: EntryColumns,
    versions: Sequence[VersionColumns],
    questions: Sequence[QuestionColumns],
    *,
    for_provider: bool,
) -> list[dict[str, Any]]:
    """The same from an entry of any kind, its versions and what was asked about them."""
    senders = [version.submitted_by_id for version in versions] + [one.answered_by_id for one in questions]
    staff = [entry.accepted_by_id, *(question.asked_by_id for question in questions)]
    theirs = queries.names_of_people(session, senders)
    ours = queries.names_of_people(session, staff)
    if for_provider:
        ours = dict.fromkeys(ours, THE_COUNCIL)
    found = [_sent(version, theirs) for version in versions]
    found += [_asked(question, ours) for question in questions]
    found += [part for question in questions for part in _answered(question, theirs)]
    found += _acceptance(entry, versions, ours)
    return sorted(found, key=lambda item: item["at"], reverse=True)


def _sent(version: VersionColumns, people: People) -> dict[str, Any]:
    late = ", late" if version.is_late else ""
    return {
        "at": version.submitted_at,
        "text": f"Version {version.number} sent{late}",
        "detail": version.receipt,
        "who": people.get(version.submitted_by_id),
    }


def _asked(question: QuestionColumns, people: People) -> dict[str, Any]:
    who = people.get(question.asked_by_id)
    return {"at": question.asked_at, "text": "Question", "detail": question.question, "who": who}


def _answered(question: QuestionColumns, people: People) -> list[dict[str, Any]]:
    if question.answered_at is None or question.answered_by_id is None:
        return []
    who = people.get(question.answered_by_id)
    return [{"at": question.answered_at, "text": "Answer", "detail": question.answer, "who": who}]


def _acceptance(entry: EntryColumns, versions: Sequence[VersionColumns], people: People) -> list[dict[str, Any]]:
    if entry.accepted_at is None or entry.accepted_by_id is None:
        return []
    number = next((version.number for version in versions if version.id == entry.accepted_version_id), None)
    who = people.get(entry.accepted_by_id)
    return [{"at": entry.accepted_at, "text": f"Version {number} accepted", "who": who}]


def saved_words(entry: EntryColumns | None, people: dict[int, str]) -> str:
    """When an entry's draft was last saved, and by whom."""
    if entry is None or entry.draft_saved_at is None or entry.draft_saved_by_id is None:
        return ""
    day = clock.to_london(entry.draft_saved_at)
    return f"Saved {format_datetime(day)} by {people.get(entry.draft_saved_by_id, 'a colleague')}."


def differing(mine: Mapping[str, Answer], theirs: Mapping[str, Answer], when: str) -> Table:
    """The answers in which two people's work differs, each as (label, what it shows) by the name of its field."""
    rows = [
        [label, theirs.get(name, ("", ""))[1] or "Empty", mine.get(name, ("", ""))[1] or "Empty"]
        for name, (label, _) in {**theirs, **mine}.items()
        if mine.get(name, ("", ""))[1] != theirs.get(name, ("", ""))[1]
    ]
    return Table(f"What differs. {when}", [Column("Question"), Column("Saved by them"), Column("Typed by you")], rows)
