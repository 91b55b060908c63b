"""A fresh world for each test that asks for one, behind routes that are made once."""

from collections.abc import Iterator

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from tests.api.world import World


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return World().app


@pytest.fixture(scope="session")
def loop() -> Iterator[BlockingPortal]:
    """This is an event loop for all requests: to start one takes longer than most answers."""
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def world(app: FastAPI, loop: BlockingPortal) -> World:
    world = World(app)
    world.client.portal = loop
    return world
