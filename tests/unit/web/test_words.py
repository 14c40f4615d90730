"""How words are written wherever people read them: an apostrophe is ’, never the keyboard's '."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

STRAIGHT = re.compile(r"[A-Za-z]'[A-Za-z]")
PLURAL = re.compile(r"[A-Za-z]s' [a-z]")
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
# Speaks to whoever builds the portal, not to those who use it.
BUILD = ROOT / "portal/web/assets/build.py"


def sentences(path: Path) -> Iterator[str]:
    """Every text of a module that is not a docstring, and not SQL, which quotes with the same sign."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield from () if "<> '" in node.value else (node.value,)


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_templates_print_apostrophes(kind: str) -> None:
    for path in sorted((ROOT / "templates").rglob(f"*.{kind}")):
        text = TEMPLATE_COMMENT.sub("", path.read_text(encoding="utf-8"))
        assert not (found := STRAIGHT.search(text)), f"{path.relative_to(ROOT)}: {text[: found.end()].splitlines()[-1]}"


def test_messages_print_apostrophes() -> None:
    for path in sorted((ROOT / "portal").rglob("*.py")):
        found = [text for text in sentences(path) if STRAIGHT.search(text) or PLURAL.search(text)]
        assert not found or path == BUILD, f"{path.relative_to(ROOT)}: {found}"
