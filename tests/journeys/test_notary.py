"""The notary in the running stack: signs on, whatever is killed, and never two histories."""

import itertools
from functools import partial

import psycopg
import pytest

from adapters.bootstrap import Container
from application.auditing.asking import WhichReplay
from application.auditing.comparing import Verdict
from application.digesting import Digesting
from application.notarising import SignedCheckpoint
from application.rederiving import Rederiving
from domain.proof.digests import Digests, ProjectionDigest
from domain.proof.merkle import verify_consistency
from domain.proof.note import open_note
from domain.proof.proving import consistency_proof
from domain.proof.tiles import nodes_in
from tests.support.load import Load
from tests.support.processes import soon
from tests.support.stack import RunningStack

pytestmark = pytest.mark.io

KILLS = 3


def signed_by(stack: RunningStack) -> list[SignedCheckpoint]:
    with psycopg.connect(stack.url) as connection:
        rows = connection.execute(
            "SELECT number, size, root, signed_at, note FROM proof.checkpoints ORDER BY number"
        ).fetchall()
    return [SignedCheckpoint(*row) for row in rows]


def _has_signed_more(stack: RunningStack, than: int) -> bool:
    return len(signed_by(stack)) > than


class TestTheNotary:
    def test_signs_one_history_though_it_is_killed(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            for _ in range(KILLS):
                signed = len(signed_by(stack))
                stack.await_replaced(stack.kill("notary"))
                load.await_more(5)
                assert soon(partial(_has_signed_more, stack, signed), 30)
        head = stack.settle()
        assert soon(lambda: signed_by(stack)[-1].size == head, 30)
        checkpoints = signed_by(stack)
        assert len(checkpoints) > KILLS
        with stack.inside() as container:
            known = [container.note_verifier(vkey) for vkey in container.log_vkeys]
            assert container.status().alarms == ()
            node = nodes_in(head, container.tree.hashes)
            for older, newer in itertools.pairwise(checkpoints):
                proof = consistency_proof(older.size, newer.size, node)
                verify_consistency(older.size, newer.size, older.root, newer.root, proof)
                open_note(newer.note, known)

    def test_is_checked_again_from_the_beginning(self, stack: RunningStack) -> None:
        head = stack.settle()
        with stack.inside() as container:
            assert soon(lambda: signed_by(stack)[-1].size == head, 30)
            work = Rederiving(container.tree, container.log_verifiers)
            while work.checked < work.head:
                work.advance(1_000)
            assert work.end().size == head
            with psycopg.connect(stack.url) as connection:
                row = connection.execute("SELECT ended_at FROM proof.self_check").fetchone()
            assert row != (None,)
            assert container.status().alarms == ()


class TestDigests:
    def test_taken_under_load_are_what_a_replay_gives(
        self, stack: RunningStack, load: Load
    ) -> None:
        with stack.inside() as container:
            with load.running():
                load.await_more(20)
                lines = _published(container).projections
            stack.settle()
            followers = {one.name for one in (*container.read_models, *container.automata)}
            assert {line.name for line in lines} == followers
            assert {line.name: _verdicts(container, line) for line in lines} == {
                line.name: {Verdict.SAME} for line in lines
            }

    def test_are_published_without_being_asked_for(self, stack: RunningStack, load: Load) -> None:
        with load.running():
            load.await_more(1)
        with stack.inside() as container:
            assert soon(lambda: bool(container.published_digests.page(None, 1)), 120)


def _published(container: Container) -> Digests:
    """This publishes what the read models are just now, as soon as a checkpoint covers them."""
    taken = container.standings()
    found: list[Digests] = []
    with container.digest_desk() as desk:
        work = Digesting(desk, container.settings.log_origin, container.checkpoint_signers)

        def is_signed() -> bool:
            signed = work.signed(taken, container.clock.now())
            found.extend([signed] if signed else [])
            return bool(found)

        assert soon(is_signed, 60)
    return found[0]


def _verdicts(container: Container, line: ProjectionDigest) -> set[Verdict]:
    """This is what comes of holding a replay against everything published at that place."""
    which = WhichReplay(line.name, position=line.position, is_published=True)
    return {
        one.verdict
        for one in container.auditing.replay(which).published
        if one.missing == len(line.missing)
    }
