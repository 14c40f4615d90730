"""What a commissioner sees of the whole local market, drawn from several areas: the map, beds now, reconciliation."""
