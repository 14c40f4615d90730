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
    looked = rules.find_hidden_names(text, [_hidden(name)], _reversed, as_spelt=True)
    assert next(looked, None) == (None if text == "a biscuit" else found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("so K e s t r e l went", "K e s t r e l"),
        ("so k e s t r e l’s bike", "k e s t r e l’s"),
        ("so K-e-s-t-r-e-l went", "K-e-s-t-r-e-l"),
        ("so Kestrel2 went", "Kestrel2"),
        ("so KESTREL_99 went", "KESTREL"),
        ("so K e st r e l went", None),
        ("so Kestrelling went", None),
        ("so 2Kestrel went", None),
    ],
)
def test_letters_one_by_one_and_a_number_at_the_end_hide_no_name(text: str, found: str | None) -> None:
    assert rules.find_name(text, ["Kestrel"]) == found
    assert next(rules.find_hidden_names(text, [_hidden("Kestrel")], _reversed), None) == found


def test_two_letters_are_no_word_spaced() -> None:
    assert rules.find_name("So am I a cook?", ["Ia"]) is None


@pytest.mark.parametrize("text", ["by @kestrel", "#kestrel", "\uff20kestrel’s"])
def test_a_handle_is_written_as_a_name(text: str) -> None:
    assert rules.find_name(text, ["Kestrel"], as_spelt=True) is not None
    assert next(rules.find_hidden_names(text, [_hidden("Kestrel")], _reversed, as_spelt=True), None) is not None
    assert rules.find_name("a kestrel", ["Kestrel"], as_spelt=True) is None


LONG = {
    "Chinese": "".join(chr(0x4E00 + each * 7 % 5000) for each in range(2000)),
    "one letter again and again": "李" * 2000,
    "Thai": "".join(chr(0xE01 + each * each % 46) for each in range(2000)),
    "Korean": "".join(chr(0xAC00 + each * 11 % 9000) for each in range(2000)),
    "hyphenated": "a-b-c-d-" * 250,
    "dotted": "a.b.c.d." * 250,
    "spaced": "A b c d " * 250,
    "English": "We went to the park with Otter and it was fun. " * 40,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_what_is_looked_at_grows_no_faster_than_a_text(text: str) -> None:
    known = [names.HiddenName(f"{each}", 3, length) for each, length in enumerate([5, 9, 30, 30, 9, 5] * 30)]
    hashed: list[str] = []

    def hide(letters: str) -> str:
        hashed.append(letters)
        return letters

    assert not list(rules.find_hidden_names(text, known, hide))
    assert len(hashed) == len(set(hashed)) <= 3 * len(text)
    assert {len(each) for each in hashed} <= {5, 9, 30}
    assert sum(1 for run in names.Text(text).runs([5, 9, 30, 30, 9], most_words=90)) <= 3 * len(text)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_each_word_of_a_text_is_folded_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fold = names._letters
    folded: list[str] = []

    def count(piece: str) -> str:
        folded.append(piece)
        return fold(piece)

    monkeypatch.setattr(names, "_letters", count)
    runs = list(names.Text(text).runs(range(1, 31), most_words=90))
    assert runs and len(folded) <= 3 * len(text)  # a Korean letter is taken apart into three


def test_a_hidden_name_whose_letters_were_not_counted_is_found() -> None:
    for name in ("Kestrel", "Blue Heron", "李雷"):
        known = names.HiddenName(_hidden(name).hashed, 2, names.MOST_LETTERS)
        assert next(rules.find_hidden_names(f"so, {name}", [known], _reversed), None) == name


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


def _hidden(name: str) -> names.HiddenName:
    known = names.name_of(name)
    return names.HiddenName(_reversed(known.letters), known.words, len(known.letters))


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
