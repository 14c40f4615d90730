"""What people type, made plain: text without invisible characters, whole numbers, amounts, dates, postcodes.

Plain values in and out, no Flask and no WTForms. What can refuse raises `RefusedError` with a sentence that
says what to do; `subject` is the noun that sentence begins with ("Occupied places").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

# Line ends in every spelling a browser, a spreadsheet or a paste can hold.
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
# Zero-width space, word joiner and byte order mark look like nothing; bidirectional embeddings, overrides and
# isolates make text read differently from how it is stored. Joiners stay: emoji and some scripts need them.
_UNSEEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+")
_DECIMAL = re.compile(r"[0-9][0-9, ]*\.[0-9]+|\.[0-9]+")
_AMOUNT = re.compile(rf"({_GROUPED.pattern})(?:\.([0-9]+))?|\.([0-9]+)")
_MINUS = "-\u2212\u2013"
_POUND_SIGN = re.compile(rf"^([{_MINUS}]?) ?£ ?")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(am|pm)?")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class RefusedError(ValueError):
    """What was typed cannot be used; the message says what to do, `part` which input of several is meant."""

    def __init__(self, message: str, part: int = 0) -> None:
        super().__init__(message)
        self.part = part


def clean_text(text: str, *, lines: bool = False) -> str:
    """`text` composed (NFC), trimmed, without control and unseen characters; line ends are \\n, or spaces."""
    with_ends = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    kept = "".join(char for char in with_ends if char == "\n" or _is_seen(char))
    return unicodedata.normalize("NFC", kept if lines else kept.replace("\n", " ")).strip()


def _is_seen(char: str) -> bool:
    return char not in _UNSEEN and unicodedata.category(char) not in ("Cc", "Cs")


def whole_number(text: str, subject: str, *, minimum: int = 0, maximum: int = 1_000_000) -> int:
    """The whole number in `text`; "1,234" and "1 234" are read as people mean them. Raises RefusedError."""
    plain = re.sub(r"\s", " ", text.strip())
    if _GROUPED.fullmatch(plain):
        return _within(re.sub("[, ]", "", plain), subject, minimum, maximum)
    raise RefusedError(_number_refusal(plain, subject, minimum))


def _within(digits: str, subject: str, minimum: int, maximum: int) -> int:
    # Compared by length first: turning ten thousand digits into a number is work an attacker could ask for.
    significant = digits.lstrip("0") or "0"
    if len(significant) > len(str(maximum)) or int(significant) > maximum:
        raise RefusedError(f"{subject} must be {maximum:,} or fewer")
    if int(significant) < minimum:
        raise RefusedError(f"{subject} must be {minimum:,} or more")
    return int(significant)


def _number_refusal(plain: str, subject: str, minimum: int) -> str:
    if plain[:1] in _MINUS and _GROUPED.fullmatch(plain[1:].strip()):
        return f"{subject} must be {minimum:,} or more"
    if _DECIMAL.fullmatch(plain):
        return f"{subject} must be a whole number, without a decimal point"
    return _digits_refusal(plain, subject) or f"{subject} must be a whole number, like 4"


def money(text: str, subject: str, *, minimum: Decimal, maximum: Decimal) -> Decimal:
    """Pounds and pence in `text`, exact: "£4,528", "4 528" and "4528.5" (£4,528.50). Raises RefusedError."""
    plain = _POUND_SIGN.sub(r"\1", re.sub(r"\s", " ", text.strip()))
    refusal = f"{subject} must be an amount in pounds, like 4,528 or 4,528.50"
    return _amount(plain, subject, "£", "", (minimum, maximum), refusal)


def percentage(text: str, subject: str, *, minimum: Decimal, maximum: Decimal) -> Decimal:
    """The percentage in `text` ("5", "5.25%"), exact to two places. Raises RefusedError."""
    plain = re.sub(r"\s", " ", text.strip()).removesuffix("%").strip()
    return _amount(plain, subject, "", "%", (minimum, maximum), f"{subject} must be a percentage, like 5 or 5.25")


def _amount(
    plain: str, subject: str, prefix: str, suffix: str, bounds: tuple[Decimal, Decimal], refusal: str
) -> Decimal:
    minimum, maximum = bounds
    too_low = f"{subject} must be {prefix}{minimum:,}{suffix} or more"
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        if plain[:1] in _MINUS and _AMOUNT.fullmatch(plain[1:].strip()):
            raise RefusedError(too_low)
        raise RefusedError(_digits_refusal(plain, subject) or refusal)
    whole, fraction = re.sub("[, ]", "", match[1] or "0").lstrip("0") or "0", match[2] or match[3] or ""
    if len(fraction) > 2:
        raise RefusedError(f"{subject} must have no more than 2 digits after the decimal point")
    # Compared by length first: turning ten thousand digits into a number is work an attacker could ask for.
    if len(whole) > len(str(int(maximum))) or Decimal(f"{whole}.{fraction:0<2}") > maximum:
        raise RefusedError(f"{subject} must be {prefix}{maximum:,}{suffix} or less")
    amount = Decimal(f"{whole}.{fraction:0<2}")
    if amount < minimum:
        raise RefusedError(too_low)
    return amount


def _digits_refusal(plain: str, subject: str) -> str | None:
    if any(char.isnumeric() and not char.isascii() for char in plain):
        return f"{subject} must use the digits 0 to 9"
    return None


def postcode(text: str) -> str:
    """A postcode as the Post Office writes it ("pr81ck" → "PR8 1CK"); RefusedError for another form."""
    plain = re.sub(r"[\s-]", "", text)
    # Only ASCII is made capital: the long s would become a letter nobody typed.
    match = _POSTCODE.fullmatch(plain.upper()) if plain.isascii() else None
    if match is None:
        raise RefusedError("Enter a full UK postcode, like SW1A 2AA")
    return f"{match[1]} {match[2]}"


def day_month_year(parts: Sequence[str], subject: str) -> date:
    """The date in three typed parts, month names too. Raises RefusedError with the part (0, 1, 2) to mend."""
    missing = [index for index, part in enumerate(parts) if not part.strip()]
    if missing:
        names = " and ".join("a " + ("day", "month", "year")[index] for index in missing)
        raise RefusedError(f"{subject} must include {names}", missing[0])
    for index, part in enumerate(parts):
        if refusal := _digits_refusal(part, subject):
            raise RefusedError(refusal, index)
    return _real_date(_digits(parts[0], 2), _month(parts[1]), _digits(parts[2], 4), subject)


def _real_date(day: int | None, month: int | None, year: int | None, subject: str) -> date:
    if year is None or year < 1000:
        raise RefusedError(f"{subject} must have a year of 4 numbers, like 2026", 2)
    if month is None or not 1 <= month <= 12:
        raise RefusedError(f"{subject} must be a real date: the month is from 1 to 12", 1)
    if day is None or not 1 <= day <= 31:
        raise RefusedError(f"{subject} must be a real date: the day is from 1 to 31", 0)
    try:
        return date(year, month, day)
    except ValueError:
        raise RefusedError(f"{subject} must be a real date: that month has no such day", 0) from None


def time_of_day(text: str, subject: str) -> time:
    """The time in "9:30am", "2pm", "14:30", "1430" or "noon". Raises RefusedError."""
    plain = re.sub(r"\s", "", text).lower().replace("a.m.", "am").replace("p.m.", "pm")
    match = _TIME.fullmatch({"noon": "12pm", "midday": "12pm"}.get(plain, plain)) if plain.isascii() else None
    if match is None:
        raise RefusedError(f"{subject} must be a time, like 9:30am or 14:30")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise RefusedError(f"{subject} must be a real time, like 9:30am or 14:30")
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)


def _digits(text: str, longest: int) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= longest else None


def _month(text: str) -> int | None:
    name = text.strip().lower()
    named = [number for number, month in enumerate(_MONTHS, 1) if len(name) >= 3 and month.startswith(name)]
    return named[0] if named else _digits(text, 2)
