"""Young inspectors and residents: what they say, who reads it, and what changes because of it."""
