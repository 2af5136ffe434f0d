"""Arms in the same units over a horizon: what each costs with its mistakes, when it is live, what would flip it."""
