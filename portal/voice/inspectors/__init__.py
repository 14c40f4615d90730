"""Young inspectors: how they join and come back, their visits, and how their coordinator looks after them."""
