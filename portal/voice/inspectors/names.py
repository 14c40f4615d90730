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
SHORTEST = 2
# No nickname has more letters, once each is taken apart.
MOST_LETTERS = 90


@dataclass(frozen=True)
class Name:
    """A name by its letters, and of how many words it is."""

    letters: str
    words: int
    spelt: str = ""


@dataclass(frozen=True)
class Run:
    """Words of a text that follow one another, as one name might be spelt. `forms`: its letters, with and without the
    s of what is somebody's. `is_name`: it is written as names are, with a capital."""

    stands: str
    forms: tuple[str, ...]
    spelt: str
    words: int
    is_name: bool

    def is_called(self, name: Name) -> bool:
        """Whether the name is spelt so."""
        return self.words <= name.words and name.letters in self.forms


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    text: str
    # How it hangs on the piece before: None not at all, 1 by white space, 0 otherwise.
    step: int | None


def fold(text: str) -> str:
    """The letters and numbers that a name is known by."""
    return "".join(_letters(piece.text) for piece in _pieces(text))


def name_of(text: str) -> Name:
    """A name as texts are searched for it."""
    pieces = list(_pieces(text))
    inner = sum(len(_INNER_BREAK.findall(piece.text)) for piece in pieces)
    return Name("".join(_letters(each.text) for each in pieces), len(pieces) + inner, _spelt(pieces))


def runs(text: str, *, most_words: int, most_letters: int = MOST_LETTERS) -> Iterator[Run]:
    """Everything in a text that might be a name of so many words and letters."""
    pieces = list(_pieces(text))
    for first, piece in enumerate(pieces):
        length = words = 0
        for last in range(first, len(pieces)):
            step = pieces[last].step if last > first else 1
            if step is None:
                break
            words += step
            length += len(_letters(pieces[last].text))
            # One letter more than a name: the s of what is somebody's.
            if words > most_words or length > most_letters + 1:
                break
            yield _run(text[piece.start : pieces[last].end], pieces[first : last + 1], words)


def _run(stands: str, pieces: list[_Piece], words: int) -> Run:
    spelt, letters = _spelt(pieces), "".join(_letters(each.text) for each in pieces)
    is_name = any(not each.text[0].islower() and each.text[0].isalpha() for each in pieces)
    forms = [letters]
    is_marked = pieces[-1].text.casefold().endswith(_POSSESSIVE)
    # Without the apostrophe only what is written as a name, or is of more than one word: "herons" are birds.
    is_plain = letters.endswith("s") and (is_name or len(pieces) > 1) and letters not in common_words()
    if len(letters) > SHORTEST and (is_marked or is_plain):
        forms.append(letters[:-1])
    return Run(stands, tuple(forms), spelt, words, is_name)


def _pieces(text: str) -> Iterator[_Piece]:
    """The words of a text, and how each hangs on the one before it."""
    plain, at = _plain(text)
    before: re.Match[str] | None = None
    for found in _PIECE.finditer(plain):
        gap = plain[before.end() : found.start()] if before else None
        step = None if gap is None or not _JOINING.fullmatch(gap) else int(any(each.isspace() for each in gap))
        yield _Piece(at[found.start()], at[found.end() - 1] + 1, found.group(), step)
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
