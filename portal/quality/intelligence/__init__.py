"""What the authority has heard about a provider, and its reviews of it. RESTRICTED to the authority's staff."""
