"""Who somebody is to the product: three aggregates, each a stream of its own.

`aggregate.py` is the account, `email.py` the reservation that makes addresses unique, `session.py`
one device signed in; `events.py` holds the facts of all three. `registering.py`, `age.py` and
`correcting.py` decide on accounts.
"""
