"""The forms of one price: its fees, its open book, what they open with and the price they make.

The two pages keep one draft: each saves its own fields and leaves the other's as they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from portal.returns.forms.entry import LONGEST_KEPT, MOST_COMMENT, hidden_number
from portal.returns.pricing import rules, words
from portal.returns.pricing.kinds import FosteringBand, OpenBookHeading
from portal.returns.pricing.rules import FaultKind, FosteringParts, PriceLine
from portal.web.amounts import MoneyField as Money
from portal.web.amounts import written
from portal.web.filters import format_date
from portal.web.forms import (
    DateField,
    MoneyField,
    PercentField,
    PortalField,
    PortalForm,
    TextAreaField,
    TextField,
    WholeNumberField,
)

Typed = Sequence[tuple[str, str]]
NO_CHILDREN = "Do not write anything that could identify a child."
EARLIEST, LATEST = date(2015, 1, 1), date(2099, 12, 31)
PARTS = ("carer", "allowance", "agency")


@dataclass(frozen=True)
class Setting:
    """What one price asks for: fees by age band or one list fee, an open book in any case, an answer to a question."""

    is_fostering: bool
    lot_asks: bool
    is_queried: bool


class FeesForm(PortalForm):
    """What both kinds of price share."""

    lock_version = HiddenField(default="0")
    effective_from = DateField(
        "Effective from", required="Enter the day this price starts", earliest=EARLIEST, latest=LATEST
    )
    includes = TextAreaField("What the fee includes (optional)", subject="What the fee includes", rows=3)
    retainer = MoneyField(
        "Retainer a week (optional)", subject="Retainer", hint="To keep a place while a child is away."
    )
    notice_days = WholeNumberField("Notice in days (optional)", subject="Notice", maximum=365)
    sibling_discount = PercentField("Sibling discount (optional)", subject="Sibling discount")
    volume_discount = PercentField("Volume discount (optional)", subject="Volume discount")
    length_discount = PercentField("Length of stay discount (optional)", subject="Length of stay discount")
    block_discount = PercentField("Block discount (optional)", subject="Block discount")
    uplift_percent = PercentField(
        "Uplift you ask for (optional)", subject="Uplift", minimum=Decimal("0.01"),
        hint="Above this fee, decided by the council with a reason.",
    )  # fmt: skip
    uplift_evidence = TextAreaField(
        "Evidence for the uplift", max_length=MOST_COMMENT, rows=3,
        required=lambda form: words.fault_text(FaultKind.NO_EVIDENCE) if form.uplift_percent.data is not None else None,
    )  # fmt: skip
    comment = TextAreaField("Comment (optional)", subject="Comment", max_length=MOST_COMMENT, rows=3, hint=NO_CHILDREN)
    answer = TextAreaField(
        "Your answer to the council", max_length=MOST_COMMENT, rows=3, hint=NO_CHILDREN,
        required="Answer the council’s question",
    )  # fmt: skip
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

    @property
    def answer_text(self) -> str:
        return self.answer.data if "answer" in self else ""

    def line(self) -> PriceLine:
        """The price without its open book; only after it was validated."""
        names = (
            "includes retainer notice_days sibling_discount volume_discount length_discount block_discount"
            " uplift_percent comment"
        )
        values = {name: self[name].data for name in names.split()}
        evidence = self.uplift_evidence.data if self.uplift_percent.data is not None else ""
        return PriceLine(effective_from=self.effective_from.data, uplift_evidence=evidence, **values)


class ShortForm(FeesForm):
    """A home's list fee and what goes with it."""

    list_fee = MoneyField("List fee a week", subject="List fee", required="Enter the list fee, like 4,528")
    staffing_ratio = TextField("Staffing ratio (optional)", subject="Staffing ratio", max_length=100, width=20)
    one_to_one_hour = MoneyField("Extra 1:1 support an hour (optional)", subject="Extra 1:1 support")
    two_to_one_hour = MoneyField("Extra 2:1 support an hour (optional)", subject="Extra 2:1 support")

    def line(self) -> PriceLine:
        names = "list_fee staffing_ratio one_to_one_hour two_to_one_hour".split()
        return replace(super().line(), **{name: self[name].data for name in names})


