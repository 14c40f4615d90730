"""What was found on a visit, the report of it, and the provider's word on whether that is accurate."""
