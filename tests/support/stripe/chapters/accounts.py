"""Connected accounts, as v1 shows them; `recipients.py` shows the same ones as v2 does.

An account may be paid when its transfers capability is active, which needs the person behind it
to have told Stripe everything.
"""

from tests.support.stripe.answers import Json, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters.customers import merge_metadata
from tests.support.stripe.lists import page
from tests.support.stripe.world import World

LINK_SECONDS = 300
ASKED_OF_EVERYONE = (
    "identity.individual.given_name",
    "identity.individual.date_of_birth",
    "configuration.recipient.default_outbound_destination",
)


def open_account(world: World, *, is_requested: bool, **told: object) -> Json:
    """This is a new account, of which Stripe knows nothing yet."""
    values = {
        "business_type": "individual",
        "capabilities": {"transfers": "inactive"} if is_requested else {},
        "charges_enabled": False,
        "details_submitted": False,
        "metadata": {},
        "payouts_enabled": False,
        "requirements": _requirements(list(ASKED_OF_EVERYONE)),
        "type": "none",
        **told,
    }
    made = world.add("account", values)
    del made["livemode"]
    world.schedules[made["id"]] = "daily"
    return made


def _requirements(due: list[str], disabled: str | None = None) -> Json:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": disabled or ("requirements.past_due" if due else None),
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }


def learn(world: World, account: Json, status: str, due: list[str], why: str | None = None) -> None:
    """This is what changes when Stripe has learned, or doubts, who an account is."""
    if "transfers" in account["capabilities"]:
        account["capabilities"]["transfers"] = status
    account["payouts_enabled"] = status == "active"
    account["details_submitted"] = not due
    account["requirements"] = _requirements(due, why)
    world.tell("account.updated", account, account["id"])


def may_receive(account: Json) -> bool:
    """This tells whether money may be transferred to the account."""
    return bool(account["capabilities"].get("transfers") == "active")


def create(world: World, asked: Asked) -> Json:
    """POST /v1/accounts."""
    params = asked.params
    wanted = params.get("capabilities", {}).get("transfers", {})
    return open_account(
        world,
        is_requested=bool(wanted.get("requested")),
        country=params.get("country", "DE"),
        email=params.get("email"),
        metadata=params.get("metadata", {}),
        type=params.get("type", "express"),
    )


def update(world: World, asked: Asked) -> Json:
    """POST /v1/accounts/{account}."""
    account = world.find("account", asked.names["account"], param="account")
    account["email"] = asked.params.get("email", account.get("email"))
    merge_metadata(account, asked)
    world.tell("account.updated", account, account["id"])
    return account


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v1/accounts/{account}."""
    return world.find("account", asked.names["account"], param="account")


def list_all(world: World, asked: Asked) -> Json:
    """GET /v1/accounts."""
    return page(asked, world.every("account"))


def link(world: World, asked: Asked) -> Json:
    """POST /v1/account_links."""
    params = asked.params
    account = world.find("account", params["account"], param="account")
    kind = params["type"]
    for name in ("refresh_url", "return_url"):
        if not params.get(name):
            message = f"You must provide {name} for a link of type {kind}."
            raise invalid(message, param=name)
    return {
        "object": "account_link",
        "created": world.now(),
        "expires_at": world.now() + LINK_SECONDS,
        "url": f"https://connect.stripe.com/setup/e/{account['id']}/{world.name('link')}",
    }


def retrieve_settings(world: World, asked: Asked) -> Json:
    """GET /v1/balance_settings."""
    interval = world.schedules.get(asked.account, "daily")
    payouts = {"schedule": {"interval": interval}, "status": "enabled"}
    timing = {"delay_days": 2}
    return {
        "object": "balance_settings",
        "payments": {"payouts": payouts, "settlement_timing": timing},
    }


def update_settings(world: World, asked: Asked) -> Json:
    """POST /v1/balance_settings: whether Stripe pays out by itself, or waits to be asked."""
    payments = asked.params.get("payments", {})
    interval = payments.get("payouts", {}).get("schedule", {}).get("interval")
    if interval:
        world.schedules[asked.account] = interval
    return retrieve_settings(world, asked)
