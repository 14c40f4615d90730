"""Reading the record of events, each role as much of it as is theirs, and checking that nobody changed it."""
