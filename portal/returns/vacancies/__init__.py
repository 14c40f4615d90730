"""Live vacancies: what changed at a home between two returns, in one tap."""
