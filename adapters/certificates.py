"""Certificates of erasure: what was done, the log before and after, under our signature."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from adapters.postgres.log_tree import PostgresLogTree
from adapters.postgres.rewrapping import BACKUP_WINDOW
from application.log_tree import TreeAtSize
from application.ports import Clock
from application.receipts import ReceiptSigner
from domain.privacy.terms import Certificate, Tree
from domain.proof.canonical import canonical

JUST_BEFORE = timedelta(microseconds=1)


class ErasureCertificates:
    """This states an erasure: signed JSON, with the tree of the log on both sides of it."""

    def __init__(
        self, log: PostgresLogTree, signer: ReceiptSigner, clock: Clock, version: str
    ) -> None:
        self._log = log
        self._signer = signer
        self._clock = clock
        self._version = version

    def certificate(self, said: Mapping[str, Any], since: datetime) -> Certificate:
        """This is the certificate of what is said, with the log before that instant and now."""
        before, after = _told(self._log.by(since - JUST_BEFORE)), _told(self._log.newest())
        now = self._clock.now()
        whole = {
            **said,
            "certified_at": now.isoformat(),
            "backups_end_by": (now + BACKUP_WINDOW).isoformat(),
            "log_before": {"size": before.size, "root": before.root},
            "log_after": {"size": after.size, "root": after.root},
            "software": f"preceptor {self._version}",
        }
        text = self._signer.sign(canonical(whole))
        return Certificate(text, hashlib.sha256(text.encode()).hexdigest(), before, after)


def _told(tree: TreeAtSize) -> Tree:
    return Tree(tree.size, tree.root.hex())
