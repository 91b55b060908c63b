"""What auditors and data-protection officers ask.

`commands.py` names what is checked and proved: `verifying.py` goes through a whole log,
`showing.py` hands out checkpoint, keys and proofs, `exporting.py` all of it; these need the log.
`probes.py` checks what somebody sent, without a server and without trust in one; `reading.py`
takes that in. What follows is `domain.proof`'s to say.

`questions.py` names what is looked into: `tracing.py` what happened, `sampling.py` some facts of
many, `replaying.py` a read model as of then, `accessing.py` who could read whom, `checking.py`
whether all hangs together. `register.py` shows requests about people's data and breaches,
`ropa.py` the record of processing activities.
"""
