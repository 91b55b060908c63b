"""The catalogue of facts, as its files lie: for everybody, and whoever asked may keep it."""

import inspect
from functools import cache
from hashlib import blake2b
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import access
from api.answers import has_it
from api.catalogue.pages import style
from api.catalogue.published import FILES
from api.operation import Operation, Run
from domain.shared.errors import NotFound

NO_PARAMETERS: Final = inspect.Signature()
FOR_AN_HOUR: Final = {"Cache-Control": "public, max-age=3600"}
MEDIA: Final = {".html": "text/html", ".json": "application/json"}


class NoSuchPage(NotFound):
    """There is no such page in the catalogue; it begins at /catalogue/index.html."""


def catalogue(router: APIRouter) -> None:
    """This adds the pages, the shapes and the AsyncAPI document."""
    _serve(router, "/catalogue", _beginning)
    _serve(router, "/catalogue/{name:path}", _file)


async def _beginning(_request: Request) -> Response:
    return RedirectResponse("/catalogue/index.html", status_code=308, headers=FOR_AN_HOUR)


async def _file(request: Request) -> Response:
    name: str = request.path_params["name"]
    if name not in _names():
        raise NoSuchPage
    content, tag = _content(name)
    headers = {**FOR_AN_HOUR, "ETag": tag}
    if has_it(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if name.endswith(".html"):
        headers["Content-Security-Policy"] = _policy()
    return Response(content, media_type=MEDIA[name[name.rindex(".") :]], headers=headers)


@cache
def _names() -> frozenset[str]:
    """This is what there is: nothing else can be asked for, whatever the address says."""
    found = (path for path in FILES.rglob("*") if path.suffix in MEDIA)
    return frozenset(path.relative_to(FILES).as_posix() for path in found)


@cache
def _content(name: str) -> tuple[bytes, str]:
    raw = (FILES / name).read_bytes()
    return raw, f'"{blake2b(raw, digest_size=12).hexdigest()}"'


def _policy() -> str:
    return (
        f"default-src 'none'; style-src 'sha256-{style()[1]}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def _serve(router: APIRouter, path: str, run: Run) -> None:
    router.routes.append(
        Operation(
            path,
            NO_PARAMETERS,
            run,
            line=access.line_of("GET", path),
            methods=["GET"],
            name=path,
            include_in_schema=False,
            response_class=Response,
        )
    )
