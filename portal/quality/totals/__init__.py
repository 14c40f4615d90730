"""What visits of a year add up to, home by home. RESTRICTED: it leaves only through the disclosure rule."""
