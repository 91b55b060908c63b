"""That nothing was changed, removed or reordered, for whoever does not take our word for it.

`record.py` is a fact as the bytes that are hashed, `canonical.py` the one spelling of JSON that
they have. `merkle.py` makes one root of many records and checks proofs against it; `frontier.py`
grows a tree leaf by leaf, `growth.py` tile by tile, `proving.py` makes the proofs. `tiles.py` and
`bundles.py` are the pieces in which a tree and its records are published. `note.py` is text with
signatures, `checkpoint.py` what a log signs of itself, `proof_file.py` all of it about one record
in one file. `submission.py` is what a witness is brought, `cosignature.py` what it signs.
`history.py` says whether records follow one another, `export.py` what they lie in when somebody
takes them home. `spelling.py` reads numbers and bytes that can be written one way only.
`sampling.py` draws facts so that anybody draws the same.

Followed to the letter: RFC 6962 and RFC 9162 for the tree; C2SP signed-note, tlog-checkpoint,
tlog-tiles, tlog-proof, tlog-witness and tlog-cosignature for what is written. There are no facts
here and no decisions: bytes come in, and either they prove what they claim or `ProofInvalid` says
in a sentence why not.

May import: the standard library, and nothing else, so that a verifier needs nothing of ours.
"""
