"""Check what goes to Stripe, and what comes from it, against its own file.

A form carries text only; the schema says what the text is, so checking gives the values of the
right types back. The body of v2 is JSON, and is taken as it is.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.stripe.answers import Json, StripeRefused, malformed

HERE = Path(__file__).parent


class NotOfStripe(Exception):
    """The fake answers what Stripe never would: a mistake of the fake."""


@cache
def _spec() -> Json:
    spec: Json = json.loads((HERE / "openapi.json").read_text(encoding="utf-8"))
    ours = json.loads((HERE / "v2.json").read_text(encoding="utf-8"))
    for chapter in ("operations", "objects"):
        spec[chapter].update(ours[chapter])
    return spec


def taken(operation: str, given: Json, *, is_json: bool) -> Json:
    """This is what is given to the operation, with the types it takes.

    Raises:
        StripeRefused: a parameter is unknown, missing, or of another form.
    """
    return _Check(is_json=is_json).fields(_spec()["operations"][operation], given, "")


def check_answer(answer: Json) -> None:
    """This makes certain that Stripe gives such an object.

    Raises:
        NotOfStripe: it does not.
    """
    kind = str(answer.get("object"))
    if kind == "list" or "error" in answer:
        for one in answer.get("data", ()):
            check_answer(one)
        return
    schema = _spec()["objects"].get(kind)
    if schema is None:
        raise NotOfStripe(f"an object of kind {kind}")
    strange = answer.keys() - schema["properties"].keys()
    missing = set(schema.get("required", ())) - answer.keys()
    if strange or missing:
        raise NotOfStripe(f"{kind} with {sorted(strange)} and without {sorted(missing)}")
    for name, value in answer.items():
        _check_value(_whole(schema["properties"][name]), value, f"{kind}.{name}")


def _whole(schema: Any) -> Json:
    """This is a schema where perhaps only its name stood."""
    whole: Json = _spec()["often"][schema] if isinstance(schema, str) else schema
    return whole


def _check_value(schema: Json, value: Any, at: str) -> None:
    if value is None and _is_nullable(schema):
        return
    if "anyOf" in schema:
        if not any(_fits(_whole(one), value) for one in schema["anyOf"]):
            raise NotOfStripe(f"{at} is {value!r}")
    elif not _fits(schema, value):
        raise NotOfStripe(f"{at} is {value!r}")
    if isinstance(value, dict) and isinstance(value.get("object"), str):
        check_answer(value)


def _is_nullable(schema: Json) -> bool:
    return bool(schema.get("nullable"))


TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "number": (int, float),
    "object": dict,
    "array": list,
}


def _fits(schema: Json, value: Any) -> bool:
    if "is" in schema:
        return isinstance(value, dict) and value.get("object") == schema["is"]
    wanted = TYPES.get(schema.get("type", ""), object)
    is_bool = isinstance(value, bool) and schema.get("type") != "boolean"
    return isinstance(value, wanted) and not is_bool and value in schema.get("enum", [value])


class _Check:
    """This reads given values by their schema; `at` is where in the request they stand."""

    def __init__(self, *, is_json: bool) -> None:
        self._is_json = is_json

    def fields(self, schema: Json, given: Json, at: str) -> Json:
        known = schema.get("properties", {})
        strange = [_inside(at, name) for name in given if name not in known]
        if strange:
            many = "s" if len(strange) > 1 else ""
            message = f"Received unknown parameter{many}: {', '.join(strange)}"
            raise malformed(message, code="parameter_unknown", param=strange[0])
        for name in schema.get("required", ()):
            if name not in given:
                param = _inside(at, name)
                message = f"Missing required param: {param}."
                raise malformed(message, code="parameter_missing", param=param)
        return {
            name: self.value(_whole(known[name]), value, _inside(at, name))
            for name, value in given.items()
        }

    def value(self, schema: Json, given: Any, at: str) -> Any:
        if "anyOf" in schema:
            return self._any_of(schema["anyOf"], given, at)
        if given == "" and "" not in schema.get("enum", ()) and not self._is_json:
            raise _empty(at)
        match schema.get("type"):
            case "object" if isinstance(given, dict):
                return self._object(schema, given, at)
            case "array":
                return self._array(schema, given, at)
            case "object":
                raise malformed("Invalid object", param=at)
        return self._scalar(schema, given, at)

    def _any_of(self, choices: list[Any], given: Any, at: str) -> Any:
        first: StripeRefused | None = None
        for choice in choices:
            try:
                return self.value(_whole(choice), given, at)
            except StripeRefused as refused:
                first = first or refused
        assert first is not None
        raise first

    def _object(self, schema: Json, given: Json, at: str) -> Json:
        if "values" in schema and not schema.get("properties"):
            return {
                name: given[name] and self.value(_whole(schema["values"]), given[name], at)
                for name in given
            }
        return self.fields(schema, given, at)

    def _array(self, schema: Json, given: Any, at: str) -> list[Any]:
        if isinstance(given, dict) and not self._is_json:
            given = [given[index] for index in sorted(given, key=_index)]
        if not isinstance(given, list):
            raise malformed("Invalid array", param=at)
        item = _whole(schema.get("items", {}))
        return [self.value(item, one, f"{at}[{number}]") for number, one in enumerate(given)]

    def _scalar(self, schema: Json, given: Any, at: str) -> Any:
        value = given if self._is_json else _typed(schema.get("type"), given, at)
        if not _fits({"type": schema.get("type", "")}, value):
            raise malformed(f"Invalid {schema.get('type')}: {value}", param=at)
        choices = schema.get("enum")
        if choices and value not in choices:
            *some, last = choices
            listed = f"{', '.join(some)}, or {last}" if some else last
            raise malformed(f"Invalid {at}: must be one of {listed}", param=at)
        if "maxLength" in schema and len(value) > schema["maxLength"]:
            message = f"Invalid string: {value}; must be at most {schema['maxLength']} characters"
            raise malformed(message, param=at)
        return value


def _typed(kind: Any, text: Any, at: str) -> Any:
    if not isinstance(text, str):
        raise malformed(f"Invalid {kind}", param=at)
    if kind == "integer":
        try:
            return int(text)
        except ValueError:
            message = f"Invalid integer: {text}"
            raise malformed(message, code="parameter_invalid_integer", param=at) from None
    if kind == "number":
        return float(text)
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise malformed(f"Invalid boolean: {text}", param=at)
        return text == "true"
    return text


def _empty(at: str) -> StripeRefused:
    message = (
        f"You passed an empty string for '{at}'. We assume empty values are an attempt to unset a "
        f"parameter; however '{at}' cannot be unset. You should remove '{at}' from your request "
        "or supply a non-empty value."
    )
    return malformed(message, code="parameter_invalid_empty", param=at)


def _inside(at: str, name: str) -> str:
    return f"{at}[{name}]" if at else name


def _index(text: str) -> int:
    return int(text) if text.isdigit() else 0
