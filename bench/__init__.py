"""What the design promises about speed and size, measured as ratios in one run: `make bench`."""
