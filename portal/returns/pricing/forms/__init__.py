"""Fields of prices and their messages."""

from portal.returns.pricing.forms.desk import PriceFilter, UpliftForm
from portal.returns.pricing.forms.entry import (
    BookForm,
    FeesForm,
    FosteringForm,
    Setting,
    ShortForm,
    Typed,
    answers,
    asks_for_book,
    book_form,
    fees_form,
    judged_draft,
    merged,
    show_before,
    typed_fields,
    typed_of,
)

__all__ = [
    "BookForm", "FeesForm", "FosteringForm", "PriceFilter", "Setting", "ShortForm", "Typed", "UpliftForm", "answers",
    "asks_for_book", "book_form", "fees_form", "judged_draft", "merged", "show_before", "typed_fields", "typed_of",
]  # fmt: skip
