"""Drafting the market position statement, its bound figures and checks, its publication, and what the public reads."""
