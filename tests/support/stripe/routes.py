"""What the fake plays of Stripe's API, on one page."""

from collections.abc import Callable

from tests.support.stripe.answers import Json
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters import (
    balance,
    charges,
    customers,
    disputes,
    events,
    intents,
    methods,
    refunds,
)
from tests.support.stripe.world import World

Handler = Callable[[World, Asked], Json]

OBJECTS = (
    "balance",
    "balance_transaction",
    "charge",
    "customer",
    "dispute",
    "event",
    "payment_intent",
    "payment_method",
    "refund",
)
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/v1/payment_intents", intents.create),
    ("GET", "/v1/payment_intents", intents.list_all),
    ("GET", "/v1/payment_intents/{intent}", intents.retrieve),
    ("POST", "/v1/payment_intents/{intent}", intents.update),
    ("POST", "/v1/payment_intents/{intent}/confirm", intents.confirm),
    ("POST", "/v1/payment_intents/{intent}/capture", intents.capture),
    ("POST", "/v1/payment_intents/{intent}/cancel", intents.cancel),
    ("GET", "/v1/charges", charges.list_all),
    ("GET", "/v1/charges/{charge}", charges.retrieve),
    ("POST", "/v1/refunds", refunds.create),
    ("GET", "/v1/refunds", refunds.list_all),
    ("GET", "/v1/refunds/{refund}", refunds.retrieve),
    ("POST", "/v1/refunds/{refund}", refunds.update),
    ("POST", "/v1/customers", customers.create),
    ("GET", "/v1/customers", customers.list_all),
    ("GET", "/v1/customers/{customer}", customers.retrieve),
    ("POST", "/v1/customers/{customer}", customers.update),
    ("GET", "/v1/payment_methods", methods.list_all),
    ("GET", "/v1/payment_methods/{payment_method}", methods.retrieve),
    ("POST", "/v1/payment_methods/{payment_method}/attach", methods.attach),
    ("POST", "/v1/payment_methods/{payment_method}/detach", methods.detach),
    ("GET", "/v1/disputes", disputes.list_all),
    ("GET", "/v1/disputes/{dispute}", disputes.retrieve),
    ("POST", "/v1/disputes/{dispute}", disputes.update),
    ("POST", "/v1/disputes/{dispute}/close", disputes.close),
    ("GET", "/v1/balance", balance.retrieve_balance),
    ("GET", "/v1/balance_transactions", balance.list_all),
    ("GET", "/v1/balance_transactions/{id}", balance.retrieve),
    ("GET", "/v1/events", events.list_all),
    ("GET", "/v1/events/{id}", events.retrieve),
]
