"""The commissioner's map: every open home with who lives in it, and where the authority's own children are."""
