"""What can be done about a quarter's report. Each verb is one transaction with its event; no event holds a word."""

from portal.voice.pooled.services.common import Refused, Stale
from portal.voice.pooled.services.papers import ask_for_papers, make_paper
from portal.voice.pooled.services.taking_out import take_out_quote, take_out_theme, withdraw
from portal.voice.pooled.services.writing import (
    MOST_THEMES,
    NOT_QUOTABLE,
    ThemeText,
    add_theme,
    change_theme,
    publish,
    remove_theme,
    send,
    send_back,
    start_report,
)

__all__ = [
    "MOST_THEMES",
    "NOT_QUOTABLE",
    "Refused",
    "Stale",
    "ThemeText",
    "add_theme",
    "ask_for_papers",
    "change_theme",
    "make_paper",
    "publish",
    "remove_theme",
    "send",
    "send_back",
    "start_report",
    "take_out_quote",
    "take_out_theme",
    "withdraw",
]
