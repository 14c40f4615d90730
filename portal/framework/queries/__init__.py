"""Reads of frameworks, their lots and who is on them: always ordered, always one authority's or one provider's own."""
