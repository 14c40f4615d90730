"""The pricing part of a return: what a home charges, lot by lot, seen by those at the provider who may see prices."""
