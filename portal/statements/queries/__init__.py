"""Reads of statements: working texts (drafts.py), what they can bind (figures.py), what is public (published.py)."""
