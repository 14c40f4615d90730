"""Fields of returns and their messages."""

from portal.returns.forms.desk import (
    ConfirmForm,
    DecisionForm,
    ExtensionForm,
    ManyForm,
    MonthFilter,
    PeriodForm,
    QuestionForm,
    SendForm,
)
from portal.returns.forms.entry import (
    EntryForm,
    Setting,
    Typed,
    answers,
    entry_form,
    judged_draft,
    show_before,
    typed_fields,
    typed_of,
    with_another_row,
)

__all__ = [
    "ConfirmForm", "DecisionForm", "EntryForm", "ExtensionForm", "ManyForm", "MonthFilter", "PeriodForm",
    "QuestionForm", "SendForm", "Setting", "Typed", "answers", "entry_form", "judged_draft", "show_before",
    "typed_fields", "typed_of", "with_another_row",
]  # fmt: skip
