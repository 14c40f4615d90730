"""Needs: indicator series from open data, their comparators, and the figures made from them."""
