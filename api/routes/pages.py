"""Pages for people: how everything stands, and the reference one can try out."""

import inspect
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

import orjson
from fastapi import APIRouter
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import Response

from api import access
from api.container import Container
from api.operation import Operation, Run
from api.words import language_of, words_in

NO_PARAMETERS = inspect.Signature()
SHORT: Final = {"Cache-Control": "no-store"}
LONG: Final = {"Cache-Control": "public, max-age=86400"}
START: Final = """\
SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#reference", deepLinking: true, filter: true,
  tryItOutEnabled: true, displayRequestDuration: true, persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout",
});
"""


def pages(router: APIRouter) -> None:
    """This adds the status page, the reference and what it is made of."""
    _serve(router, "/", status_page)
    _serve(router, "/openapi.json", openapi)
    _serve(router, "/docs", reference)
    _serve(router, "/docs/start.js", start)
    _serve(router, "/docs/swagger-ui-bundle.js", bundle)
    _serve(router, "/docs/swagger-ui.css", style)


async def status_page(request: Request) -> Response:
    """This shows what runs and how far behind anything is, in English or Russian."""
    container: Container = request.app.state.container
    status = await request.app.state.workers.work(container.status)
    language = language_of(request.headers.get("accept-language", ""))
    words = words_in(language)
    return _page("status.html", language, status=status, words=words)


async def reference(_request: Request) -> Response:
    """This shows the interactive reference, which comes from no other place than here."""
    return _page("reference.html", "en")


async def openapi(request: Request) -> Response:
    """This gives the OpenAPI document."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        state.openapi = orjson.dumps(request.app.openapi())
    return Response(state.openapi, media_type="application/json", headers=SHORT)


async def start(_request: Request) -> Response:
    """This gives the lines that start the reference."""
    return Response(START, media_type="text/javascript", headers=LONG)


async def bundle(_request: Request) -> Response:
    """This gives Swagger UI, as its wheel carries it."""
    return Response(_asset("swagger-ui-bundle.js"), media_type="text/javascript", headers=LONG)


async def style(_request: Request) -> Response:
    """This gives how Swagger UI looks."""
    return Response(_asset("swagger-ui.css"), media_type="text/css", headers=LONG)


@cache
def _asset(name: str) -> bytes:
    return files("fastapi_swagger").joinpath("resources", name).read_bytes()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api"), autoescape=select_autoescape(), undefined=StrictUndefined
    )


@cache
def _css(name: str) -> tuple[str, str]:
    """This is a page's own style, and the policy that lets it in and nothing else inline."""
    text = files("api").joinpath("templates", name).read_text("utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return text, digest


def _page(template: str, language: str, **values: object) -> Response:
    css, digest = _css("page.css")
    html = _environment().get_template(template).render(css=css, language=language, **values)
    swagger = " 'self' 'unsafe-inline'" if template == "reference.html" else f" 'sha256-{digest}'"
    policy = (
        f"default-src 'none'; style-src{swagger}; script-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    headers = {**SHORT, "Content-Security-Policy": policy, "Content-Language": language}
    return Response(html, media_type="text/html", headers={**headers, "Vary": "Accept-Language"})


def _serve(router: APIRouter, path: str, run: Run) -> None:
    line = access.line_of("GET", path)
    router.routes.append(
        Operation(
            path,
            NO_PARAMETERS,
            run,
            line=line,
            methods=["GET"],
            name=path,
            include_in_schema=False,
            response_class=Response,
        )
    )
