"""The form of one entry: fields, what they open with, and the line they make. Sentences for faults are in words.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.returns import rules, words
from portal.returns.rules import BlockReason, Body, BodyKind, CapacityLine, FaultKind, FosteringFigures
from portal.web.forms import (
    FieldList,
    FormField,
    PortalField,
    PortalForm,
    RadiosField,
    SelectField,
    Subform,
    TextAreaField,
    WholeNumberField,
)

MOST_BODIES = 60
MOST_COMMENT = 1_000
LONGEST_KEPT = 5_000
NO_CHILDREN = "Do not write anything that could identify a child."
_ROW = re.compile(r"bodies-[0-9]{1,3}-(body|places)")
_SMALL = re.compile(r"[0-9]{1,9}")
Typed = list[tuple[str, str]]


@dataclass(frozen=True)
class Setting:
    """Where the form stands: whose children are "ours", who else may place, what is asked."""

    own_code: str
    own_name: str
    bodies: Sequence[tuple[str, str]]
    is_fostering: bool
    is_queried: bool


def hidden_number(text: str | None) -> int:
    """The small number a page carried; anything else is -1, which matches nothing."""
    return int(text) if text and _SMALL.fullmatch(text) else -1


def _places(label: str, **options: Any) -> WholeNumberField:
    return WholeNumberField(label, **{"maximum": rules.MOST_PLACES, **options})


def _comment() -> TextAreaField:
    return TextAreaField("Comment (optional)", subject="Comment", max_length=MOST_COMMENT, rows=3, hint=NO_CHILDREN)


def _answer() -> TextAreaField:
    required = "Answer the council’s question"
    return TextAreaField(
        "Your answer to the council", max_length=MOST_COMMENT, rows=3, hint=NO_CHILDREN, required=required
    )


def _part(label: str, **options: Any) -> WholeNumberField:
    """One of the numbers that must add up; left empty it is 0."""
    return _places(label, sum_role="part", **options)


class BodyRow(Subform):
    """One placing body and its children."""

    body = SelectField(
        "Council or body",
        required=lambda row: "Select who placed these children" if row.places.data else None,
    )
    places = _part("Children", required=lambda row: "Enter how many children they placed" if row.body.data else None)


class EntryForm(PortalForm):
    """What both kinds of entry share."""

    lock_version = HiddenField(default="0")
    FAULT_FIELDS: ClassVar[dict[FaultKind, str]] = {}
    SUM_NOUN: ClassVar[str] = "registered places"
    setting: Setting

    @property
    def expected(self) -> int:
        """The saved draft this page was opened with."""
        return hidden_number(self.lock_version.data)

    def prepare(self, setting: Setting) -> None:
        """Fit the form to its place, before it is shown or judged."""
        self.setting = setting
        if not setting.is_queried:
            del self.answer

    def line(self) -> CapacityLine:
        """The line that was typed; only after `judged`."""
        raise NotImplementedError  # each kind of entry reads its own fields

    @property
    def summed(self) -> tuple[WholeNumberField, list[WholeNumberField]]:
        """The number that the others must add up to, and those others."""
        raise NotImplementedError  # as with the line

    def judged(self) -> CapacityLine | None:
        """The line when every field can be read and the numbers agree; otherwise None, with messages at the fields."""
        if not self.validate():
            return None
        line = self.line()
        for fault in rules.judge_capacity(line):
            self.refuse(words.fault_words(fault), self.FAULT_FIELDS[fault.kind])
        return None if self.errors else line

    @property
    def sum_words(self) -> str | None:
        """What the sent numbers add up to, as the page's script would say it; None while one cannot be read."""
        total, parts = self.summed
        if any(field.process_errors for field in (total, *parts)):
            return None
        return words.sum_words(sum(part.data or 0 for part in parts), total.data or 0, self.SUM_NOUN)

    @property
    def answer_text(self) -> str:
        return self.answer.data if "answer" in self else ""


