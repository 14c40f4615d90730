"""How a field is written as HTML: GOV.UK Frontend's markup, thin and fast.

Each widget returns the whole form group. `aria-describedby` always names the hint, the error and the last
value, in the order they are read. Nothing here decides: it prints what a field of `portal.web.fields` holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from markupsafe import Markup, escape
from wtforms.widgets.core import html_params

NOTHING = Markup()


def element(name: str, content: str = NOTHING, /, **attributes: Any) -> Markup:
    """`<name …>content</name>`; attributes that are None or False are left out, `class_`, `for_` spelt so."""
    return Markup("<{}{}>{}</{}>").format(Markup(name), _attributes(attributes), content, Markup(name))


def void(name: str, /, **attributes: Any) -> Markup:
    """`<name …>`, an element without content."""
    return Markup("<{}{}>").format(Markup(name), _attributes(attributes))


def _attributes(given: Mapping[str, Any]) -> Markup:
    kept = {name: value for name, value in given.items() if value is not None and value is not False}
    return Markup(" " + html_params(**kept)) if kept else NOTHING


def joined(parts: Iterable[str]) -> Markup:
    """The parts one after another, each escaped unless it is markup already."""
    return Markup("").join(parts)


def classes(*names: str | bool | None) -> str:
    """A class attribute of the names that are given."""
    return " ".join(name for name in names if isinstance(name, str) and name)


class Widget:
    """The group around an input: label, hint, error, the input, the last value beside it."""

    group_class: str | None = None
    group_attributes: ClassVar[Mapping[str, Any]] = {}

    def group(self, field: Any, content: Markup) -> Markup:
        """The outermost element, marked when the field has an error."""
        error = field.errors and "govuk-form-group--error"
        name = classes("govuk-form-group", error, self.group_class)
        return element("div", content, class_=name, **self.group_attributes)

    def input_attributes(self, field: Any, base: str) -> dict[str, Any]:
        """What every single input carries."""
        width = field.width and f"govuk-input--width-{field.width}"
        return {
            "class_": classes(base, width, field.errors and base.split(maxsplit=1)[0] + "--error"),
            "id": field.id,
            "name": field.name,
            "aria_describedby": described_by(field),
            "aria_invalid": "true" if field.errors else None,
            "autocomplete": field.autocomplete,
            "inputmode": field.inputmode,
            "spellcheck": None if field.spellcheck is None else str(field.spellcheck).lower(),
            "data_sum": field.sum_role,
        }


def described_by(field: Any) -> str | None:
    """The ids of what explains the field."""
    parts = (("hint", field.hint), ("error", field.errors), ("was", field.was))
    return " ".join(f"{field.id}-{name}" for name, shown in parts if shown) or None


def notes(field: Any) -> Markup:
    """Hint and error messages."""
    hint = element("div", field.hint, id=f"{field.id}-hint", class_="govuk-hint") if field.hint else NOTHING
    return hint + wrongs(field)


def wrongs(field: Any) -> Markup:
    """The error messages alone."""
    if not field.errors:
        return NOTHING
    prefix = element("span", "Error:", class_="govuk-visually-hidden")
    words = Markup("<br>").join(field.errors)
    return element("p", prefix + " " + words, id=f"{field.id}-error", class_="govuk-error-message")


def last_value(field: Any) -> Markup:
    """The value it had before, beside the input."""
    return element("span", field.was, id=f"{field.id}-was", class_="portal-was") if field.was else NOTHING


def label(field: Any, label_size: str | None = None, heading: bool = False, label_hidden: bool = False) -> Markup:
    """The label; with `heading` it is the page's one h1."""
    size = label_size or ("l" if heading else None)
    name = classes("govuk-label", size and f"govuk-label--{size}", label_hidden and "govuk-visually-hidden")
    written = element("label", field.label.text, for_=field.id, class_=name)
    return element("h1", written, class_="govuk-label-wrapper") if heading else written


