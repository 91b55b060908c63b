"""A witness: somebody who saw that a log only grew, and signs that they did (C2SP tlog-witness).

It is run by a second party, on a machine of theirs, and needs nothing of the platform: no
database, no settings. `memory.py` is what it has seen, in one file; `seeing.py` decides what it
signs; `serving.py` listens.
"""
