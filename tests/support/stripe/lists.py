"""Lists by the page, and names replaced by what they name."""

from collections.abc import Callable, Iterable
from typing import Any

from tests.support.stripe.answers import Json, absent, invalid
from tests.support.stripe.asked import Asked
from tests.support.stripe.world import World

ORDINARY_PAGE = 10
LONGEST_PAGE = 100
SUBLISTS = {("charge", "refunds"): ("refund", "charge")}
OPTIONAL = {("refund", "failure_balance_transaction")}
"""What Stripe leaves out until there is one."""

COMPARED: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}


def page(asked: Asked, found: Iterable[Json], *filters: str) -> Json:
    """This is the page asked for of what was found, the newest first."""
    params = asked.params
    wanted = {name: params.get(name) for name in filters if name in params}
    ones = [one for one in found if all(one.get(name) == wanted[name] for name in wanted)]
    created = params.get("created", {})
    ones = [one for one in ones if _is_within(one["created"], created)]
    limit = params.get("limit", ORDINARY_PAGE)
    if not 1 <= limit <= LONGEST_PAGE:
        raise invalid("Invalid limit: must be between 1 and 100", param="limit")
    after, before = params.get("starting_after"), params.get("ending_before")
    if after:
        ones = ones[_place(ones, after, "starting_after") + 1 :]
    if before:
        ones = ones[: _place(ones, before, "ending_before")][-limit:]
    return listed(asked.path, ones[:limit], has_more=len(ones) > limit)


def listed(url: str, ones: list[Json], *, has_more: bool = False) -> Json:
    """This is a list as Stripe sends it."""
    return {"object": "list", "url": url, "has_more": has_more, "data": ones}


def _is_within(at: int, created: Any) -> bool:
    if isinstance(created, int):
        return at == created
    return all(COMPARED[how](at, bound) for how, bound in created.items())


def _place(ones: list[Json], name: str, param: str) -> int:
    for number, one in enumerate(ones):
        if one["id"] == name:
            return number
    raise absent("object", name, param)


def expanded(world: World, answer: Json, paths: list[str]) -> Json:
    """This puts objects where their names stand, as far as was asked for."""
    for path in paths:
        answer = _expanded(world, answer, path.split("."))
    return answer


def _expanded(world: World, value: Any, steps: list[str]) -> Any:
    if not steps:
        return value
    if isinstance(value, list):
        return [_expanded(world, one, steps) for one in value]
    step, *rest = steps
    if not isinstance(value, dict):
        return value
    if (value.get("object"), step) in SUBLISTS:
        return {**value, step: sublist(world, value, step)}
    if step not in value and (value.get("object"), step) in OPTIONAL:
        return value
    if step not in value:
        message = f"This property cannot be expanded ({step})."
        raise invalid(message, param="expand")
    inner = value[step]
    if isinstance(inner, str):
        inner = world.objects.get(inner, inner)
    return {**value, step: _expanded(world, inner, rest)}


def sublist(world: World, value: Json, step: str) -> Json:
    """This is what hangs on an object: the refunds of a charge."""
    kind, back = SUBLISTS[value["object"], step]
    ones = [one for one in world.every(kind, world.owner(value["id"])) if one[back] == value["id"]]
    return listed(f"/v1/{value['object']}s/{value['id']}/{step}", ones)
