"""The residents' card: whoever lives in a home says what it is like, without an account and without a name."""
