"""Beds now: every place that is open at this moment, by what a child needs and how far it is."""
