"""What anybody may see of the market on a map: totals of areas that hold enough homes, and outlines of areas."""
