"""The authority's framework: lots by service type, and who is on which lot, from when, on what terms."""
