"""What of a form that was sent somebody typed or chose, and what its page carried along: by the names of all fields."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import HiddenField

from portal.web.fields import TextAreaField, TextField

# Names of buttons.
PRESSED = frozenset({"finish", "yes", "no", "checked", "mend"})
# The names of fields in classes of forms: what pages carry unseen, what people see, and what they write.
_carried: set[str] = {"csrf_token"}
_seen: set[str] = set()
_written: set[str] = set()


def note_names(form: type) -> None:
    """Know the fields of a class of forms."""
    for name, field in vars(form).items():
        kind = getattr(field, "field_class", None)
        if kind is None:
            continue
        (_carried if issubclass(kind, HiddenField) else _seen).add(name)
        if kind is TextField or issubclass(kind, TextAreaField):
            _written.add(name)


def is_typed(name: str, value: str) -> bool:
    """Whether somebody typed or chose this: the page did not carry it, and it is not what a button sends."""
    return bool(value.strip()) and name not in PRESSED and (name not in _carried or name in _seen)


def words_of(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody wrote in words."""
    return [value for name, value in fields if name.rpartition("-")[2] in _written and is_typed(name, value)]
