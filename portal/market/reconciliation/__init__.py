"""Where our own children are by our placements, beside what providers' accepted returns say of them."""
