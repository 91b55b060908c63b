"""Sealing: personal fields leave the process as ciphertext, under the key of their subject.

    fact ── seal ──► body: public fields, and one ciphertext a subject and category ── open ──► fact

May import: `domain`, `application`, `cryptography`, `msgspec`. Another algorithm is one more line
in `envelope.ALGORITHMS`; what an old one sealed stays readable.
"""
