"""Privacy: what people may ask about their own data, and by when it has to be done.

Two aggregates: a privacy request (`aggregate.py`, one stream each), and a subject (`subject.py`,
one stream a person) that knows their open requests, whether the processing of their data is
restricted, and what they object to. `handling.py` is what support and admins decide,
`erasing.py` what the platform records of an erasure, `handover.py` who took away what is kept of
them; `clocks.py` has every deadline.

Nothing here seals, destroys or deletes: facts say what was decided and what was done.
"""