class CapacityForm(EntryForm):
    """A home's places on the day of the count."""

    registered = _places("Registered places", required="Enter the registered places", sum_role="total")
    usable = _places(
        "Places you can use now",
        required="Enter how many places you can use now",
        hint="Of the registered places.",
    )
    own = _part("The council’s own children")
    bodies = FieldList(FormField(BodyRow), min_entries=1, max_entries=MOST_BODIES)
    reserved = _part("Reserved for a named child")
    available = _part("Available now", required="Enter how many places are available now, or 0")
    blocked_staffing = _part("Staffing", subject="Blocked by staffing")
    blocked_matching = _part(words.REASONS[BlockReason.MATCHING], subject="Blocked by matching")
    blocked_building = _part("Building work", subject="Blocked by building work")
    blocked_manager_vacancy = _part("No registered manager", subject="Blocked without a manager")
    blocked_regulator_restriction = _part("Ofsted restriction", subject="Blocked by a restriction")
    available_soon = _places(
        "More places available within 28 days", hint="These do not count towards the registered places."
    )
    adults_staying = _places("Aged 18 or over and staying", hint="Of those who live there now.")
    takes_emergencies = RadiosField(
        "Can the home take a child in an emergency today?",
        choices=[("yes", "Yes"), ("no", "No")],
        required="Select yes if the home can take a child in an emergency",
        subject="Emergencies",
    )
    staff_vacancies = _places("Staff vacancies (optional)", subject="Staff vacancies")
    agency_share = WholeNumberField(
        "Agency staff, as a share of all care staff (optional)",
        subject="Agency staff",
        maximum=100,
        suffix="%",
    )
    comment = _comment()
    answer = _answer()

    FAULT_FIELDS: ClassVar[dict[FaultKind, str]] = {
        FaultKind.NEGATIVE: "registered",
        FaultKind.DOES_NOT_ADD_UP: "available",
        FaultKind.USABLE_ABOVE_REGISTERED: "usable",
        FaultKind.AVAILABLE_NOT_USABLE: "usable",
        FaultKind.ADULTS_ABOVE_OCCUPIED: "adults_staying",
    }

    def prepare(self, setting: Setting) -> None:
        super().prepare(setting)
        self.own.label.text = self.own.subject = f"{setting.own_name} children"
        for number, row in enumerate(self.rows, 1):
            row.body.choices = setting.bodies
            row.body.label.text = f"Other council or body {number}"
            row.places.label.text = row.places.subject = f"Children from council or body {number}"

    @property
    def rows(self) -> list[BodyRow]:
        return [entry.form for entry in self.bodies]

    @property
    def summed(self) -> tuple[WholeNumberField, list[WholeNumberField]]:
        blocked = [field for _, field in self.blocked_fields]
        return self.registered, [self.own, *(row.places for row in self.rows), self.reserved, self.available, *blocked]

    @property
    def blocked_fields(self) -> list[tuple[BlockReason, WholeNumberField]]:
        return [(reason, self[f"blocked_{reason}"]) for reason in BlockReason]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also refuses a body named in two rows: that would be two answers to one question."""
        is_valid = super().validate(extra_validators)
        seen: set[str] = set()
        for row in self.rows:
            if row.body.data and row.body.data in seen:
                row.body.errors = [*row.body.errors, "This is here twice. Add the children together in one row"]
                self.bodies.errors = [entry.errors for entry in self.bodies]
            seen.add(row.body.data or "")
        return is_valid and not self.bodies.errors

    def line(self) -> CapacityLine:
        """The line that was typed; a number left empty is 0, except for the two that are optional."""
        occupied = {body_of(row.body.data): row.places.data for row in self.rows if row.places.data}
        own = {rules.council(self.setting.own_code): self.own.data} if self.own.data else {}
        return CapacityLine(
            registered=self.registered.data,
            usable=self.usable.data,
            occupied={**own, **occupied},
            reserved=self.reserved.data or 0,
            available=self.available.data,
            blocked={reason: field.data for reason, field in self.blocked_fields if field.data},
            available_soon=self.available_soon.data or 0,
            adults_staying=self.adults_staying.data or 0,
            takes_emergencies=self.takes_emergencies.data == "yes",
            staff_vacancies=self.staff_vacancies.data,
            agency_share=self.agency_share.data,
            comment=self.comment.data or "",
        )


class FosteringForm(EntryForm):
    """A fostering agency's households and places in the area."""

    households = _places(
        "Carer households",
        required="Enter how many carer households live in the area, or 0",
        hint="In the area.",
    )
    approved = _places("Approved places", required="Enter the approved places, or 0", sum_role="total")
    filled = _part("Filled", required="Enter how many places are filled, or 0")
    own = _places("Of those, our children")
    vacant = _part("Vacant", required="Enter how many places are vacant, or 0")
    unavailable = _part("Unavailable", hint="For example while carers rest or are being reviewed.")
    comment = _comment()
    answer = _answer()

    SUM_NOUN: ClassVar[str] = "approved places"
    FAULT_FIELDS: ClassVar[dict[FaultKind, str]] = {
        FaultKind.NEGATIVE: "approved",
        FaultKind.DOES_NOT_ADD_UP: "vacant",
        FaultKind.OWN_ABOVE_FILLED: "own",
    }

    def prepare(self, setting: Setting) -> None:
        super().prepare(setting)
        self.own.label.text = self.own.subject = f"Of those, {setting.own_name} children"

    @property
    def summed(self) -> tuple[WholeNumberField, list[WholeNumberField]]:
        return self.approved, [self.filled, self.vacant, self.unavailable]

    def line(self) -> CapacityLine:
        """The line that was typed."""
        figures = FosteringFigures(self.households.data, self.filled.data, self.vacant.data, self.unavailable.data or 0)
        own = {rules.council(self.setting.own_code): self.own.data} if self.own.data else {}
        return rules.fostering_line(figures, approved=self.approved.data, own=own, comment=self.comment.data or "")


