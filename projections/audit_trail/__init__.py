"""Who did what, when, on what ground, and about whom: every fact and every refused command."""
