"""What auditors and data-protection officers ask.

`commands.py` names it all. `verifying.py` goes through a whole log, `showing.py` hands out
checkpoint, keys and proofs, `exporting.py` all of it; these need the log. `probes.py` checks what
somebody sent, without a server and without trust in one; `reading.py` takes that in. What follows
is `domain.proof`'s to say.
`register.py` shows requests about people's data, and breaches; `ropa.py` makes the record of
processing activities of the code alone.
"""
