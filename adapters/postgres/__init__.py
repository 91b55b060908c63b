"""PostgreSQL: the log and the command ledger, and everything derived that must survive.

The event engine is `eventsourcing`: its datastore, recorders and mapper are extended here.
May import: `domain`, `application`, `projections`, `eventsourcing`, `psycopg`.
"""
