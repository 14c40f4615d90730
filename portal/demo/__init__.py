"""The demonstration borough: its data, its one-command start, its mailbox. Never used outside PORTAL_ENV=demo."""
