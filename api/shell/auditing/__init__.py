"""What auditors and data-protection officers ask.

Without a server and without trust in one: `reading.py` takes in what somebody wants checked,
`probes.py` checks it: proofs of inclusion and of consistency, and signed notes. What follows is
`domain.proof`'s to say. `ropa.py` makes the record of processing activities of the code alone.

Of the platform that runs: `register.py` shows requests about people's data, and breaches.
"""
