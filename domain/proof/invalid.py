"""The one no of this folder."""


class ProofInvalid(Exception):
    """This is a proof that proves nothing, with the reason in one sentence.

    Whatever was sent is told apart from what it should be, and never half believed.
    """
