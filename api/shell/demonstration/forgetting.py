"""One student is forgotten: they ask, an admin approves, and everything else follows by itself.

The certificate comes back through the register; what it says was signed when all was done.
"""

from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.shell.demonstration.market import Market
from api.shell.demonstration.people import Person
from api.shell.demonstration.telling import Teller
from api.shell.demonstration.visitor import Visitor
from application.rederiving import Rederiving

REQUESTS: Final = "/v1/privacy/requests"
AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Forgetting:
    """This tells how somebody goes."""

    market: Market
    teller: Teller

    def tell(self, person: Person) -> None:
        """This has them forgotten.

        Raises:
            DemonstrationStopped: something was refused, or does not answer.
        """
        admin = self.market.staff("admin")
        admin.purpose = "subject_access"
        account = admin.sees(f"/v1/accounts/{self.market.visitor(person).account_id}")
        if account["status"] == "closed":
            self.teller.step(f"{person.name} was forgotten when this was told last time")
            return
        who = self.market.sign_in(person)
        self.teller.step(f"{person.name}, a student who is leaving, asks to be forgotten")
        self._shows_who_read(who)
        path = self._asks(who)
        admin.follows(who)
        self.teller.step("an admin approves; fence, keys, stores and certificate follow")
        admin.does(f"{path}/approve")
        done = admin.sees_when(path, lambda now: now["state"] == "completed")
        self._show(done)
        self.teller.step("The log goes on holding; of the person nothing can be read")
        gone = admin.sees(f"/v1/accounts/{who.account_id}")
        self._verify()
        left = [field for field in ("email", "display_name") if gone[field]]
        said = ", ".join(left) if left else "neither address nor name"
        self.teller.answer("directory", f"{gone['status']}: {said}")

    def _verify(self) -> None:
        """This makes the whole tree again from the log, as any auditor may."""
        container = self.market.container
        work = Rederiving(container.tree, container.log_verifiers)
        while work.checked < work.head:
            work.advance(AT_ONCE)
        found = work.end()
        self.teller.answer(
            "audit verify",
            f"valid: {found.head} facts made again and hashed, {found.checkpoints} checkpoints met",
        )

    def _shows_who_read(self, who: Visitor) -> None:
        path = f"/v1/privacy/{who.account_id}/reads"
        read = who.sees_when(path, lambda page: bool(page["items"]))["items"][0]
        which = ", ".join(read["categories"])
        told = f"an admin read {which} of theirs, for {read['purpose']}"
        self.teller.answer("data_reads", told)

    def _asks(self, who: Visitor) -> str:
        wanted = {"person_id": who.account_id, "kind": "erasure", "session_id": who.session_id}
        request = who.does(REQUESTS, wanted)
        path = f"{REQUESTS}/{request['request_id']}"
        shown = who.sees(path)
        by = shown["act_by"][:10]
        self.teller.answer("privacy_register", f"{shown['state']}, to be done by {by}")
        return path

    def _show(self, done: dict[str, Any]) -> None:
        keys = ", ".join(f"{key['category']} {key['fingerprint'][:8]}…" for key in done["keys"])
        self.teller.answer("privacy_register", f"keys destroyed: {keys}")
        stores = ", ".join(f"{one['name']} {one['remaining']} left" for one in done["stores"])
        self.teller.answer("privacy_register", f"stores cleared: {stores}")
        said = _said_in(done["certificate"])
        before, after = said["log_before"], said["log_after"]
        self.teller.answer(
            "privacy_register",
            f"certificate {done['certificate_sha256'][:16]}… signed; log {before['size']} "
            f"{before['root'][:8]}… → {after['size']} {after['root'][:8]}…",
        )


def _said_in(certificate: str) -> Any:
    """This is what a statement says; its signature is for others to check."""
    payload = certificate.split(".")[1]
    return orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
