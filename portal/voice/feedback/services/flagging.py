"""What words of young people may be about, so that a coordinator sees it at once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from portal.voice.feedback import rules
from portal.voice.feedback.rules import HarmWords


def flags_of(*texts: str) -> str:
    """The topics of harm that texts may speak of, one a line."""
    topics = {topic for text in texts for topic in rules.find_topics(text, _harm_words())}
    return "\n".join(sorted(topics))


@cache
def _harm_words() -> HarmWords:
    shipped = files("portal.voice.feedback").joinpath("data/harm.csv").read_text(encoding="utf-8")
    return rules.read_harm_words(shipped.splitlines())
