"""Models that turn words into vectors. Numbers and weights stay in here."""
