"""No new placements at a home for a while: a person's decision with a reason, and its end."""
