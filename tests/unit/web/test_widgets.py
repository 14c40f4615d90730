"""The markup of fields: label, hint, error and last value are tied to the input; nothing typed is markup."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    PasswordField,
    PortalForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)


class OneForm(PortalForm):
    """One field of each kind of widget."""

    name = TextField("Name <x>", hint="As registered", required="Enter a name", autocomplete="organization", width=20)
    fee = WholeNumberField("Fee", prefix="£", suffix="a week", was="Last month: 3", sum_role="part")
    password = PasswordField("Create a password", new=True)
    notes = TextAreaField("Notes", max_length=2000)
    sector = SelectField("Sector", blank="Choose a sector", choices=[("p", "Private"), ("v", "Voluntary")])
    kind = RadiosField("Type", hint="Choose one", choices=[Choice("a", "A", "First"), ("b", "B")], required="Select")
    needs = CheckboxesField("Needs", choices=[("x", "X"), ("y", "Y")])
    opened = DateField("Opening date", hint="For example, 27 3 2026")
    agreed = CheckboxField("I agree", required="Confirm that you agree")
    prices = CheckboxField("Ask for prices too", hint="Beside the figures")


@pytest.fixture(autouse=True)
def context() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for this test only", WTF_CSRF_ENABLED=False)
    with app.test_request_context():
        yield


def parsed(markup: Markup) -> Element:
    """The markup as a tree; malformed HTML fails here."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(str(markup))
    return root


def only(root: Element, path: str) -> Element:
    """The one element at `path`."""
    [found] = root.findall(path)
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def described(root: Element, element: Element) -> list[str]:
    """What a screen reader reads after the name."""
    ids = element.get("aria-describedby", "").split()
    return [words(only(root, f".//*[@id='{name}']")) for name in ids]


def failed(**typed: str) -> OneForm:
    form = OneForm(MultiDict(typed))
    form.validate()
    return form


def test_a_text_field_is_labelled_hinted_and_escaped() -> None:
    root = parsed(OneForm(data={"name": '"><script>alert(1)</script>'}).name())
    box = only(root, ".//input")
    assert words(only(root, ".//label[@for='name']")) == "Name <x>"
    assert box.get("value") == '"><script>alert(1)</script>'
    assert (box.get("autocomplete"), box.get("class")) == (
        "organization",
        "govuk-input govuk-input--width-20",
    )
    assert described(root, box) == ["As registered"]
    assert root.findall(".//script") == []


def test_an_error_is_read_with_its_field() -> None:
    root = parsed(failed().name())
    box = only(root, ".//input")
    assert described(root, box) == ["As registered", "Error: Enter a name"]
    assert box.get("aria-invalid") == "true"
    assert "govuk-input--error" in box.get("class", "")


def test_a_number_shows_its_unit_and_its_last_value() -> None:
    root = parsed(OneForm().fee())
    box = only(root, ".//input")
    assert (box.get("inputmode"), box.get("type"), box.get("data-sum")) == ("numeric", "text", "part")
    assert described(root, box) == ["Last month: 3"]
    assert words(root) == "Fee£a weekLast month: 3"


def test_a_password_can_be_pasted_shown_and_filled_in() -> None:
    root = parsed(OneForm().password())
    box, button = only(root, ".//input"), only(root, ".//button")
    assert (box.get("type"), box.get("autocomplete"), box.get("value")) == ("password", "new-password", "")
    assert (button.get("type"), button.get("aria-controls")) == ("button", "password")
    assert "hidden" in button.attrib


def test_a_text_area_keeps_its_lines_and_says_its_limit() -> None:
    root = parsed(OneForm(data={"notes": "\nfirst\n</textarea><b>"}).notes())
    area = only(root, ".//textarea")
    assert area.text == "\nfirst\n</textarea><b>"
    assert described(root, area) == ["You can enter up to 2,000 characters"]


def test_a_list_starts_blank_and_keeps_what_was_chosen() -> None:
    assert [words(option) for option in parsed(OneForm().sector()).iter("option")] == [
        "Choose a sector",
        "Private",
        "Voluntary",
    ]
    chosen = parsed(OneForm(data={"sector": "v"}).sector())
    assert only(chosen, ".//option[@selected]").get("value") == "v"


def test_a_group_of_radios_has_a_legend_and_links_to_its_first() -> None:
    form = failed()
    root = parsed(form.kind())
    group = only(root, ".//fieldset")
    assert words(only(root, ".//legend")) == "Type"
    assert described(root, group) == ["Choose one", "Error: Select"]
    assert [box.get("id") for box in root.iter("input")] == ["kind", "kind-2"]
    assert ("kind", "Select") in form.error_list
    assert described(root, only(root, ".//input[@id='kind']")) == ["First"]


def test_a_choice_can_open_another_field() -> None:
    form = OneForm(data={"kind": "b"})
    root = parsed(form.kind(reveals={"b": form.name()}))
    assert only(root, ".//input[@checked]").get("value") == "b"
    assert words(only(root, ".//div[@class='govuk-radios__conditional portal-revealed']//label")) == "Name <x>"


def test_several_boxes_can_be_ticked() -> None:
    root = parsed(OneForm(data={"needs": ["x", "y"]}).needs())
    assert [box.get("value") for box in root.findall(".//input[@checked]")] == ["x", "y"]


def test_a_date_has_three_labelled_parts_and_marks_the_wrong_one() -> None:
    form = failed(**{"opened-day": "2", "opened-month": "", "opened-year": "2026"})
    root = parsed(form.opened())
    assert [words(label) for label in root.iter("label")] == ["Day", "Month", "Year"]
    wrong = [box.get("id") for box in root.iter("input") if "--error" in box.get("class", "")]
    assert wrong == ["opened-month"]
    assert described(root, only(root, ".//fieldset")) == [
        "For example, 27 3 2026",
        "Error: Opening date must include a month",
    ]


def test_one_box_carries_its_own_error() -> None:
    root = parsed(failed().agreed())
    assert described(root, only(root, ".//input")) == ["Error: Confirm that you agree"]
    assert words(only(root, ".//label[@for='agreed']")) == "I agree"


def test_the_hint_of_one_box_stands_under_its_label() -> None:
    root = parsed(OneForm().prices())
    assert [words(each) for each in only(root, ".//*[@class='govuk-checkboxes__item']")][1:] == [
        "Ask for prices too",
        "Beside the figures",
    ]
    assert described(root, only(root, ".//input")) == ["Beside the figures"]


def test_a_label_can_be_the_heading_of_the_page() -> None:
    form = OneForm()
    assert words(only(parsed(form.name(heading=True)), ".//h1/label")) == "Name <x>"
    assert words(only(parsed(form.kind(heading=True)), ".//legend/h1")) == "Type"


def test_a_label_can_be_there_only_for_those_who_listen() -> None:
    label = only(parsed(OneForm().name(label_hidden=True)), ".//label")
    assert label.get("class") == "govuk-label govuk-visually-hidden"


def test_a_field_has_no_markup_of_a_kind_the_page_refuses() -> None:
    markup = "".join(str(field()) for field in failed(name="x"))
    assert "style=" not in markup
    assert "<script" not in markup
    assert "onclick" not in markup