def _part(band: FosteringBand, name: str) -> MoneyField:
    label = words.PARTS[name]
    return MoneyField(
        label, subject=f"{label} for age {words.BANDS[band]}", minimum=Decimal(0), sum_role="part",
        required=lambda form: _missing_part(form, band, label),
    )  # fmt: skip


def _missing_part(form: Any, band: FosteringBand, label: str) -> str | None:
    """A band is priced whole or not at all."""
    if all(form[f"{name}_{band}"].blank for name in PARTS):
        return None
    return f"Enter the {label.lower()} for age {words.BANDS[band]}, or 0"


class FosteringForm(FeesForm):
    """An agency's fees by age band. One set of fields a band is added below the class."""

    enhanced = MoneyField("Enhanced placement, extra a week (optional)", subject="Enhanced placement")
    parent_and_child = MoneyField("Parent and child, a week (optional)", subject="Parent and child")
    respite = MoneyField("Respite, a week (optional)", subject="Respite")

    @property
    def bands(self) -> list[tuple[str, list[Money]]]:
        """Each age band in words with its three fields."""
        return [(words.BANDS[band], [self[f"{name}_{band}"] for name in PARTS]) for band in FosteringBand]

    def line(self) -> PriceLine:
        names = "enhanced parent_and_child respite".split()
        return replace(super().line(), fostering=dict(self._fees()), **{name: self[name].data for name in names})

    def _fees(self) -> Iterator[tuple[FosteringBand, FosteringParts]]:
        for band in FosteringBand:
            amounts = [self[f"{name}_{band}"].data for name in PARTS]
            if None not in amounts:
                yield band, FosteringParts(*amounts)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also refuses a price that names no fee at all."""
        if super().validate(extra_validators) and not any(fee for fee in self.line().fees.values()):
            self.refuse(words.fault_text(FaultKind.NO_FEE), f"{PARTS[0]}_{FosteringBand.FROM_0_TO_4}")
        return not self.errors


for _band in FosteringBand:
    for _name in PARTS:
        setattr(FosteringForm, f"{_name}_{_band}", _part(_band, _name))


class BookForm(PortalForm):
    """The lines that sum to the list fee. One field a heading is added below the class; left empty it is nothing."""

    lock_version = HiddenField(default="0")
    occupancy_assumption = WholeNumberField(
        "Occupancy the fee reckons with (optional)", subject="Occupancy", minimum=1, maximum=100, suffix="%",
        hint="The share of places you expect to be filled.",
    )  # fmt: skip
    fee: Decimal

    @property
    def expected(self) -> int:
        """The saved draft this page was opened with."""
        return hidden_number(self.lock_version.data)

    @property
    def headings(self) -> list[tuple[OpenBookHeading, Money]]:
        """Every line with its field, in their order."""
        return [(heading, self[f"book_{heading}"]) for heading in OpenBookHeading]

    @property
    def lines(self) -> dict[OpenBookHeading, Decimal]:
        """The amounts that were given; nothing of those that are 0."""
        return {heading: field.data for heading, field in self.headings if field.data}

    @property
    def sum_words(self) -> str | None:
        """What the sent amounts add up to, as the page's script would say it; None while one cannot be read."""
        if any(field.process_errors for _, field in self.headings):
            return None
        return words.sum_words(sum(self.lines.values(), Decimal(0)), self.fee)

    def judged(self, line: PriceLine, *, lot_asks: bool) -> PriceLine | None:
        """The price with its lines when they can be read and sum to the fee; otherwise None, with messages."""
        if not self.validate():
            return None
        whole = replace(line, open_book=self.lines, occupancy_assumption=self.occupancy_assumption.data)
        for fault in rules.judge_price(whole, lot_asks=lot_asks, is_fostering=False):
            self.refuse(words.fault_words(fault), f"book_{OpenBookHeading.DIRECT_CARE}")
        return None if self.errors else whole


for _heading in OpenBookHeading:
    _line = MoneyField(words.HEADINGS[_heading], minimum=Decimal(0), sum_role="part")
    setattr(BookForm, f"book_{_heading}", _line)


