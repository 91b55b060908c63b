"""The file of Stripe's that is kept here holds what is played, and what a request may carry."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.stripe.answers import StripeRefused
from tests.support.stripe.asked import form_of
from tests.support.stripe.routes import OBJECTS, ROUTES
from tests.support.stripe.spec import checking
from tests.support.stripe.spec.checking import taken
from tests.support.stripe.spec.prune import pruned

SPEC = Path(checking.__file__).parent


def held(name: str) -> Any:
    return json.loads((SPEC / name).read_text(encoding="utf-8"))


class TestTheFile:
    def test_holds_every_path_that_is_played_and_no_other(self) -> None:
        operations = {*held("openapi.json")["operations"], *held("v2.json")["operations"]}
        assert operations == {f"{method} {path}" for method, path, _ in ROUTES}

    def test_holds_every_object_that_is_given(self) -> None:
        assert set(held("openapi.json")["objects"]) == set(OBJECTS)

    def test_names_its_owner(self) -> None:
        assert "Stripe, Inc." in (SPEC / "NOTICE").read_text(encoding="utf-8")


class TestPruning:
    def test_keeps_what_is_taken_and_writes_once_what_is_often(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        address = {
            "type": "object",
            "description": "where",
            "properties": {"city": {"type": "string", "maxLength": 5000}, "zip": {"enum": ["1"]}},
            "required": ["city"],
        }
        whole: Any = {
            "info": {"version": "1"},
            "components": {"schemas": {"customer": {"properties": {"id": {"type": "string"}}}}},
            "paths": {
                "/v1/customers": {
                    "post": {
                        "parameters": [
                            {"in": "query", "name": "q", "schema": {"type": "integer"}},
                            {"in": "path", "name": "p", "schema": {"type": "integer"}},
                        ],
                        "requestBody": {
                            "content": {
                                "application/x-www-form-urlencoded": {
                                    "schema": {"properties": {"home": address, "work": address}}
                                }
                            }
                        },
                    }
                }
            },
        }
        module = "tests.support.stripe.spec.prune"
        monkeypatch.setattr(f"{module}.ROUTES", [("POST", "/v1/customers", None)])
        monkeypatch.setattr(f"{module}.OBJECTS", ("customer",))
        left = pruned(whole)
        assert left["operations"]["POST /v1/customers"]["properties"] == {
            "home": "#0",
            "work": "#0",
            "q": {"type": "integer"},
        }
        assert left["often"]["#0"]["properties"]["city"] == {"type": "string"}
        assert left["often"]["#0"]["required"] == ["city"]
        assert left["objects"] == {"customer": {"properties": {"id": {"type": "string"}}}}


class TestAForm:
    def test_is_read_as_nested_values_of_their_types(self) -> None:
        form = (
            "amount=3000&currency=eur&confirm=true&metadata[booking]=b1&expand[0]=latest_charge"
            "&automatic_payment_methods[enabled]=true&payment_method_types[]=card"
        )
        assert taken("POST /v1/payment_intents", form_of(form), is_json=False) == {
            "amount": 3000,
            "currency": "eur",
            "confirm": True,
            "metadata": {"booking": "b1"},
            "expand": ["latest_charge"],
            "automatic_payment_methods": {"enabled": True},
            "payment_method_types": ["card"],
        }

    def test_may_unset_only_what_can_be_unset(self) -> None:
        update = "POST /v1/payment_intents/{intent}"
        assert taken(update, {"metadata": ""}, is_json=False) == {"metadata": ""}
        with pytest.raises(StripeRefused, match="cannot be unset"):
            taken(update, {"currency": ""}, is_json=False)
