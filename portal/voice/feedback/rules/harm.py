"""Words that suggest harm, found in ordinary answers. They flag an entry; a coordinator reads every entry anyway.

The list is data. A word is found with a slip of the finger in it, with letters drawn out or spaced out, or with figures
for letters; short words are found only as they are, or half of all English would be. A place in a phrase may hold any
of some words ("grabs|grabbed me|us"), and "…" a few words of any kind. Phrases without a topic are harmless ones that
would otherwise be taken for others ("shared", "hits the spot").
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

# Letters of a word from which one slip, and two, are forgiven.
ONE_SLIP, TWO_SLIPS = 5, 8
# Stands in a phrase for words between, as many as these or none.
GAP, MOST_BETWEEN = ("…",), 3
# So many letters that stand alone are a word spaced out; it is looked for in no more than the most of them.
FEWEST_SPACED, MOST_SPACED = 3, 20
# Stands where harmless words stood, so that those beside them do not meet.
NOTHING = ""
FIGURES = str.maketrans("013457@$", "oieastas")
WORD = re.compile(r"[a-z]+")
DRAWN_OUT = re.compile(r"(.)\1{2,}")

Places = tuple[tuple[str, ...], ...]


class Phrase(NamedTuple):
    """Words in a row, each place with those that may stand there, and what they may be about."""

    places: Places
    topic: str


class HarmWords(NamedTuple):
    """What to look for, and the words that are never meant."""

    phrases: tuple[Phrase, ...]
    harmless: tuple[Places, ...]


def read_harm_words(lines: Iterable[str]) -> HarmWords:
    """The list from CSV (phrase, topic)."""
    rows = [Phrase(_places(row["phrase"]), row["topic"]) for row in csv.DictReader(lines)]
    return HarmWords(tuple(row for row in rows if row.topic), tuple(row.places for row in rows if not row.topic))


def _places(phrase: str) -> Places:
    return tuple(tuple(place.split("|")) for place in phrase.split())


def find_topics(text: str, wanted: HarmWords) -> list[str]:
    """What a text may be about, each topic once, in order of the alphabet; nothing for ordinary words."""
    words = _without(_words(text), wanted.harmless)
    return sorted({phrase.topic for phrase in wanted.phrases if _stands_in(words, phrase.places)})


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    plain = plain.replace("'", "").translate(FIGURES)
    return _closed_up(WORD.findall(DRAWN_OUT.sub(r"\1", plain)))


def _closed_up(words: Sequence[str]) -> list[str]:
    """Words that were spaced out as they are meant, and at the end whatever else their letters may hold: where such a
    word begins and ends is not known ("I h i t")."""
    found, inside = [], []
    for is_letter, row in groupby(words, key=lambda word: len(word) == 1):
        letters = list(row)
        is_spaced = is_letter and len(letters) >= FEWEST_SPACED
        found += ["".join(letters)] if is_spaced else letters
        inside += _parts("".join(letters[:MOST_SPACED])) if is_spaced else []
    return [*found, NOTHING, *inside]


def _parts(letters: str) -> list[str]:
    ends = range(FEWEST_SPACED, len(letters) + 1)
    return [letters[start:end] for end in ends for start in range(end - FEWEST_SPACED + 1)]


def _without(words: Sequence[str], harmless: Iterable[Places]) -> list[str]:
    left = list(words)
    for places in harmless:
        for start in range(len(left) - len(places) + 1):
            if all(left[start + at] in place for at, place in enumerate(places)):
                left[start : start + len(places)] = [NOTHING] * len(places)
    return left


def _stands_in(words: Sequence[str], places: Places) -> bool:
    return any(_goes_on(words, places, start) for start in range(len(words)))


def _goes_on(words: Sequence[str], places: Places, start: int) -> bool:
    """Whether the words from one on are those of a phrase."""
    if not places:
        return True
    if places[0] == GAP:
        return any(_goes_on(words, places[1:], start + skipped) for skipped in range(MOST_BETWEEN + 1))
    is_here = start < len(words) and any(_alike(words[start], wanted) for wanted in places[0])
    return is_here and _goes_on(words, places[1:], start + 1)


def _alike(word: str, wanted: str) -> bool:
    slips = (len(wanted) >= ONE_SLIP) + (len(wanted) >= TWO_SLIPS)
    if word == wanted or not slips:
        return word == wanted
    return abs(len(word) - len(wanted)) <= slips and word[:1] == wanted[:1] and _distance(word, wanted) <= slips


def _distance(one: str, other: str) -> int:
    """How many letters were missed, added, changed, or swapped with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != wanted)))
            if min(i, j) > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
