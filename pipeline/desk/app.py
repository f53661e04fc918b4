"""The desk as an ASGI application: addresses, and the functions that answer them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from pipeline.desk import (
    blinds,
    conflicts,
    pairs,
    past,
    preview,
    queue,
    tonight,
    unknowns,
    work,
    works,
)
from pipeline.desk.asked import Asked, introduced
from pipeline.desk.guard import BODY, Door, form, named
from pipeline.desk.room import Room, Settings
from pipeline.desk.views import page, statics
from pipeline.errors import MissingError, PipelineError, UsageError

_ADDRESS = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/_.%?&=+-]{0,800}")  # on this desk, nowhere else
Answer = Callable[[Asked], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def application(settings: Settings) -> Door:
    """Return the desk for the latest release.

    Raises:
        ReleaseError: There is no release.
    """
    room = Room(settings)
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, routes=_routes(room), title="Collate"
    )
    app.add_exception_handler(404, _missing)
    return Door(app, settings.guard, room)


def _routes(room: Room) -> list[BaseRoute]:
    def get(path: str, answer: Answer) -> Route:
        return Route(path, _endpoint(room, answer), methods=["GET"])

    def post(path: str, answer: Answer) -> Route:
        return Route(path, _endpoint(room, answer), methods=["POST"])

    return [
        Route("/", _home, methods=["GET"]),
        Route("/static/{name}", _static, methods=["GET"]),
        get("/queue", queue.show),
        get("/pair/{left}/{right}", pairs.show),
        post("/pair/{left}/{right}", pairs.answer),
        get("/entry/{mention_id}", pairs.entry),
        post("/undo", pairs.undo),
        post("/steward", _steward),
        get("/works", works.show),
        get("/works/{work_id}", work.show),
        get("/works/{work_id}/history", past.show),
        post("/works/{work_id}/override", work.override),
        post("/works/{work_id}/split", work.split),
        get("/conflicts", conflicts.show),
        get("/unknowns", unknowns.show),
        post("/unknowns", unknowns.explain),
        get("/tonight", tonight.show),
        get("/preview", preview.show),
        post("/preview", preview.draft),
        post("/preview/publish", preview.publish),
        get("/blind", blinds.show),
        post("/blind", blinds.answer),
    ]


def _endpoint(room: Room, answer: Answer) -> Endpoint:
    """Return an endpoint that reads the request, then answers it in a thread."""

    async def endpoint(request: Request) -> Response:
        fields = await _fields(request) if request.method == "POST" else {}
        return await run_in_threadpool(_answered, room, request, fields, answer)

    return endpoint


def _answered(room: Room, request: Request, fields: dict[str, str], answer: Answer) -> Response:
    state = request.scope["state"]
    guard = room.settings.guard
    if request.method == "POST" and not guard.is_form_token(
        state["session"], fields.get("token", "")
    ):
        return _sentence(
            403,
            "This form is not from this desk as it runs now",
            "It may be from before the desk was started anew. Nothing was kept. Go back, load "
            "the page again, and answer again.",
        )
    served = room.served()
    if request.method == "POST" and not room.is_there:
        return _sentence(
            507,
            "It was not kept",
            "The folder of releases is not there any more, as where a disk is taken off: what was "
            "written now would be elsewhere. Bring it back, go back and answer again.",
        )
    try:
        asked = Asked(
            room=room,
            served=served,
            said=served.watched.now(),
            steward=state["steward"],
            session=state["session"],
            here=_here(request),
            path=dict(request.path_params),
            query=dict(request.query_params),
            form=fields,
        )
        return answer(asked)
    except MissingError as error:
        return _sentence(404, "That is not here", f"{error}.")
    except UsageError as error:
        return _sentence(422, "That cannot be done", str(error))
    except PipelineError as error:
        return _sentence(500, "The data is at fault", str(error))
    except OSError as error:
        why = error.strerror or str(error)
        if request.method != "POST":
            return _sentence(500, "The data is at fault", f"A file cannot be read: {why}.")
        return _sentence(507, "It was not kept", f"Nothing could be written: {why}. Make room, go "
                         "back and answer again; the log is whole.")  # fmt: skip


async def _fields(request: Request) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        HTTPException: It is too long or is no form.
    """
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY:
            raise HTTPException(413, "The form is too long. Nothing was kept.")
    try:
        return dict(form(body))
    except ValueError as error:
        raise HTTPException(400, "That is no form of this desk. Nothing was kept.") from error


def _sentence(status: int, heading: str, sentence: str) -> Response:
    return HTMLResponse(page("sentence.html", heading=heading, sentence=sentence), status)


async def _missing(_request: Request, _error: Exception) -> Response:
    return _sentence(404, "There is no such page", "Its address may be mistyped, or of older days.")


async def _home(_request: Request) -> Response:
    return RedirectResponse("/queue", status_code=303)


async def _static(request: Request) -> Response:
    found = statics().get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("There is no such file.", 404)
    body, kind = found
    return Response(body, media_type=kind, headers={"cache-control": "max-age=3600"})


def _steward(asked: Asked) -> Response:
    """Say who is at the desk; ``to`` is a page of the desk, by name."""
    name = named(asked.form.get("steward", ""))
    if asked.room.settings.guard.steward_header or not name:
        raise UsageError("Say your name; where a proxy says it, it cannot be changed here.")
    to = asked.form.get("to", "")
    is_own = _ADDRESS.fullmatch(to) is not None
    return introduced(RedirectResponse(to if is_own else "/queue", status_code=303), name)


def _here(request: Request) -> str:
    """Return the address of a page, to come back to; the queue's where it is odd."""
    rest = [(name, value) for name, value in request.query_params.items() if name != "who"]
    address = request.url.path + (f"?{urlencode(rest)}" if rest else "")
    return address if request.method == "GET" and _ADDRESS.fullmatch(address) else "/queue"
