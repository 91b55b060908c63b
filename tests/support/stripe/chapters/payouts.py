"""Payouts from an account's balance to its bank.

pending → paid | failed | canceled; and what was paid may fail afterwards.
"""

from tests.support.stripe.answers import Json, StripeRefused, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters.balance import book, held
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import page
from tests.support.stripe.money import paying_out
from tests.support.stripe.world import World

DAY = 24 * 3600
ON_THE_WAY = 2 * DAY


def create(world: World, asked: Asked) -> Json:
    """POST /v1/payouts."""
    params = asked.params
    amount, currency = params["amount"], params["currency"].lower()
    paying_out(amount, currency)
    account = world.objects.get(asked.account)
    if account and not account["payouts_enabled"]:
        message = "Your account cannot make payouts: payouts are not enabled."
        raise invalid(message, code="payouts_not_allowed")
    if held(world, currency, asked.account, status="available") < amount:
        raise invalid(
            "You have insufficient funds in your Stripe account for this transfer. Your card "
            "balance is too low. You can use the /v1/balance endpoint to view your Stripe balance "
            "(for more details, see stripe.com/docs/api#balance).",
            code="balance_insufficient",
        )
    values = {name: params.get(name) for name in ("description", "statement_descriptor")} | {
        "metadata": params.get("metadata", {}),
        "method": params.get("method", "standard"),
    }
    return _begin(world, asked.account, amount, currency, values)


def _begin(world: World, account: str, amount: int, currency: str, told: Json) -> Json:
    values = {
        "amount": amount,
        "arrival_date": world.now() + ON_THE_WAY,
        "automatic": False,
        "currency": currency,
        "destination": f"ba_{account or 'platform'}",
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "original_payout": None,
        "reconciliation_status": "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "status": "pending",
        "type": "bank_account",
    }
    payout = world.add("payout", values | told, account)
    payout["balance_transaction"] = book(world, "payout", -amount, payout)
    world.tell("payout.created", payout, account)
    return payout


def pay_automatically(world: World) -> None:
    """This pays out, once a day, what accounts have that did not ask for payouts by hand."""
    today = world.now() // DAY
    for account, interval in world.schedules.items():
        is_due = world.paid_out_on.setdefault(account, today) < today
        world.paid_out_on[account] = today
        if interval == "daily" and is_due:
            currencies = {one["currency"] for one in world.every("balance_transaction", account)}
            for currency in sorted(currencies):
                amount = held(world, currency, account, status="available")
                if amount > 0:
                    told = {"automatic": True, "metadata": {}, "method": "standard"}
                    _begin(world, account, amount, currency, told)


def arrive(world: World, payout: Json) -> None:
    """This is the end of a payout that the bank took."""
    payout["status"] = "paid"
    world.tell("payout.paid", payout, world.owner(payout["id"]))


def bounce(world: World, payout: Json, code: str) -> None:
    """This is the end of one that the bank did not take: the money comes back."""
    payout |= {"status": "failed", "failure_code": code}
    payout["failure_message"] = f"The bank returned the payout: {code}."
    payout["failure_balance_transaction"] = book(world, "payout_failure", payout["amount"], payout)
    world.tell("payout.failed", payout, world.owner(payout["id"]))


def cancel(world: World, asked: Asked) -> Json:
    """POST /v1/payouts/{payout}/cancel."""
    payout = world.find("payout", asked.names["payout"], asked.account)
    if payout["status"] != "pending" or payout["automatic"]:
        raise _too_late(payout)
    payout["status"] = "canceled"
    payout["failure_balance_transaction"] = book(world, "payout_cancel", payout["amount"], payout)
    world.tell("payout.canceled", payout, asked.account)
    return payout


def _too_late(payout: Json) -> StripeRefused:
    return invalid(
        f"Payouts can only be canceled while they are pending; {payout['id']} is "
        f"{payout['status']}."
    )


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/payouts/{payout}."""
    return world.find("payout", asked.names["payout"], asked.account)


def update(world: World, asked: Asked) -> Json:
    """POST /v1/payouts/{payout}."""
    payout = world.find("payout", asked.names["payout"], asked.account)
    merge_metadata(payout, asked)
    world.tell("payout.updated", payout, asked.account)
    return payout


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/payouts."""
    return page(asked, world.every("payout", asked.account), "destination", "status")
