"""The log for whoever does not take our word: checkpoint, tiles, proofs, as C2SP tlog-tiles has it.

Beside it stand digests of the read models, signed as well. Hashes and signatures are for
everybody. The records under them tell who did what, by pseudonym, and are for auditors.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from inspect import Signature, cleandoc
from typing import Annotated, Any, Final

from fastapi import APIRouter
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from api import access, bodies, errors
from api.answers import Asking, Question, answers, has_it
from api.container import Container
from api.lines import Line
from api.operation import Operation, path_parameter, problems
from api.paging import Cursor, Limit, Page, decode, page_of
from application.access import RoleMissing
from application.digesting import NoSuchDigests
from application.published import (
    NoSuchPosition,
    NoSuchSize,
    NoSuchTile,
    NothingSignedYet,
    PublishedLog,
    SizesRunBackwards,
)
from domain.proof.spelling import encoded

TEXT: Final = "text/plain"
BYTES: Final = "application/octet-stream"
FRESH: Final = "no-cache"
FOR_EVER: Final = "max-age=31536000, immutable"

Size = Annotated[int, Field(ge=1, lt=2**62)]


class ReadCheckpoint(Question):
    """Read the last checkpoint: size and root of the log, signed (C2SP tlog-checkpoint)."""

    REFUSALS = (NothingSignedYet,)


class ReadKeys(Question):
    """Read the keys that sign checkpoints, one a line, the newest first; two sign at a time."""


class ReadProof(Question):
    """Read what proves that a fact stands in the log (C2SP tlog-proof); the first is at 1."""

    REFUSALS = (NoSuchPosition, NothingSignedYet)

    position: Size


class ReadTile(Question):
    """Read hashes of the tree, up to 256 at a time (C2SP tlog-tiles)."""

    REFUSALS = (NoSuchTile,)

    tile: str = Field(max_length=100, examples=["0/000", "1/x001/234.p/56"])


class ReadRecords(Question):
    """Read the records under a tile of leaves, each with its length before it (C2SP tlog-tiles)."""

    REFUSALS = (NoSuchTile,)

    bundle: str = Field(max_length=100, examples=["000", "x001/234.p/56"])


class ProveConsistency(Question):
    """Prove that the log only grew, from one size to another; else to that of the checkpoint."""

    REFUSALS = (NoSuchSize, SizesRunBackwards)

    size1: Annotated[Size, Field(alias="from")]
    size2: Annotated[Size | None, Field(alias="to")] = None


class ListDigests(Question):
    """List when the read models were digested, the newest first."""

    after: Cursor | None = None
    limit: Limit = 50


class ReadDigests(Question):
    """Read the digests of the read models, signed, each with the place in the log it is of."""

    REFUSALS = (NoSuchDigests,)

    number: Size


@dataclass(frozen=True, slots=True)
class DigestsListed:
    """Digests by their number: up to where, under a log of how many facts, and signed when."""

    number: int
    position: int
    size: int
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """What `preceptor audit verify-consistency` checks; bytes are in base64."""

    size1: int
    size2: int
    root1: str
    root2: str
    proof: list[str]


@dataclass(frozen=True, slots=True)
class File:
    """This is something published as it is: how it is read, what it is, how long it lasts."""

    read: Callable[[Container, Any], str | bytes]
    media: str
    lasts: str


def log(router: APIRouter) -> None:
    """This adds everything that is published of the log."""
    _publish(router, "/v1/log/checkpoint", ReadCheckpoint, CHECKPOINT)
    _publish(router, "/v1/log/keys", ReadKeys, KEYS)
    _publish(router, "/v1/log/proof/{position}", ReadProof, PROOF)
    _publish(router, "/v1/log/tile/entries/{bundle:path}", ReadRecords, RECORDS)
    _publish(router, "/v1/log/tile/{tile:path}", ReadTile, TILE)
    path = "/v1/log/consistency"
    answers(router, path, ProveConsistency, _consistency, views=(), answer=ConsistencyProof)
    listed = page_of(DigestsListed)
    answers(router, "/v1/log/digests", ListDigests, _digests, views=(), answer=listed)
    _publish(router, "/v1/log/digests/{number}", ReadDigests, DIGESTS)


def _published(container: Container) -> PublishedLog:
    return container.published_log


CHECKPOINT: Final = File(lambda container, _: _published(container).checkpoint(), TEXT, FRESH)
KEYS: Final = File(lambda container, _: _lines(container.log_vkeys), TEXT, FRESH)
PROOF: Final = File(
    lambda container, asked: _published(container).proof(asked.position), TEXT, FRESH
)
TILE: Final = File(
    lambda container, asked: _published(container).tile(f"tile/{asked.tile}"), BYTES, FOR_EVER
)
RECORDS: Final = File(
    lambda container, asked: _published(container).bundle(f"tile/entries/{asked.bundle}"),
    BYTES,
    FOR_EVER,
)

DIGESTS: Final = File(
    lambda container, asked: container.published_digests.note(asked.number), TEXT, FOR_EVER
)


def _lines(texts: Sequence[str]) -> str:
    return "".join(f"{text}\n" for text in texts)


def _consistency(asking: Asking) -> ConsistencyProof:
    asked: ProveConsistency = asking.question
    found = asking.container.published_log.consistency(asked.size1, asked.size2)
    return ConsistencyProof(
        size1=found.size1,
        size2=found.size2,
        root1=encoded(found.root1),
        root2=encoded(found.root2),
        proof=list(map(encoded, found.proof)),
    )


def _digests(asking: Asking) -> Page:
    asked: ListDigests = asking.question
    place = decode(asked.after, int)
    found = asking.container.published_digests.page(place[0] if place else None, asked.limit)
    listed = [DigestsListed(one.number, one.position, one.size, one.signed_at) for one in found]
    return Page.of(listed, asked.limit, "number")


def _publish(router: APIRouter, path: str, question: type[Question], file: File) -> None:
    line = access.line_of("GET", path)
    guarded = () if line.who is None else (errors.SignInFirst, RoleMissing)
    content = {"type": "string", **({"format": "binary"} if file.media == BYTES else {})}
    fields = question.model_fields
    router.routes.append(
        Operation(
            path,
            Signature([path_parameter(name, fields[name]) for name in _named(path)]),
            _runner(question, file, line),
            line=line,
            methods=["GET"],
            name=question.__name__,
            operation_id=question.__name__,
            summary=cleandoc(question.__doc__ or "").partition("\n")[0].rstrip("."),
            description=f"Who may: {line.words}",
            tags=["log"],
            response_class=Response,
            responses={
                200: {"content": {file.media: {"schema": content}}},
                304: {"description": "You have it already"},
                **problems({*question.REFUSALS, *guarded}),
            },
        )
    )


def _named(path: str) -> list[str]:
    return re.findall(r"{(\w+)", path)


def _runner(question: type[Question], file: File, line: Line) -> Any:
    caching = _caching(file, line)

    async def run(request: Request) -> Response:
        line.check_role(request.scope["visit"].actor)
        try:
            asked = question.model_validate(bodies.path_of(request))
        except ValidationError as reason:
            raise errors.invalid(reason) from None
        state = request.app.state
        content = await state.workers.work(file.read, state.container, asked)
        raw = content.encode() if isinstance(content, str) else content
        headers = {**caching, "ETag": f'"{blake2b(raw, digest_size=12).hexdigest()}"'}
        if has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(raw, 200, headers, file.media)

    return run


def _caching(file: File, line: Line) -> Mapping[str, str]:
    """This lets only what everybody may read lie in anybody's cache."""
    if line.who is None:
        return {"Cache-Control": file.lasts if file.lasts == FRESH else f"public, {file.lasts}"}
    return {"Cache-Control": f"private, {file.lasts}", "Vary": "Authorization"}
