"""How names are compared wherever they must not stand, however they are spelt: plain values in and out.

A name is known by its letters alone: without marks, capitals, white space, hyphens, apostrophes and what has no width,
and with letters of other scripts that look the same. In a text it is found between words only. White space may be left
out of a name ("BlueHeron") and not added: "is a" is no Isa.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate

APOSTROPHES = "'’‘‛ʼʹʻ`´′＇ꞌ"
# Letters that look like Latin ones, folded (so small), and Latin ones that no decomposition makes plain.
LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁһԛԝӏ", "abekmhopctyxijsdhqwl", strict=True)),
        **dict(zip("αβεζηικμνορτυχ", "abezhikmvoptyx", strict=True)),
        **dict(zip("øłđħıɑɡ", "oldhiag", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
    }
)
# Scripts that put no space between words: each letter may begin a name there.
_UNSPACED = r"\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+(?:'[^\W_{_UNSPACED}]+)*")
_HYPHENS = r"\-_\u058a\u05be\u2010-\u2015\u2212\u2043\u30fb\u00b7\u00ad"
_JOINING = re.compile(rf"[\s{_HYPHENS}]*|\.")
_INNER_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|'")
_POSSESSIVE = "'s"
# So many letters spaced one by one are a word: "I a" is none.
_SPACED_LETTERS = 3
_HANDLES = "@#"
SHORTEST = 2
# How many letters a name has of which only a hash is kept and that was not counted: any number up to this.
MOST_LETTERS = 90


@dataclass(frozen=True)
class Name:
    """A name by its letters, and of how many words it is."""

    letters: str
    words: int
    spelt: str = ""


@dataclass(frozen=True)
class HiddenName:
    """A name that is known by a hash of its letters, of how many words it is, and how many letters it has."""

    hashed: str
    words: int
    letters: int

    @property
    def lengths(self) -> Iterable[int]:
        """How many letters it may have."""
        return range(1, MOST_LETTERS + 1) if self.letters == MOST_LETTERS else (self.letters,)


@dataclass(frozen=True)
class Run:
    """Words of a text that follow one another, as one name might be spelt: with its `letters` alone, without the s of
    what is somebody's or a number at its end. `is_name`: it is written as names are, with a capital or as a handle."""

    letters: str
    words: int
    is_name: bool
    _text: Text
    _first: int
    _last: int

    @property
    def stands(self) -> str:
        """As it stands in the text."""
        return self._text.written[self._text.pieces[self._first].start : self._text.pieces[self._last].end]

    @property
    def spelt(self) -> str:
        """As it is written, without what joins its words."""
        return _spelt(self._text.pieces[self._first : self._last + 1])


class Text:
    """A text to be searched for names: taken apart once, so that each run of its words is known by sums."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.pieces = list(_pieces(written))
        folded = [_letters(piece.text) for piece in self.pieces]
        self._letters = "".join(folded)
        # Where the letters of each piece begin; and of all pieces up to each: how many do not hang on the one before,
        # how many do by white space, how many begin with a capital and how many are one letter.
        self._begins = [0, *accumulate(map(len, folded))]
        self._breaks = list(accumulate(int(piece.step is None) for piece in self.pieces))
        self._spaces = list(accumulate(piece.step or 0 for piece in self.pieces))
        self._capitals = [0, *accumulate(int(piece.has_capital) for piece in self.pieces)]
        self._singles = [0, *accumulate(map(_is_single, self.pieces, folded))]
        # Where the letters of a name may end, and in which piece. Those of one character begin together.
        self._ends = dict(self._list_ends(folded))
        self._firsts = [
            each for each, piece in enumerate(self.pieces) if not each or piece.start != self.pieces[each - 1].start
        ]

    def _list_ends(self, folded: list[str]) -> Iterator[tuple[int, int]]:
        for place, letters in enumerate(folded):
            begin, plain = self._begins[place], letters.rstrip("0123456789")
            if letters:
                yield begin + len(letters), place
            if letters.endswith("s") and len(letters) > 1:
                yield begin + len(letters) - 1, place
            elif plain and plain != letters:
                yield begin + len(plain), place

    def runs(self, lengths: Iterable[int], *, most_words: int) -> Iterator[Run]:
        """Everything that might be a name of so many letters, and of no more words: of each length at most one that
        begins with a piece."""
        wanted = sorted(set(lengths))
        for first in self._firsts:
            begin = self._begins[first]
            for length in wanted:
                last = self._ends.get(begin + length, -1)
                if last < first or self._breaks[last] != self._breaks[first]:
                    continue
                words = self._count_words(first, last)
                if words <= most_words:
                    run = self._run(first, last, length, words)
                    if run is not None:
                        yield run

    def _count_words(self, first: int, last: int) -> int:
        """Letters spaced one by one are one word."""
        pieces = last - first + 1
        if pieces >= _SPACED_LETTERS and self._singles[last + 1] - self._singles[first] == pieces:
            return 1
        return 1 + self._spaces[last] - self._spaces[first]

    def _run(self, first: int, last: int, length: int, words: int) -> Run | None:
        begin, end = self._begins[first], self._begins[last + 1]
        is_name = self._capitals[last + 1] > self._capitals[first] or self.pieces[first].is_handle
        if begin + length < end and self._letters[end - 1] == "s" and not self._is_somebodys(first, last, is_name):
            return None
        return Run(self._letters[begin : begin + length], words, is_name, self, first, last)

    def _is_somebodys(self, first: int, last: int, is_name: bool) -> bool:
        """Whether the s at the end may be that of what is somebody's."""
        letters = self._letters[self._begins[first] : self._begins[last + 1]]
        if len(letters) <= SHORTEST:
            return False
        # Without the apostrophe only what is written as a name, or is of more than one word: "herons" are birds.
        is_plain = (is_name or last > first) and letters not in common_words()
        return is_plain or self.pieces[last].text.casefold().endswith(_POSSESSIVE)


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    text: str
    # How it hangs on the piece before: None not at all, 1 by white space, 0 otherwise.
    step: int | None
    is_handle: bool

    @property
    def has_capital(self) -> bool:
        return not self.text[0].islower() and self.text[0].isalpha()


