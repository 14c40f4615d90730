"""What every fetched page is held to: the parsers tests use find what the HTML standard calls an error."""

import pytest

from tests.support.html import faults_of, tree_of

HEAD = "<!doctype html><html lang=en><title>x</title>"


@pytest.mark.parametrize(
    "body",
    [
        "<p><div>a</div></p>",
        "<p id=a id=b>a</p>",
        "<table><p>a</p></table>",
        "<span></div></span>",
        '<a b="c"d>a</a>',
        "<p>&nothing;</p>",
        "<form><form></form></form>",
        "<ul><li></ul></li>",
        "<b><p>a</b></p>",
        "<p>a</p",
    ],
)
def test_a_malformed_page_is_found_out(body: str) -> None:
    assert faults_of(HEAD + body)


def test_a_well_made_page_has_no_faults() -> None:
    assert faults_of(HEAD + "<main><h1>One</h1><p class='a b'>Two &amp; <em>three</em></main>") == []


def test_a_tree_holds_elements_attributes_and_text_in_their_order() -> None:
    root = tree_of(HEAD + "<main><!-- no --><h1>One</h1><p class='a b'>Two &amp; <em>three</em> four<input disabled>")
    assert [item.tag for item in root.iter()] == ["html", "head", "title", "body", "main", "h1", "p", "em", "input"]
    paragraph = root.find(".//p")
    assert paragraph is not None and paragraph.get("class") == "a b"
    assert "".join(paragraph.itertext()) == "Two & three four"
    assert [item.get("disabled") for item in root.iter("input")] == [""]
