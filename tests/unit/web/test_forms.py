"""Forms: what they read, what they refuse, in which words, and what they show again."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from portal.web.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    EmailField,
    FieldList,
    FilterForm,
    FormField,
    PasswordField,
    PortalForm,
    PostcodeField,
    RadiosField,
    SelectField,
    Subform,
    TextAreaField,
    TextField,
    WholeNumberField,
)


class HomeForm(PortalForm):
    """One field of each kind."""

    name = TextField("Home name", required="Enter the home's name", max_length=20)
    email = EmailField("Email address", required="Enter your email address")
    password = PasswordField("Create a password", required="Enter a password")
    beds = WholeNumberField("Registered places", required="Enter how many places", maximum=50)
    kind = RadiosField("Type", required="Select a type", choices=[("own", "Own"), Choice("other", "Other", "Say")])
    other = TextField("Which", required=lambda form: "Enter which" if form.kind.data == "other" else None)
    needs = CheckboxesField("Needs", required="Select a need", choices=[("a", "Autism"), ("b", "Self-harm")])
    sector = SelectField("Sector", required="Select a sector", choices=[("private", "Private")])
    opened = DateField("Opening date", required="Enter the opening date", latest=date(2026, 8, 31))
    postcode = PostcodeField("Postcode", required="Enter the postcode")
    notes = TextAreaField("Notes", max_length=30)
    agreed = CheckboxField("I agree", required="Confirm that you agree")


GOOD = {
    "name": "Bay View",
    "email": "a@b.example",
    "password": " correct horse ",
    "beds": "12",
    "kind": "own",
    "needs": "a",
    "sector": "private",
    "opened-day": "2",
    "opened-month": "3",
    "opened-year": "2026",
    "postcode": "pr81ck",
    "notes": "",
    "agreed": "y",
}


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="for this test only", WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/?q=bay&page=2"):
        yield


def sent(**changes: Any) -> Any:
    """The form as posted with GOOD and these changes, judged."""
    form = HomeForm(MultiDict({**GOOD, **changes}))
    form.validate()
    return form


def test_a_good_form_gives_plain_values() -> None:
    form = sent()
    assert form.errors == {}
    assert form.data == {
        "name": "Bay View",
        "email": "a@b.example",
        "password": " correct horse ",
        "beds": 12,
        "kind": "own",
        "other": "",
        "needs": ["a"],
        "sector": "private",
        "opened": date(2026, 3, 2),
        "postcode": "PR8 1CK",
        "notes": "",
        "agreed": True,
    }


def test_an_empty_form_says_what_to_enter_in_the_order_of_the_page() -> None:
    form = HomeForm(MultiDict({"name": " \u200b "}))
    form.validate()
    assert form.error_list == [
        ("name", "Enter the home's name"),
        ("email", "Enter your email address"),
        ("password", "Enter a password"),
        ("beds", "Enter how many places"),
        ("kind", "Select a type"),
        ("needs", "Select a need"),
        ("sector", "Select a sector"),
        ("opened-day", "Enter the opening date"),
        ("postcode", "Enter the postcode"),
        ("agreed", "Confirm that you agree"),
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "x" * 21}, ("name", "Home name must be 20 characters or fewer")),
        ({"notes": "y" * 31}, ("notes", "Notes must be 30 characters or fewer")),
        ({"beds": "-1"}, ("beds", "Registered places must be 0 or more")),
        ({"beds": "51"}, ("beds", "Registered places must be 50 or fewer")),
        ({"kind": "none of them"}, ("kind", "Type: select one of the answers shown")),
        ({"needs": "z"}, ("needs", "Needs: select one of the answers shown")),
        ({"sector": "z"}, ("sector", "Sector: select one of the answers shown")),
        ({"kind": "other", "other": ""}, ("other", "Enter which")),
        ({"opened-month": ""}, ("opened-month", "Opening date must include a month")),
        ({"opened-year": "26"}, ("opened-year", "Opening date must have a year of 4 numbers, like 2026")),
        ({"opened-month": "9"}, ("opened-day", "Opening date must be on or before 31 August 2026")),
        ({"postcode": "PR8"}, ("postcode", "Enter a full UK postcode, like SW1A 2AA")),
    ],
)
def test_a_wrong_answer_is_refused_beside_its_input(changes: dict[str, str], problem: tuple[str, str]) -> None:
    assert sent(**changes).error_list == [problem]


@pytest.mark.parametrize(
    "address", ["a", "a@b", "@b.example", "a@b..example", "a b@c.example", "a@b@c.example", "a@.b"]
)
def test_an_address_no_server_would_take_is_refused(address: str) -> None:
    message = "Enter an email address in the correct format, like name@example.com"
    assert sent(email=address).error_list == [("email", message)]


@pytest.mark.parametrize("address", ["ünï@b.example", "name@bücher.example", "имя@b.example"])
def test_an_address_that_many_mail_servers_refuse_says_what_to_change(address: str) -> None:
    message = "Enter an email address without accents or other special letters, like name@example.com"
    assert sent(email=address).error_list == [("email", message)]


@pytest.mark.parametrize(
    "address", ["a,b@c.example", "a;b@c.example", "<b@c.example", "b@c.example>", "x:b@c.example", '"a"b@c.example']
)
def test_an_address_that_would_be_read_as_another_in_a_mail_is_refused(address: str) -> None:
    assert [anchor for anchor, _ in sent(email=address).error_list] == ["email"]


@pytest.mark.parametrize(
    ("field", "typed", "shown"),
    [
        ("beds", " 12x ", "12x"),
        ("postcode", "nowhere", "nowhere"),
        ("name", "<b>\x00" + "x" * 30, "<b>" + "x" * 30),
    ],
)
def test_what_was_typed_is_shown_again(field: str, typed: str, shown: str) -> None:
    assert sent(**{field: typed})[field].typed == shown


def test_a_password_is_never_shown_again() -> None:
    assert "correct horse" not in str(sent(name="").password())


def test_a_form_starts_with_the_values_it_is_given() -> None:
    form = HomeForm(data={"beds": 6, "opened": date(2026, 3, 2), "needs": ["b"], "kind": "own"})
    assert (form.beds.typed, form.opened.typed, form.needs.chosen) == ("6", ("2", "3", "2026"), ["b"])
    assert (form.kind.chosen, form.name.typed) == (["own"], "")


def test_a_form_filled_from_a_draft_can_be_judged_without_being_sent() -> None:
    form = HomeForm(data={"name": "Bay View", "beds": None})
    form.validate()
    assert ("beds", "Enter how many places") in form.error_list
    assert "name" not in form.errors


def test_ticked_answers_keep_the_order_offered_and_count_once() -> None:
    form = HomeForm(MultiDict([*GOOD.items(), ("needs", "b"), ("needs", "a")]))
    assert form.needs.data == ["a", "b"]


def test_a_refusal_of_a_service_stands_where_it_belongs() -> None:
    form = sent()
    form.refuse("The month is closed.")
    form.refuse("This number is held already.", "beds")
    assert form.error_list == [(None, "The month is closed."), ("beds", "This number is held already.")]


class PlaceForm(Subform):
    """How many places one council uses."""

    places = WholeNumberField("Places")


class PlacesForm(PortalForm):
    """The same question about several councils."""

    councils = FieldList(FormField(PlaceForm))


def test_problems_inside_repeated_fields_are_linked_too() -> None:
    form = PlacesForm(MultiDict({"councils-0-places": "2", "councils-1-places": "x"}))
    form.validate()
    assert form.error_list == [("councils-1-places", "Places must be a whole number, like 4")]


class SearchForm(FilterForm):
    """A filter with one field."""

    q = TextField("Name")


def test_a_filter_is_read_from_the_address_and_carries_no_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = SearchForm()
    assert (form.q.data, "csrf_token" in form) == ("bay", False)


def test_parked_fields_come_back_once_and_unjudged() -> None:
    g.parked_fields = MultiDict({"name": "Half a na", "beds": "x"})
    form = HomeForm(data={"name": "Stored name", "email": "a@b.example"})
    assert (form.name.typed, form.beds.typed, form.email.typed) == ("Half a na", "x", "a@b.example")
    assert form.errors == {}
    assert HomeForm(data={"name": "Stored name"}).name.typed == "Stored name"


def test_parked_fields_never_stand_in_for_what_is_posted(app: Flask) -> None:
    with app.test_request_context(method="POST", data=GOOD | {"name": "Posted"}):
        g.parked_fields = MultiDict({"name": "Parked"})
        assert HomeForm().name.data == "Posted"
