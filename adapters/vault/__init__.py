"""Where the keys that wrap other keys are kept: a file of one's own, or PostgreSQL.

May import: `application`, `cryptography`, `psycopg`. A key-management service of a cloud is one
more module here: the port has the four calls that all of them offer.
"""
