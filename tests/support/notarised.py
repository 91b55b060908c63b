"""A real log with facts in it, signed by the keys of its installation."""

from adapters.bootstrap import Container
from application.digesting import Digesting
from application.notarising import Notarising, SignedCheckpoint
from domain.proof.digests import Digests
from tests.support.calendar import MONDAY
from tests.support.postgres_tree import add
from tests.support.tree import facts


def grow(container: Container, count: int) -> None:
    """This appends facts."""
    add(container.url, list(facts(count, after=container.tree.head())))


def notarise(container: Container) -> SignedCheckpoint:
    """This signs whatever waits."""
    with container.notary_desk() as desk:
        work = Notarising(desk, container.settings.log_origin, container.checkpoint_signers)
        return work.sign(work.waiting(), MONDAY)


def digest(container: Container) -> Digests:
    """This publishes what the read models are, under a checkpoint of all there is."""
    notarise(container)
    with container.digest_desk() as desk:
        work = Digesting(desk, container.settings.log_origin, container.checkpoint_signers)
        signed = work.signed(container.standings(), MONDAY)
    assert signed is not None
    return signed
