"""A fresh world for each test that asks for one, behind routes that are made once."""

import pytest
from fastapi import FastAPI

from tests.api.world import World


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return World().app


@pytest.fixture
def world(app: FastAPI) -> World:
    return World(app)
