"""What young people said, taken together: a report for each quarter, and what became of it. The last part is public."""
