"""How plain the words of an easy read are: short sentences of short words, measured while they are written.

The grade is Flesch and Kincaid's, over syllables counted by groups of vowels. That is rough, and rather too strict than
too lenient: whoever writes is told the number and finds shorter words.
"""

from __future__ import annotations

import re

HIGHEST_GRADE = 5
MOST_WORDS = 12
GRADE_HINT = f"One or two short sentences, of {MOST_WORDS} words at most, in words a child of ten knows."
_SENTENCE_END = re.compile(r"[.!?]+\s*")
_WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


def easy_fault(text: str) -> str | None:
    """What makes a text too hard for an easy read; None for one that is plain, and for none at all."""
    longest = max((len(_words(sentence)) for sentence in _sentences(text)), default=0)
    if longest > MOST_WORDS:
        return f"Make the sentences shorter: one has {longest} words, and {MOST_WORDS} are the most"
    grade = reading_grade(text)
    if grade > HIGHEST_GRADE:
        return f"Use shorter words: this reads at grade {grade:.0f}, and {HIGHEST_GRADE} is the highest"
    return None


def reading_grade(text: str) -> float:
    """The school grade at which a text reads; 0 where there are no words."""
    words = _words(text)
    if not words:
        return 0.0
    by_sentence, by_word = len(words) / len(_sentences(text)), sum(map(syllables, words)) / len(words)
    return max(0.0, 0.39 * by_sentence + 11.8 * by_word - 15.59)


def syllables(word: str) -> int:
    """How many syllables a word has, by its groups of vowels."""
    lower = word.lower()
    heard = len(_VOWELS.findall(lower)) - _is_silent(lower)
    return max(1, heard)


def _is_silent(word: str) -> bool:
    """Whether the last group of vowels is an e that nobody hears."""
    if word.endswith("le") and len(word) > 2:
        return word[-3] in "aeiouy"
    if word.endswith("e"):
        return word[-2:-1] not in "aeiouy"
    if word.endswith("es"):
        return re.search(r"(?:[cgsxz]|ch|sh)es$", word) is None and word[-3:-2] not in "aeiouy"
    return word.endswith("ed") and word[-3:-2] not in "tdaeiouy"


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text.strip()) if _WORD.search(part)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
