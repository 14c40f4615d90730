"""The verbs of statements: drafting.py, review.py, publishing.py, withdrawal.py and the PDF job in pdf.py."""
