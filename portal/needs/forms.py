"""The upload of a project CSV, and a sentence for everything that can be wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.needs.rules.reading import LENGTHS, MOST_ROWS, Fault, FaultKind
from portal.needs.rules.series import AreaKind, Kind, Polarity, Unit
from portal.web.files import FileField
from portal.web.forms import PortalForm, SeenField, TextAreaField

MOST_BYTES = 2 * 1024 * 1024
REASON_LENGTH = 1_000

CHOICE_WORDS: Mapping[str, str] = {
    "unit": ", ".join(Unit),
    "polarity": ", ".join(Polarity),
    "area_kind": ", ".join(AreaKind),
    "kind": ", ".join(Kind),
}
# {column} and {given} are what the fault carries, {most} and {choices} what the column allows.
SENTENCES: Mapping[FaultKind, str] = {
    FaultKind.NOT_TEXT: "Save the file as “CSV UTF-8” and upload it again.",
    FaultKind.EMPTY: "The file holds no figures. Add a heading row and a row for each value.",
    FaultKind.TOO_MANY_ROWS: "The file has {given} rows. Split it into files of up to {rows}.",
    FaultKind.COLUMN_MISSING: "Add a column called {column}.",
    FaultKind.COLUMN_UNKNOWN: "Remove {column}, or name it like a column that is not there yet.",
    FaultKind.CELLS: "This row has {given} cells. Put text that holds a comma in quotation marks.",
    FaultKind.BLANK: "Enter {column}.",
    FaultKind.TOO_LONG: "Shorten {column} to {most} characters or fewer.",
    FaultKind.CONTROL_CHARACTER: "Remove line breaks and invisible characters from {column}.",
    FaultKind.SLUG: "Write slug in small letters, digits and hyphens, like children-looked-after-rate.",
    FaultKind.CHOICE: "“{given}” is not a known {column}. Use one of: {choices}.",
    FaultKind.DATE: "Write {column} as year, month and day, like 2022-01-31.",
    FaultKind.AFTER_AS_AT: "The period ends after the as-at date. Change one of them, or make its kind projection.",
    FaultKind.NOT_A_VALUE: "“{given}” is neither a number nor a symbol. "
    "Use a number like 1,234.5, or c, z, x, k or a colon.",
    FaultKind.BELOW_ZERO: "A count, rate or amount cannot be below zero. Check it against the source.",
    FaultKind.NOT_WHOLE: "A number of things is whole. Check it against the source, or change the unit.",
    FaultKind.TWO_VALUES: "Give a value or a symbol, not both.",
    FaultKind.OTHER_AUTHORITY: "This row is about another council. Leave it out, or correct its area_code.",
    FaultKind.NO_METHOD: "Say how the neighbours’ figure was made, like “mean of ten”.",
    FaultKind.NO_BASIS: "Say how this was projected: enter {column}. Where the source prints none, say so.",
    FaultKind.HALF_BREAKDOWN: "Fill in both breakdown_by and breakdown, or neither.",
    FaultKind.PERIOD_TWICE: "This series already has a value for {given}. Remove one of the two rows.",
    FaultKind.LABEL_DIFFERS: "“{given}” and its date do not match an earlier row. One date has one label.",
    FaultKind.SERIES_DIFFERS: "{column} differs from the first row of this series. Make them the same: "
    "figures made in different ways are never one series.",
    FaultKind.MEASURE_DIFFERS: "{column} differs from the first row of this measure. Make them the same, "
    "or give this series a slug of its own.",
    FaultKind.SEVERAL_AREAS: "A measure with a breakdown is about one area. Give this one a slug of its own.",
    FaultKind.VINTAGE_TAKEN: "{given}, is already here with other figures. "
    "Give the new figures their own as_at_on date.",
    FaultKind.OUTTURN_OF_COUNTED: "Only what a projection expects has an outturn. Leave it out of this row.",
    FaultKind.OUTTURN_HALF: "Enter {column} too: an outturn needs its value, its as-at date and its source.",
    FaultKind.OUTTURN_EARLY: "The outturn is from before the end of its period. Change one of the two dates.",
    FaultKind.OUTTURN_TAKEN: "{given}, has another outturn already. It stays as it is: leave the outturn out.",
}


class ImportForm(PortalForm):
    """One file."""

    file = FileField("CSV file", required="Choose a CSV file", most_bytes=MOST_BYTES, accept=".csv,text/csv")


class PrintingForm(PortalForm):
    """Printing a measure as its source printed it, or taking that back; `seen` is the as-at date that was looked at."""

    reason = TextAreaField(
        "Why",
        subject="The reason",
        hint="This is recorded with your name. Staff read it beside the measure; it is not published.",
        required="Enter why",
        max_length=REASON_LENGTH,
        rows=3,
    )
    seen = SeenField()

    @property
    def seen_on(self) -> date:
        """The date as one; a day no figures are of when the field was tampered with or left out."""
        try:
            return date.fromisoformat(str(self.seen.data))
        except ValueError:
            return date.min


def fault_sentence(fault: Fault) -> str:
    """What to do about a fault."""
    return SENTENCES[fault.kind].format(
        column=fault.column,
        given=fault.given,
        most=LENGTHS.get(fault.column, 0),
        choices=CHOICE_WORDS.get(fault.column, ""),
        rows=f"{MOST_ROWS:,}",
    )


def fault_place(fault: Fault) -> str:
    """Where a fault is, as a spreadsheet names it ("Row 12, value")."""
    if not fault.row:
        return "Whole file"
    return f"Row {fault.row:,}, {fault.column}" if fault.column else f"Row {fault.row:,}"
