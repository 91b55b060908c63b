"""Partners played by ourselves, so that everything runs where no real one is reachable.

A sandbox behaves as a partner would: it has a memory of its own, which outlives a restart and
is the same for every process, and it never sees our log.
May import: `application.ports`, `domain.shared`, `psycopg`.
"""
