"""What visits to many homes found, taken together: which standards are strong, and where work is left."""
