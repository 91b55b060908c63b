"""Cryptography: passwords kept as Argon2id, names and tokens derived from one secret, signed notes.

May import: `domain`, `application`, `argon2`, `joserfc`, `cryptography`. Nothing here reads a
clock or a file; the secret comes in from the composition root.
"""
