"""Monthly returns: periods, capacity entries with immutable versions, acceptance and queries."""
