"""What tests are helped by: databases, pages, mail, servers and browsers that are real."""
