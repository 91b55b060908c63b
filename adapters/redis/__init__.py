"""Redis or Valkey: what all processes count together and may lose without harm.

May import: `domain`, `application`, `redis`. Nothing here is the truth of anything.
"""
