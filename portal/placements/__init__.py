"""The authority's own placements: personal data without direct identifiers, for commissioners alone."""
