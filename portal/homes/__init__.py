"""The register of homes: what they are, where they stand (restricted), who looks after them."""