def entry_form(setting: Setting, typed: Typed | None = None, **options: Any) -> EntryForm:
    """The form of an entry, from the request, or from fields typed earlier."""
    kind = FosteringForm if setting.is_fostering else CapacityForm
    form = kind(None if typed is None else MultiDict(typed), **options)
    form.prepare(setting)
    return form


def judged_draft(setting: Setting, typed: Typed) -> tuple[CapacityLine | None, str]:
    """A saved draft as a line (None while it cannot be sent) and the answer it holds."""
    form = entry_form(setting, typed, meta={"csrf": False})
    return form.judged(), form.answer_text


def body_of(value: str) -> Body:
    """A choice of the list as a placing body."""
    return Body(BodyKind(value)) if value in words.BODY_KINDS else rules.council(value)


def typed_fields(sent: MultiDict[str, str], form: EntryForm) -> Typed:
    """The fields of an entry among what was sent, to be kept as a draft. Nothing else is, and nothing of any length."""
    names = {field.name for field in form} - {"csrf_token", "lock_version", "bodies"}
    return [
        (name, value[:LONGEST_KEPT])
        for name, value in sent.items(multi=True)
        if name in names or (_ROW.fullmatch(name) and not form.setting.is_fostering)
    ]


def with_another_row(typed: Typed) -> tuple[Typed, str]:
    """The same fields with one more empty row, and the id of its first input."""
    taken = [int(name.split("-")[1]) for name, _ in typed if _ROW.fullmatch(name)]
    prefix = f"bodies-{max(taken, default=-1) + 1}"
    return [*typed, (f"{prefix}-body", ""), (f"{prefix}-places", "")], f"{prefix}-body"


def typed_of(line: CapacityLine, own_code: str) -> Typed:
    """A line as somebody would have typed it: what an entry opens with. The comment is not carried over."""
    own = line.occupied.get(rules.council(own_code), 0)
    if line.fostering:
        figures = line.fostering
        fields = {
            "households": figures.households, "approved": line.registered, "filled": figures.filled, "own": own,
            "vacant": figures.vacant, "unavailable": figures.unavailable,
        }  # fmt: skip
        return [(name, str(value)) for name, value in fields.items()]
    return [*_typed_places(line, own), *_typed_rows(line, own_code)]


def _typed_places(line: CapacityLine, own: int) -> Iterator[tuple[str, str]]:
    names = "registered usable reserved available available_soon adults_staying staff_vacancies agency_share"
    for name in names.split():
        value = getattr(line, name)
        yield name, "" if value is None else str(value)
    yield "own", str(own)
    yield "takes_emergencies", "yes" if line.takes_emergencies else "no"
    yield from ((f"blocked_{reason}", str(places)) for reason, places in line.blocked.items())


def _typed_rows(line: CapacityLine, own_code: str) -> Iterator[tuple[str, str]]:
    others = [(body, places) for body, places in line.occupied.items() if body != rules.council(own_code)]
    for index, (body, places) in enumerate(others):
        yield f"bodies-{index}-body", body.code or body.kind
        yield f"bodies-{index}-places", str(places)


def show_before(form: EntryForm, line: CapacityLine, label: str) -> None:
    """Put the last value beside each field ("August: 3")."""
    before = dict(typed_of(line, form.setting.own_code))
    for field in form:
        if isinstance(field, WholeNumberField) and field.name in before:
            field.was = f"{label}: {before[field.name] or 'not given'}"
    for row in getattr(form, "rows", []):
        if row.body.data:
            row.places.was = f"{label}: {line.occupied.get(body_of(row.body.data), 0)}"


def answers(form: EntryForm) -> dict[str, tuple[str, str]]:
    """Every field by name with its label and what it shows, for putting two people's work side by side."""
    fields = [field for field in form if isinstance(field, PortalField)]
    fields += [field for row in getattr(form, "rows", []) for field in (row.body, row.places)]
    return {field.name: (field.label.text, _shown(field)) for field in fields}


def _shown(field: Any) -> str:
    if isinstance(field, SelectField | RadiosField):
        return next((option.text for option in field.options if option.value in field.chosen), "")
    return str(field.typed)
