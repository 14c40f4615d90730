"""The authority's own people: given a role by a portal admin, approved by a publisher."""