def fees_form(setting: Setting, typed: Typed | None = None, **options: Any) -> FeesForm:
    """The fees of a price, from the request, or from fields typed earlier."""
    kind = FosteringForm if setting.is_fostering else ShortForm
    form = kind(None if typed is None else MultiDict(typed), **options)
    form.prepare(setting)
    return form


def book_form(fee: Decimal, typed: Typed | None = None, **options: Any) -> BookForm:
    """The open book of a fee, from the request, or from fields typed earlier."""
    form = BookForm(None if typed is None else MultiDict(typed), **options)
    form.fee = fee
    return form


def asks_for_book(setting: Setting, line: PriceLine) -> bool:
    """Whether the open book is the next page."""
    return rules.needs_open_book(line, lot_asks=setting.lot_asks)


def judged_draft(setting: Setting, typed: Typed) -> tuple[PriceLine | None, PriceLine | None, str]:
    """A saved draft: its fees (None while they cannot be read), the whole price (None while it cannot be sent), and the
    answer it holds."""
    form = fees_form(setting, typed, meta={"csrf": False})
    fees = form.line() if form.validate() else None
    if fees is None or fees.list_fee is None or not asks_for_book(setting, fees):
        return fees, fees, form.answer_text
    book = book_form(fees.list_fee, typed, meta={"csrf": False})
    return fees, book.judged(fees, lot_asks=setting.lot_asks), form.answer_text


def typed_fields(sent: MultiDict[str, str], form: PortalForm) -> list[tuple[str, str]]:
    """The fields of one page among what was sent, to be kept. Nothing else is, and nothing of any length."""
    names = set(_names(form))
    return [(name, value[:LONGEST_KEPT]) for name, value in sent.items(multi=True) if name in names]


def _names(form: PortalForm) -> Iterator[str]:
    for field in form:
        if isinstance(field, DateField):
            yield from (f"{field.name}-{part}" for part in field.PARTS)
        elif field.name not in ("csrf_token", "lock_version"):
            yield field.name


def merged(kept: Typed | None, typed: Typed, form: PortalForm) -> list[tuple[str, str]]:
    """A draft with one page's fields replaced by what was typed there now."""
    own = set(_names(form))
    return [*((name, value) for name, value in kept or () if name not in own), *typed]


def typed_of(line: PriceLine) -> list[tuple[str, str]]:
    """A price as somebody would have typed it: what the next one opens with."""
    day = line.effective_from
    parts = zip(DateField.PARTS, (day.day, day.month, day.year), strict=True)
    typed = [(f"effective_from-{part}", str(number)) for part, number in parts]
    typed += [(name, _text(value)) for name, value in vars(line).items() if not isinstance(value, Mapping | date)]
    typed += [(f"{n}_{band}", _text(getattr(fees, n))) for band, fees in line.fostering.items() for n in PARTS]
    return typed + [(f"book_{heading}", _text(amount)) for heading, amount in line.open_book.items()]


def _text(value: Decimal | int | str | None) -> str:
    if isinstance(value, Decimal):
        return written(value)
    return "" if value is None else str(value)


def show_before(form: PortalForm, line: PriceLine, label: str) -> None:
    """Put the last value beside each amount or number that was given then ("June: £4,528")."""
    before = dict(typed_of(line))
    for field in form:
        value = before.get(field.name)
        if value and isinstance(field, Money | PercentField | WholeNumberField):
            field.was = f"{label}: {field.prefix or ''}{value}{field.suffix or ''}"


def answers(form: PortalForm) -> dict[str, tuple[str, str]]:
    """Every field by name with its label and what it shows, for putting two people's work side by side."""
    return {field.name: (_label(field), _shown(field)) for field in form if isinstance(field, PortalField)}


def _label(field: PortalField) -> str:
    # Three fields of every age band share their labels.
    return str(field.subject if "_to_" in field.name else field.label.text).removesuffix(" (optional)")


def _shown(field: Any) -> str:
    """As it was typed, with its unit; a date that is one as people write it."""
    if isinstance(field, DateField):
        return format_date(field.data) if field.data else " ".join(field.typed)
    typed = str(field.typed)
    prefix, suffix = field.prefix or "", field.suffix or ""
    return f"{prefix}{typed.removeprefix(prefix).removesuffix(suffix)}{suffix}" if typed else ""
