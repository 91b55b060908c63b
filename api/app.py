"""The application: every router, every layer, and nothing at import time."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from api import errors
from api.addresses import Addresses
from api.auth import Doorkeeper
from api.container import Container
from api.following import Following
from api.honouring import Honouring
from api.limiting import Counter, Limited
from api.observing import Observed
from api.reading import Readings
from api.routes.accounts import accounts
from api.routes.analytics import analytics
from api.routes.audit import audit
from api.routes.auditing import auditing
from api.routes.availability import availability
from api.routes.bookings import bookings
from api.routes.breaches import breaches
from api.routes.calendars import calendars
from api.routes.catalogue import catalogue
from api.routes.consent_texts import consent_texts
from api.routes.consents import consents
from api.routes.credits import lesson_credits
from api.routes.earnings import earnings
from api.routes.experiments import experiments
from api.routes.health import health
from api.routes.ledger import ledger
from api.routes.log import log
from api.routes.metrics import metrics
from api.routes.outlooks import outlooks
from api.routes.pages import pages
from api.routes.payers import payers
from api.routes.payments import payments
from api.routes.payout_accounts import payout_accounts
from api.routes.privacy import privacy_requests
from api.routes.profiles import profiles
from api.routes.recommendations import recommendations
from api.routes.records import records
from api.routes.reviews import reviews
from api.routes.search import search
from api.routes.sessions import sessions
from api.routes.showings import showings
from api.routes.stream import stream
from api.routes.tutors import tutors
from api.routes.verifications import verifications
from api.routes.webhooks import webhooks
from api.routes.well_known import well_known
from api.schema import describe
from api.workers import Workers

RESOURCES: tuple[Callable[[APIRouter], None], ...] = (
    bookings,
    payments,
    lesson_credits,
    payers,
    payout_accounts,
    search,
    recommendations,
    calendars,
    availability,
    tutors,
    sessions,
    accounts,
    consents,
    consent_texts,
    verifications,
    reviews,
    profiles,
    outlooks,
    showings,
    privacy_requests,
    breaches,
    ledger,
    earnings,
    metrics,
    analytics,
    experiments,
    audit,
    auditing,
    log,
    stream,
    records,
    webhooks,
    health,
    well_known,
    pages,
    catalogue,
)
"""What is asked most stands first."""

OPENED = ("bus", "reader", "provider", "waiting", "showings", "search", "refresh_tokens")
"""What is opened at its first use, and by one thread only."""


def create_app(container: Container) -> FastAPI:
    """This is the API over the ports in the container; who made the container closes it."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_running,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.container = container
    app.state.workers = Workers()
    app.state.readings = Readings()
    app.state.following = Following()
    app.router.routes.extend(_operations())
    app.router.middleware_stack = Addresses(app.router.app, app.router.routes)
    for reason, handler in errors.HANDLERS.items():
        app.add_exception_handler(reason, handler)
    app.add_middleware(Honouring)
    if container.limits is not None:
        counter = Counter(container.limits, container.metrics, app.state.workers)
        app.add_middleware(Limited, counter=counter, pseudonyms=container.pseudonyms)
    doorkeeper = Doorkeeper(container.access_tokens, container.clock)
    app.add_middleware(Observed, doorkeeper=doorkeeper, metrics=container.metrics)
    describe(app)
    return app


@cache
def _operations() -> tuple[BaseRoute, ...]:
    """This is made once: an operation holds nothing of an application, and takes long to make."""
    router = APIRouter()
    for resource in RESOURCES:
        resource(router)
    return tuple(router.routes)


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """This opens what every request needs before the first one comes."""
    container: Container = app.state.container
    workers: Workers = app.state.workers
    await workers.work(lambda: [getattr(container, port) for port in OPENED])
    yield
    app.state.following.close()
    workers.close()
