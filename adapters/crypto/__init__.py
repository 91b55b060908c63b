"""Cryptography: passwords kept as Argon2id, names and tokens derived from one secret.

May import: `domain`, `application`, `argon2`, `joserfc`. Nothing here reads a clock or a file;
the secret comes in from the composition root.
"""