def legend(field: Any, label_size: str | None = None, heading: bool = False, label_hidden: bool = False) -> Markup:
    """The same for a group of inputs."""
    size = label_size or ("l" if heading else "s")
    name = classes(
        "govuk-fieldset__legend", f"govuk-fieldset__legend--{size}", label_hidden and "govuk-visually-hidden"
    )
    text = element("h1", field.label.text, class_="govuk-fieldset__heading") if heading else field.label.text
    return element("legend", text, class_=name)


class TextInput(Widget):
    """One line."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """The group around one line of text."""
        shown = void("input", type=field.input_type, value=field.typed, **self.input_attributes(field, "govuk-input"))
        row = self.wrapped(field, shown)
        return self.group(field, label(field, **options) + notes(field) + row)

    def wrapped(self, field: Any, shown: Markup) -> Markup:
        """The input between its prefix and suffix, with the last value beside it."""
        if field.prefix or field.suffix:
            shown = element(
                "div",
                affix("prefix", field.prefix) + shown + affix("suffix", field.suffix),
                class_="govuk-input__wrapper",
            )
        return element("div", shown + last_value(field), class_="portal-beside") if field.was else shown


def affix(kind: str, text: str | None) -> Markup:
    """A prefix or suffix; read aloud it would interrupt, so the label has to say it too."""
    return element("div", text, class_=f"govuk-input__{kind}", aria_hidden="true") if text else NOTHING


class PasswordInput(TextInput):
    """One line that GOV.UK's script lets people show and hide."""

    group_class = "govuk-password-input"
    group_attributes: ClassVar[Mapping[str, Any]] = {"data_module": "govuk-password-input"}

    def input_attributes(self, field: Any, base: str) -> dict[str, Any]:
        """Hooks for the script, and no automatic capitals."""
        own = "govuk-input govuk-password-input__input govuk-js-password-input-input"
        return super().input_attributes(field, own) | {"autocapitalize": "none", "spellcheck": "false"}

    def wrapped(self, field: Any, shown: Markup) -> Markup:
        """The input and its button, which stays hidden until the script works it."""
        button = element(
            "button",
            "Show",
            type="button",
            class_="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle",
            data_module="govuk-button",
            aria_controls=field.id,
            aria_label="Show password",
            hidden=True,
        )
        name = "govuk-input__wrapper govuk-password-input__wrapper"
        return element("div", shown + button, class_=name)


class TextArea(Widget):
    """Several lines, counted."""

    group_class = "govuk-character-count"

    def __call__(self, field: Any, **options: Any) -> Markup:
        """The group around the text area; without the script the limit is still in words."""
        attributes = self.input_attributes(field, "govuk-textarea govuk-js-character-count")
        described = classes(attributes["aria_describedby"], f"{field.id}-info")
        # A text area swallows one line end at its start, so one is given for it to swallow.
        area = element("textarea", "\n" + field.typed, rows=field.rows, **attributes | {"aria_describedby": described})
        limit = element(
            "div",
            f"You can enter up to {field.max_length:,} characters",
            id=f"{field.id}-info",
            class_="govuk-hint govuk-character-count__message",
        )
        return self._counted(field, label(field, **options) + notes(field) + area + last_value(field) + limit)

    def _counted(self, field: Any, content: Markup) -> Markup:
        name = classes("govuk-form-group", field.errors and "govuk-form-group--error", "govuk-character-count")
        hooks = {"data_module": "govuk-character-count", "data_maxlength": field.max_length}
        if field.count_from:
            hooks["data_threshold"] = field.count_from
        return element("div", content, class_=name, **hooks)


