"""Somebody is not safe: told by a young person, alerted at once, escalated on a clock, handled by people."""
