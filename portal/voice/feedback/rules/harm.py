"""Words that suggest harm, found in ordinary answers. They flag an entry; a coordinator reads every entry anyway.

The list is data. A word is found with a slip of the finger in it, with letters drawn out, or with figures for letters;
short words are found only as they are, or half of all English would be. Words without a topic are harmless ones that
would otherwise be taken for a slip ("shared").
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

# Letters of a word from which one slip, and two, are forgiven.
ONE_SLIP, TWO_SLIPS = 5, 8
FIGURES = str.maketrans("013457@$", "oieastas")
WORD = re.compile(r"[a-z]+")
DRAWN_OUT = re.compile(r"(.)\1{2,}")


class Phrase(NamedTuple):
    """Words in a row, and what they may be about."""

    words: tuple[str, ...]
    topic: str


class HarmWords(NamedTuple):
    """What to look for, and the words that are never meant."""

    phrases: tuple[Phrase, ...]
    harmless: frozenset[str]


def read_harm_words(lines: Iterable[str]) -> HarmWords:
    """The list from CSV (phrase, topic)."""
    rows = list(csv.DictReader(lines))
    phrases = tuple(Phrase(tuple(row["phrase"].split()), row["topic"]) for row in rows if row["topic"])
    return HarmWords(phrases, frozenset(row["phrase"] for row in rows if not row["topic"]))


def find_topics(text: str, wanted: HarmWords) -> list[str]:
    """What a text may be about, each topic once, in order of the alphabet; nothing for ordinary words."""
    words = [word for word in _words(text) if word not in wanted.harmless]
    return sorted({phrase.topic for phrase in wanted.phrases if _stands_in(words, phrase.words)})


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    plain = plain.replace("'", "").translate(FIGURES)
    return WORD.findall(DRAWN_OUT.sub(r"\1", plain))


def _stands_in(words: list[str], wanted: tuple[str, ...]) -> bool:
    starts = range(len(words) - len(wanted) + 1)
    return any(all(_alike(words[start + at], word) for at, word in enumerate(wanted)) for start in starts)


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
