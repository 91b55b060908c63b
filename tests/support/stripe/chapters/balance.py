"""The money at Stripe: balance transactions, and what they sum to."""

from collections import Counter

from tests.support.stripe.answers import Json
from tests.support.stripe.asked import Asked
from tests.support.stripe.lists import page
from tests.support.stripe.world import World

SETTLING_SECONDS = 2 * 24 * 3600
FEE_BASIS_POINTS = 150
FEE_FIXED_MINOR = 25


def fee_of(amount: int) -> int:
    """This is what Stripe keeps of a charge: 1.5 % rounded half up, and 25."""
    return min(amount, (amount * FEE_BASIS_POINTS + 5_000) // 10_000 + FEE_FIXED_MINOR)


def book(
    world: World,
    kind: str,
    amount: int,
    source: Json,
    *,
    fee: int = 0,
    available_on: int | None = None,
) -> str:
    """This books a movement of money where its source belongs. Amounts that leave are negative."""
    at = world.now() if available_on is None else available_on
    details = [{"amount": fee, "currency": source["currency"], "description": "Stripe fees"}]
    values = {
        "amount": amount,
        "available_on": at,
        "balance_type": "payments",
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [
            {**one, "application": None, "type": "stripe_fee"} for one in details if fee
        ],
        "net": amount - fee,
        "reporting_category": REPORTED.get(kind, kind),
        "source": source["id"],
        "status": "available" if at <= world.now() else "pending",
        "type": kind,
    }
    return str(world.add("balance_transaction", values, world.owner(source["id"]))["id"])


REPORTED = {"payment": "charge", "payout_failure": "payout_reversal", "adjustment": "dispute"}


def settle(world: World) -> None:
    """This makes available what has waited long enough."""
    for one in world.objects.values():
        if one["object"] == "balance_transaction" and one["available_on"] <= world.now():
            one["status"] = "available"


def held(world: World, currency: str, account: str = "", *, status: str = "") -> int:
    """This is what an account has at Stripe: all of it, or what is available or pending."""
    return sum(
        one["net"]
        for one in world.every("balance_transaction", account)
        if one["currency"] == currency and status in {"", one["status"]}
    )


def retrieve_balance(world: World, asked: Asked) -> Json:
    """GET /v1/balance."""
    sums = {"available": Counter[str](), "pending": Counter[str]()}
    for one in world.every("balance_transaction", asked.account):
        for status, by_currency in sums.items():
            by_currency[one["currency"]] += one["net"] if one["status"] == status else 0
    told = {
        status: [
            {"amount": amount, "currency": currency, "source_types": {"card": amount}}
            for currency, amount in sorted(by_currency.items())
        ]
        for status, by_currency in sums.items()
    }
    return {"object": "balance", "livemode": False, **told}


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/balance_transactions/{id}."""
    return world.find("balance_transaction", asked.names["id"], asked.account)


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/balance_transactions."""
    found = world.every("balance_transaction", asked.account)
    return page(asked, found, "currency", "payout", "source", "type")
