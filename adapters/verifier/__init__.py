"""The verifier: an export checked offline, by whoever does not trust us.

`folder.py` reads the files of an export, `checking.py` goes once through all of them, `offline.py`
is what is typed. `assembling.py` makes one file of these and of `domain.proof`, which runs with
the standard library and `cryptography` alone: what checks here checks there, word for word.

May import: the standard library, `cryptography` by way of `adapters.crypto.notes`, `domain.proof`.
Names at the top of a module must not occur twice among those that are assembled.
"""
