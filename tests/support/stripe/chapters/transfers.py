"""Transfers from the platform to connected accounts, and their reversals."""

from tests.support.stripe.answers import Json, invalid, shown
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters.accounts import may_receive
from tests.support.stripe.chapters.balance import book, held
from tests.support.stripe.chapters.charges import incoming
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import listed, page
from tests.support.stripe.money import moving
from tests.support.stripe.world import World

POOR = "balance_insufficient"


def create(world: World, asked: Asked) -> Json:
    """POST /v1/transfers."""
    params = asked.params
    currency = params["currency"].lower()
    destination = world.find("account", params["destination"], param="destination")
    if not may_receive(destination):
        raise invalid(
            "Your destination account needs to have at least one of the following capabilities "
            "enabled: transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
        )
    amount = params.get("amount", 0)
    moving(amount, currency)
    source = params.get("source_transaction")
    charge = world.find("charge", source, param="source_transaction") if source else None
    if charge:
        _check_source(world, charge, amount, currency)
    elif held(world, currency, status="available") < amount:
        raise invalid(
            "You have insufficient available funds in your Stripe account. Try adding funds "
            "directly to your available balance by creating Charges using the 4000000000000077 "
            "test card. See: https://stripe.com/docs/testing#available-balance",
            code=POOR,
        )
    values = {
        "amount": amount,
        "currency": currency,
        "description": params.get("description"),
        "destination": destination["id"],
        "metadata": params.get("metadata", {}),
        "source_transaction": source,
        "transfer_group": params.get("transfer_group", charge and charge["transfer_group"]),
    }
    return _sent(world, values, charge)


def _check_source(world: World, charge: Json, amount: int, currency: str) -> None:
    """This refuses to transfer more of a charge than it has left."""
    if charge["currency"] != currency:
        message = (
            "The currency of source_transaction's balance must be the currency of the transfer."
        )
        raise invalid(message, param="currency")
    if not charge["captured"]:
        raise invalid("The source_transaction has not been captured.", param="source_transaction")
    of_it = [one for one in world.every("transfer") if one["source_transaction"] == charge["id"]]
    sent = sum(one["amount"] - one["amount_reversed"] for one in of_it)
    whole = charge["amount"] - charge["amount_refunded"]
    if sent + amount > whole:
        message = (
            "Transfers using this transaction as a source must not exceed the source amount of "
            f"{shown(whole, currency)}. (There is already a transfer using this source, "
            f"amounting to {shown(sent, currency)}.)"
        )
        raise invalid(message, param="amount")


def _sent(world: World, values: Json, charge: Json | None) -> Json:
    source = world.objects[charge["balance_transaction"]] if charge else None
    available_on = max(world.now(), source["available_on"]) if source else world.now()
    transfer = world.add(
        "transfer", values | {"amount_reversed": 0, "reversed": False, "source_type": "card"}
    )
    transfer["reversals"] = listed(f"/v1/transfers/{transfer['id']}/reversals", [])
    transfer["balance_transaction"] = book(
        world, "transfer", -transfer["amount"], transfer, available_on=available_on
    )
    payment = incoming(world, transfer, transfer["destination"])
    payment["balance_transaction"] = book(
        world, "payment", transfer["amount"], payment, available_on=available_on
    )
    transfer["destination_payment"] = payment["id"]
    world.tell("transfer.created", transfer)
    world.tell("payment.created", payment, transfer["destination"])
    return transfer


def reverse(world: World, asked: Asked) -> Json:
    """POST /v1/transfers/{id}/reversals."""
    params = asked.params
    transfer = world.find("transfer", asked.names["id"])
    currency, left = transfer["currency"], transfer["amount"] - transfer["amount_reversed"]
    if not left:
        raise invalid(f"Transfer {transfer['id']} is already fully reversed.")
    amount = params.get("amount", left)
    moving(amount, currency)
    if amount > left:
        message = (
            f"Reversal amount ({shown(amount, currency)}) is greater than unreversed amount on "
            f"transfer ({shown(left, currency)})"
        )
        raise invalid(message, param="amount")
    if held(world, currency, transfer["destination"]) < amount:
        message = (
            "Insufficient funds: the balance of the connected account is too low for this reversal."
        )
        raise invalid(message, code=POOR)
    return _reversed(world, transfer, amount, asked)


def _reversed(world: World, transfer: Json, amount: int, asked: Asked) -> Json:
    values = {
        "amount": amount,
        "currency": transfer["currency"],
        "metadata": asked.params.get("metadata", {}),
        "source_refund": None,
        "transfer": transfer["id"],
    }
    asked.params.get("description")  # taken, and shown to nobody
    one = world.add("transfer_reversal", values)
    # What has not settled yet is taken back out of what has not settled yet.
    sent = world.objects[transfer["balance_transaction"]]
    available_on = max(world.now(), sent["available_on"])
    one["balance_transaction"] = book(
        world, "transfer_refund", amount, one, available_on=available_on
    )
    payment = world.objects[transfer["destination_payment"]]
    book(world, "payment_refund", -amount, payment, available_on=available_on)
    payment["amount_refunded"] += amount
    payment["refunded"] = payment["amount_refunded"] == payment["amount"]
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, one)
    world.tell("transfer.reversed", transfer)
    return one


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/transfers/{transfer}."""
    return world.find("transfer", asked.names["transfer"])


def update(world: World, asked: Asked) -> Json:
    """POST /v1/transfers/{transfer}."""
    transfer = world.find("transfer", asked.names["transfer"])
    merge_metadata(transfer, asked)
    world.tell("transfer.updated", transfer)
    return transfer


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/transfers."""
    return page(asked, world.every("transfer"), "destination", "transfer_group")


def list_reversals(world: World, asked: Asked) -> Json:
    """GET /v1/transfers/{id}/reversals."""
    return page(asked, world.find("transfer", asked.names["id"])["reversals"]["data"])


def retrieve_reversal(world: World, asked: Asked) -> Json:
    """GET /v1/transfers/{transfer}/reversals/{id}."""
    return world.find("transfer_reversal", asked.names["id"])