class Select(Widget):
    """A drop-down list."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """The group around the list."""
        blank = [] if field.blank_text is None else [_option("", field.blank_text)]
        chosen = set(field.chosen)
        items = [_option(option.value, option.text, " selected" * (option.value in chosen)) for option in field.options]
        attributes = self.input_attributes(field, "govuk-select")
        row = element("select", Markup("".join([*blank, *items])), **attributes) + last_value(field)
        return self.group(field, label(field, **options) + notes(field) + row)


def _option(value: str, text: str, state: str = "") -> str:
    """One `<option>`, written out, for a list may offer a thousand: `Markup.format` takes four times as long, `element`
    thirty times."""
    return f'<option{state} value="{escape(value)}">{escape(text)}</option>'


class _Fieldset(Widget):
    def fieldset(self, field: Any, content: Markup, options: Mapping[str, Any], **attributes: Any) -> Markup:
        """Legend, notes and the inputs of a group."""
        inside = legend(field, **options) + notes(field) + content + last_value(field)
        described = described_by(field)
        return self.group(
            field,
            element("fieldset", inside, class_="govuk-fieldset", aria_describedby=described, **attributes),
        )


class DateInput(_Fieldset):
    """Day, month and year."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """The group of three inputs."""
        items = joined(self._item(field, index) for index in range(len(field.PARTS)))
        row = element("div", items, class_="govuk-date-input", id=field.id)
        return self.fieldset(field, row, options, role="group")

    def _item(self, field: Any, index: int) -> Markup:
        part = field.PARTS[index]
        wrong = bool(field.errors) and field.error_anchor == f"{field.id}-{part}"
        shown = void(
            "input",
            type="text",
            id=f"{field.id}-{part}",
            name=f"{field.name}-{part}",
            value=field.typed[index],
            inputmode="numeric",
            autocomplete="off",
            class_=classes(
                "govuk-input govuk-date-input__input",
                f"govuk-input--width-{4 if part == 'year' else 2}",
                wrong and "govuk-input--error",
            ),
        )
        name = element(
            "label",
            part.capitalize(),
            for_=f"{field.id}-{part}",
            class_="govuk-label govuk-date-input__label",
        )
        group = element("div", name + shown, class_="govuk-form-group")
        return element("div", group, class_="govuk-date-input__item")


class Choices(_Fieldset):
    """Radios or checkboxes, each with an optional hint and, for radios, fields it opens."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.block = {"radio": "govuk-radios", "checkbox": "govuk-checkboxes"}[kind]

    def __call__(self, field: Any, reveals: Mapping[str, Markup] | None = None, **options: Any) -> Markup:
        """The group of answers; `reveals` maps a value to the markup shown when it is picked."""
        items = joined(
            self._item(field, index, option, (reveals or {}).get(option.value))
            for index, option in enumerate(field.options)
        )
        return self.fieldset(field, element("div", items, class_=self.block, data_module=self.block), options)

    def _item(self, field: Any, index: int, option: Any, revealed: Markup | None) -> Markup:
        answer = choice_item(
            self.kind,
            id=field.id if index == 0 else f"{field.id}-{index + 1}",
            name=field.name,
            value=option.value,
            text=option.text,
            hint=option.hint,
            checked=option.value in field.chosen,
        )
        if revealed is None:
            return answer
        # The style sheet opens and closes it: it works without script and no radio has to claim "expanded".
        return answer + element("div", revealed, class_=f"{self.block}__conditional portal-revealed")


def choice_item(kind: str, *, id: str, text: str, hint: str | None, **attributes: Any) -> Markup:
    """One radio or checkbox with its label and hint."""
    block = {"radio": "govuk-radios", "checkbox": "govuk-checkboxes"}[kind]
    hint_id = f"{id}-item-hint" if hint else None
    described = classes(hint_id, attributes.pop("aria_describedby", None)) or None
    box = void("input", type=kind, id=id, class_=f"{block}__input", aria_describedby=described, **attributes)
    name = element("label", text, for_=id, class_=f"govuk-label {block}__label")
    under = element("div", hint, id=hint_id, class_=f"govuk-hint {block}__hint") if hint else NOTHING
    return element("div", box + name + under, class_=f"{block}__item")


class Checkbox(Widget):
    """One box on its own."""

    def __call__(self, field: Any, **_: Any) -> Markup:
        """The group around one box; the hint belongs to the box."""
        box = choice_item(
            "checkbox",
            id=field.id,
            name=field.name,
            value="y",
            text=escape(field.label.text),
            hint=field.hint,
            checked=bool(field.data),
            aria_describedby=f"{field.id}-error" if field.errors else None,
        )
        row = element("div", box, class_="govuk-checkboxes", data_module="govuk-checkboxes")
        return self.group(field, wrongs(field) + row)
