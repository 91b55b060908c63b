"""Connected accounts, as v2 shows them: much of one stands in the answer only when asked for."""

from tests.support.stripe.answers import Json, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.chapters.accounts import LINK_SECONDS, open_account
from tests.support.stripe.world import World

CAPABILITY = "stripe_balance.stripe_transfers"
CHANGED = "v2.core.account[configuration.recipient].capability_status_updated"
INCLUDED = ("configuration.recipient", "defaults", "identity", "requirements")
TOLD = ("contact_email", "dashboard", "display_name")


def create(world: World, asked: Asked) -> Json:
    """POST /v2/core/accounts."""
    params = asked.params
    identity, recipient = params.get("identity", {}), _wanted(asked)
    if recipient is not None:
        _check_recipient(asked)
    balance = (recipient or {}).get("capabilities", {}).get("stripe_balance", {})
    made = open_account(
        world,
        is_requested=bool(balance.get("stripe_transfers", {}).get("requested")),
        country=identity.get("country", "US"),
        email=params.get("contact_email"),
        metadata=params.get("metadata", {}),
    )
    world.recipients[made["id"]] = {
        **{name: params.get(name) for name in TOLD},
        "applied_configurations": [] if recipient is None else ["recipient"],
        "defaults": params.get("defaults"),
        "identity": identity or None,
    }
    world.tell_thin("v2.core.account.created", _shown(world, made, ()))
    return _shown(world, made, params.get("include", ()))


def _check_recipient(asked: Asked) -> None:
    """This refuses a recipient of whom it is not said where they are, or who answers for them."""
    for chapter, name in (("identity", "country"), ("defaults", "responsibilities")):
        if name not in asked.params.get(chapter, {}):
            param = f"{chapter}.{name}"
            message = f"{param} is required for the recipient configuration."
            raise invalid(message, code="invalid_fields", param=param)


def _wanted(asked: Asked) -> Json | None:
    wanted: Json | None = asked.params.get("configuration", {}).get("recipient")
    return wanted


def update(world: World, asked: Asked) -> Json:
    """POST /v2/core/accounts/{id}."""
    account = world.find("account", asked.names["id"])
    told = world.recipients.setdefault(account["id"], _of_v1(account))
    told |= {name: asked.params.get(name) for name in TOLD if name in asked.params}
    account["email"] = told["contact_email"]
    account["metadata"] |= asked.params.get("metadata", {})
    world.tell("account.updated", account, account["id"])
    world.tell_thin("v2.core.account.updated", _shown(world, account, ()))
    return _shown(world, account, asked.params.get("include", ()))


def retrieve(world: World, asked: Asked) -> Json:
    """GET /v2/core/accounts/{id}."""
    account = world.find("account", asked.names["id"])
    return _shown(world, account, asked.params.get("include", ()))


def link(world: World, asked: Asked) -> Json:
    """POST /v2/core/account_links."""
    account = world.find("account", asked.params["account"], param="account")
    case = asked.params["use_case"]
    if case["type"] not in case:
        param = f"use_case.{case['type']}"
        raise invalid(f"{param} is required.", code="invalid_fields", param=param)
    return {
        "object": "v2.core.account_link",
        "account": account["id"],
        "created": world.iso(),
        "expires_at": world.iso(world.now() + LINK_SECONDS),
        "livemode": False,
        "url": f"https://accounts.stripe.com/r/{world.name('link')}",
        "use_case": case,
    }


def tell_change(world: World, account: Json) -> None:
    """This tells those who listen to v2 that what an account may do, or owes, has changed."""
    shown = _shown(world, account, ())
    world.tell_thin("v2.core.account[requirements].updated", shown)
    world.tell_thin(CHANGED, shown, {"updated_capability": CAPABILITY})


def _of_v1(account: Json) -> Json:
    return {
        "applied_configurations": ["recipient"],
        "contact_email": account.get("email"),
        "dashboard": "express",
        "defaults": None,
        "display_name": None,
        "identity": {"country": account.get("country")},
    }


def _shown(world: World, account: Json, include: "list[str] | tuple[str, ...]") -> Json:
    told = world.recipients.get(account["id"]) or _of_v1(account)
    shown: Json = {
        "id": account["id"],
        "object": "v2.core.account",
        **{name: told[name] for name in (*TOLD, "applied_configurations")},
        "closed": False,
        "configuration": None,
        "created": world.iso(account["created"]),
        "defaults": told["defaults"] if "defaults" in include else None,
        "future_requirements": None,
        "identity": told["identity"] if "identity" in include else None,
        "livemode": False,
        "metadata": account["metadata"],
        "requirements": _requirements(account) if "requirements" in include else None,
    }
    if "configuration.recipient" in include:
        shown["configuration"] = {"customer": None, "merchant": None, "recipient": None}
        if "recipient" in told["applied_configurations"]:
            shown["configuration"]["recipient"] = _recipient(account)
    return shown


def _recipient(account: Json) -> Json:
    capabilities: Json = {"bank_accounts": None, "cards": None, "stripe_balance": None}
    if "transfers" in account["capabilities"]:
        status, details = _status(account)
        one = {"status": status, "status_details": details}
        capabilities["stripe_balance"] = {"payouts": one, "stripe_transfers": one}
    return {"applied": True, "capabilities": capabilities, "default_outbound_destination": None}


def _status(account: Json) -> tuple[str, list[Json]]:
    """This is the status of the capability in the words of v2, and why it is not active."""
    why = account["requirements"]["disabled_reason"] or ""
    match account["capabilities"]["transfers"]:
        case "active":
            return "active", []
        case "pending":
            code, resolution = "requirements_pending_verification", "no_resolution"
            return "pending", [{"code": code, "resolution": resolution}]
        case _ if why.startswith("rejected"):
            return "rejected", [{"code": "rejected_other", "resolution": "contact_stripe"}]
    return "restricted", [{"code": "requirements_past_due", "resolution": "provide_info"}]


def _requirements(account: Json) -> Json:
    due = account["requirements"]["currently_due"]
    deadline = {"status": "past_due", "time": None}
    return {
        "entries": [_entry(what) for what in due],
        "summary": {"minimum_deadline": deadline if due else None},
    }


def _entry(what: str) -> Json:
    deadline = {"status": "past_due"}
    restricts = {"capability": CAPABILITY, "configuration": "recipient", "deadline": deadline}
    return {
        "awaiting_action_from": "user",
        "description": what,
        "errors": [],
        "impact": {"restricts_capabilities": [restricts]},
        "minimum_deadline": deadline,
        "reference": None,
        "requested_reasons": [{"code": "routine_onboarding"}],
    }
