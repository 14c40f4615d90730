"""What a home and the council agreed to change after a visit, seen through to its end."""
