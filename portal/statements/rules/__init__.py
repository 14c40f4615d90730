"""The rules of statements: transitions (states.py), what names can be bound (catalogue.py, market.py, indicators.py),
Markdown (narrative.py), what is frozen (content.py), what stops publication (checks.py), CSV and JSON (formats.py).
Plain values in and out.
"""