def fold(text: str) -> str:
    """The letters and numbers that a name is known by."""
    return "".join(_letters(piece.text) for piece in _pieces(text))


def name_of(text: str) -> Name:
    """A name as texts are searched for it."""
    pieces = list(_pieces(text))
    inner = sum(len(_INNER_BREAK.findall(piece.text)) for piece in pieces)
    return Name("".join(_letters(each.text) for each in pieces), len(pieces) + inner, _spelt(pieces))


def read(text: str | Text) -> Text:
    """A text taken apart, if it is not yet."""
    return text if isinstance(text, Text) else Text(text)


def _is_single(piece: _Piece, folded: str) -> int:
    return int(len(folded) - piece.text.casefold().endswith(_POSSESSIVE) == 1)


def _pieces(text: str) -> Iterator[_Piece]:
    """The words of a text, and how each hangs on the one before it."""
    plain, at = _plain(text)
    before: re.Match[str] | None = None
    for found in _PIECE.finditer(plain):
        gap = plain[before.end() : found.start()] if before else None
        step = None if gap is None or not _JOINING.fullmatch(gap) else int(any(each.isspace() for each in gap))
        is_handle = found.start() > 0 and plain[found.start() - 1] in _HANDLES
        yield _Piece(at[found.start()], at[found.end() - 1] + 1, found.group(), step, is_handle)
        before = found


def _plain(text: str) -> tuple[str, list[int]]:
    """A text taken apart, without marks and what has no width, and where each character of it stood."""
    plain: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        parts = "'" if character in APOSTROPHES else unicodedata.normalize("NFKD", character)
        kept = [each for each in parts if unicodedata.category(each) not in ("Mn", "Mc", "Me", "Cf")]
        plain += kept
        at += [place] * len(kept)
    return "".join(plain), at


def _letters(piece: str) -> str:
    small = unicodedata.normalize("NFKD", piece.casefold()).replace("'", "").translate(LOOK_ALIKES)
    return "".join(each for each in small if unicodedata.category(each) not in ("Mn", "Mc", "Me", "Cf"))


def _spelt(pieces: Iterable[_Piece]) -> str:
    return "".join(each.text for each in pieces).replace("'", "")


@cache
def common_words() -> frozenset[str]:
    """Words that stand in most of what is written here, by their letters."""
    shipped = files("portal.voice.inspectors").joinpath("data/common_words.txt").read_text(encoding="utf-8")
    return frozenset(fold(word) for line in shipped.splitlines() if not line.startswith("#") for word in line.split())


def is_common(nickname: str) -> bool:
    """Whether a nickname is made of such words only, so that it would be found where nobody is meant."""
    whole, words = fold(nickname), [_letters(piece.text) for piece in _pieces(nickname)]
    return whole in common_words() or (bool(words) and all(word in common_words() for word in words))
