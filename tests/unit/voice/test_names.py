"""Names are found however they are spelt, and only where a name may be meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.voice.feedback import rules
from portal.voice.inspectors import names

SPELT = (
    "Blue  Heron",
    "blue\nheron",
    "Blue\u00a0Heron",
    "Blue \u2009 Heron",
    "BlueHeron",
    "blueheron",
    "Blue-Heron",
    "Blue\u2011Heron",
    "Blue_Heron",
    "Blue.Heron",
    "Blue\u200bHeron",
    "Bl\u00adue Her\u200don",
    "Blüe Héron",
    "Blu\u0308e Heron",
    "Вlue Неrоn",
    "Ｂｌｕｅ Heron",
    "Blue Heron’s",
    "Blue Heron's",
    "Blue Herons",
)


@pytest.mark.parametrize("spelt", SPELT)
@pytest.mark.parametrize("name", ["Blue Heron", "BlueHeron"])
def test_another_spelling_is_the_same_name(spelt: str, name: str) -> None:
    assert rules.find_name(f"We said that {spelt} did it.", [name]) == spelt
    assert rules.find_name(spelt, [name]) == spelt


@pytest.mark.parametrize("spelt", ["O'Neil", "O’Neil", "oneil", "O Neil", "OʼNeil", "O-Neil", "O´Neil", "O’Neil’s"])
def test_an_apostrophe_is_no_other_name(spelt: str) -> None:
    assert rules.find_name(f"so {spelt}, again", ["O'Neil"]) == spelt


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The garden is a mess", "Isa"),
        ("I'm an artist", "Iman"),
        ("I don't like it", "Don"),
        ("We saw herons", "Heron"),
        ("This is it", "Thi"),
        ("bluebell", "Blue"),
        ("Blue, heron", "Blue Heron"),
        ("Blue. Heron", "Blue Heron"),
        ("Heron blue", "Blue Heron"),
        ("", "Blue"),
        ("Any text", ""),
        ("Any text", "🦊"),
    ],
)
def test_where_no_name_can_be_meant_none_is_found(text: str, name: str) -> None:
    assert rules.find_name(text, [name]) is None


def test_scripts_without_spaces_are_searched_too() -> None:
    assert rules.find_name("我和李雷去了", ["李雷"]) == "李雷"


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("a biscuit", "Biscuit", None),
        ("BISCUIT", "Biscuit", "BISCUIT"),
        ("with Biscuit", "biscuit", "Biscuit"),
        ("a biscuit", "biscuit", "biscuit"),
        ("Biscuit’s bike", "Biscuit", "Biscuit’s"),
    ],
)
def test_what_is_looked_for_as_spelt_is_written_as_a_name(text: str, name: str, found: str | None) -> None:
    assert rules.find_name(text, [name], as_spelt=True) == found
    hidden = [(names.name_of(name).letters[::-1], 1)]
    looked = rules.find_hidden_names(text, hidden, lambda letters: letters[::-1], as_spelt=True)
    assert next(looked, None) == (None if text == "a biscuit" else found)


WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzéüßøжλ李"), min_size=2, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=3)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", "-", "\u2013", "_", "", "\u200b", " - "])


@given(NAMES, st.data(), st.booleans())
def test_no_gap_and_no_capital_hides_a_name(parts: list[str], data: st.DataObject, is_upper: bool) -> None:
    name = " ".join(parts)
    spelt = parts[0] + "".join(data.draw(GAPS) + part for part in parts[1:])
    spelt = spelt.upper() if is_upper else spelt
    assert rules.find_name(f"so, {spelt}: there", [name]) is not None
    found = rules.find_hidden_names(f"so, {spelt}: there", [_hidden(name)], _reversed)
    assert next(found, None) is not None


def _hidden(name: str) -> tuple[str, int]:
    known = names.name_of(name)
    return _reversed(known.letters), known.words


def _reversed(letters: str) -> str:
    return letters[::-1]


@given(st.text(max_size=60), st.text(max_size=20))
def test_what_is_found_stands_in_the_text_and_is_the_name(text: str, name: str) -> None:
    found = rules.find_name(text, [name])
    if found is not None:
        assert found in text
        assert names.fold(found) in {names.fold(name), f"{names.fold(name)}s"}


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert names.fold(names.fold(text)) == names.fold(text)
