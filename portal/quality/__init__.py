"""Quality-assurance visits: the programme, what was found, and what came of it."""
