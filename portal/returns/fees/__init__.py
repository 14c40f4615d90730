"""What the market charges: accepted prices compared for commissioners, and ranges of them released to providers."""
