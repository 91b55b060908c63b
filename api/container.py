"""What the API needs, all of it handed in: nothing here is found, opened or made."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from application.analytics.asking import Figures
from application.auditing.asking import Auditing
from application.bus import Bus
from application.consistency import Token
from application.delivery import FactLog
from application.digesting import PublishedDigests
from application.limits import RateLimits
from application.live import Growth
from application.log_tree import LogTree
from application.notice import NoticeReader
from application.packing.archive import StatementSigner
from application.payers import Payers
from application.ports import Clock, EventLog, PasswordHasher, Pseudonyms
from application.ports_money import MoneyProvider
from application.published import PublishedLog
from application.receipts import Controller, ReceiptSigner
from application.showing import Showings
from application.status import Status
from application.success import SuccessModels
from application.tokens import AccessTokens, RefreshTokens
from domain.privacy.clocks import Establishment
from domain.screening.suspicion import Suspicion
from projections.finding import Search
from projections.grounds import Grounds
from projections.reading import Reader


class Waiting(Protocol):
    """This waits for a read model, without polling."""

    def wait(self, name: str, token: Token, timeout: float) -> int:
        """This is how many positions it is still behind the token after waiting; 0 is none."""


class Metrics(Protocol):
    """This counts what operators watch."""

    def on_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """This takes down one answered request."""

    def on_uncounted(self, requests: int) -> None:
        """This takes down requests that no rate limit could be applied to."""

    def exposition(self, status: Status) -> bytes:
        """This is everything in Prometheus' text format."""


class Container(Protocol):
    """This is every port the API uses, as the composition root built it."""

    @property
    def clock(self) -> Clock:
        """This says what time it is."""

    @property
    def bus(self) -> Bus:
        """This executes commands."""

    @property
    def log(self) -> EventLog:
        """This is the log, to look back."""

    @property
    def published_log(self) -> PublishedLog:
        """This is the log as everybody can check it."""

    @property
    def published_digests(self) -> PublishedDigests:
        """This is what was published of the read models."""

    @property
    def log_vkeys(self) -> Sequence[str]:
        """This is every key that ever signed a checkpoint, in a word each, the newest first."""

    @property
    def auditing(self) -> Auditing:
        """This answers auditors."""

    @property
    def reader(self) -> Reader:
        """This reads the read models."""

    @property
    def showings(self) -> Showings:
        """This takes down what people are shown."""

    @property
    def figures(self) -> Figures:
        """This is what was counted in windows of time."""

    @property
    def provider(self) -> MoneyProvider:
        """This knows what a student has to do for a payment, their cards, and tutors' accounts."""

    @property
    def payers(self) -> Payers:
        """This knows what the provider calls students and their cards."""

    @property
    def notices(self) -> NoticeReader | None:
        """This reads what the provider sends; without a secret shared with it there is none."""

    def suspicions(self) -> Sequence[Suspicion]:
        """This is the reviews that may have been made up, as of half a minute ago at most."""

    @property
    def success_models(self) -> SuccessModels:
        """This knows what was learnt of how students go on."""

    @property
    def waiting(self) -> Waiting:
        """This waits for the read models."""

    @property
    def partitions(self) -> int:
        """This is how many partitions a context's topic has."""

    @property
    def access_tokens(self) -> AccessTokens:
        """This reads and makes access tokens."""

    @property
    def refresh_tokens(self) -> RefreshTokens:
        """This reads and makes refresh tokens."""

    @property
    def receipt_signer(self) -> ReceiptSigner:
        """This signs consent receipts."""

    @property
    def controller(self) -> Controller:
        """This is who answers for personal data, as receipts name them."""

    @property
    def establishment(self) -> Establishment:
        """This is where the platform is: whose months its statements are of."""

    @property
    def facts(self) -> FactLog:
        """This is the log as followers read it."""

    @property
    def closed_facts(self) -> FactLog:
        """This is the same with all that is sealed left so."""

    def growth(self) -> AbstractContextManager[Growth]:
        """This tells when the log has grown, while it is open."""

    @property
    def log_tree(self) -> LogTree:
        """This is the log as a tree, to prove what is in it."""

    def statement_signer(self, kind: str) -> StatementSigner:
        """This signs statements of that kind, which the signature tells."""

    @property
    def passwords(self) -> PasswordHasher:
        """This checks passwords."""

    @property
    def pseudonyms(self) -> Pseudonyms:
        """This names addresses without showing them."""

    @property
    def limits(self) -> RateLimits | None:
        """This counts requests; without one nobody is held back."""

    @property
    def metrics(self) -> Metrics:
        """This counts what operators watch."""

    @property
    def search(self) -> Search:
        """This finds tutors by words."""

    @property
    def grounds(self) -> Grounds:
        """This is what recommendations stand on besides the request."""

    def status(self) -> Status:
        """This is how everything is, now."""
