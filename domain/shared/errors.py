"""Everything the core can say no with.

    Refused                 the caller must know; nothing happened
    ├── NotFound            it is not there
    ├── NotAllowed          it is there, but not for this actor
    └── RuleBroken          it is there and yours, but a rule forbids it
    Unavailable             the world outside may recover; try again later
    KeyIsGone               a key was destroyed, and with it what it locked
    StreamMoved             another writer was first; reload and decide again

Concrete refusals stand beside the rule they guard, named as the broken rule in a sentence.
The domain knows no status codes: `api/errors.py` holds the one table.
"""


class Refused(Exception):
    """This is a no the caller can understand and act on; nothing was recorded of the deed."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail or (type(self).__doc__ or "").partition("\n")[0]


class NotFound(Refused):
    """There is nothing under that name."""


class NotAllowed(Refused):
    """This actor may not do that."""


class RuleBroken(Refused):
    """A rule of the business forbids it now."""


class Unavailable(Exception):
    """This is the outside world failing to answer; the same call may succeed later."""


class KeyIsGone(Exception):
    """This is a key that is no more, or no longer fits: what it wrapped is lost for good."""


class StreamMoved(Exception):
    """This is another writer having appended to a stream after it was read."""

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.stream_id = stream_id


class PersonIsErased(RuleBroken):
    """This person was erased: nothing personal of them may be recorded any more."""


class TooMuchForOneFact(RuleBroken):
    """This is more than one fact can hold; say it in fewer words."""
