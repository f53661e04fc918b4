"""Who may ask what: hosts, origins, tokens, and the headers that keep scraped text harmless."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.resolve import sheet

SESSION, STEWARD, TOKEN = "collate_session", "collate_steward", "collate_token"  # cookies
BODY = 256 * 1024  # bytes of a form
FIELDS = 64  # of a form
NAME = 80  # characters of a steward's name
HTTP = ":80"  # the port that browsers leave out of an address
EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 RUF100  every address, so no name

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with `no-referrer` browsers hide the Origin of forms
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What the desk lets in.

    Attributes:
        hosts: Names with ports that a request may be addressed to, in lower case.
        token: What a browser must show once; ``None`` where none is asked for.
        steward_header: The header by which a proxy says who asks; ``None`` to ask people.
        secret: What tokens of forms are made with; new at each start.
    """

    hosts: frozenset[str]
    token: str | None = None
    steward_header: str | None = None
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def form_token(self, session: str) -> str:
        """Return what a form of this session must bear."""
        return hmac.new(self.secret, f"form {session}".encode(), sha256).hexdigest()

    def is_form_token(self, session: str, given: str) -> bool:
        """Tell whether a form bears its session's token."""
        return _equal(self.form_token(session), given) and bool(session)

    def pass_(self) -> str:
        """Return the cookie of a browser that showed the token."""
        return hmac.new(self.secret, b"token", sha256).hexdigest()


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach an address.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def in_address(host: str) -> str:
    """Return a host as browsers write it in an address.

    >>> in_address("Desk.Example"), in_address("2001:DB8:0::1"), in_address("127.0.0.2")
    ('desk.example', '[2001:db8::1]', '127.0.0.2')
    """
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower()
    return f"[{ip}]" if ip.version == 6 else str(ip)


def hosts(host: str, port: int, more: tuple[str, ...] = ()) -> frozenset[str]:
    """Return what requests may be addressed to: loopback names, the address, what was allowed."""
    own = {"127.0.0.1", "localhost", "[::1]"}
    if host not in EVERYWHERE:
        own.add(in_address(host))
    told = {f"{name}:{port}" for name in own} | {each.lower() for each in more}
    return frozenset(told | {each.removesuffix(HTTP) for each in told})


class Door:
    """ASGI middleware: refuses what ``Guard`` does not let in, and adds the headers."""

    def __init__(self, app: ASGIApp, guard: Guard, room: Any = None) -> None:
        """Stand before ``app``; ``room`` is what lies behind it."""
        self.app, self.guard, self.room = app, guard, room

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        jar = cookies(headers.get("cookie", ""))
        session = jar.get(SESSION, "")
        is_new = not (len(session) == 43 and session.isascii())
        scope["state"] = {
            **scope.get("state", {}),
            "session": secrets.token_urlsafe(32) if is_new else session,
            "steward": self._steward(headers, jar),
        }
        extra = [cookie(SESSION, scope["state"]["session"])] if is_new else []
        refused = self._refused(scope, headers, jar)
        if refused is not None:
            status, told, more = refused
            await _plain(send, status, told, more)
            return
        await self.app(scope, receive, _adding(send, extra))

    def _steward(self, headers: Mapping[str, str], jar: Mapping[str, str]) -> str:
        if self.guard.steward_header:
            return named(headers.get(self.guard.steward_header.lower(), ""))
        return named(unquote(jar.get(STEWARD, "")))

    def _refused(
        self, scope: Scope, headers: Mapping[str, str], jar: Mapping[str, str]
    ) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """Return status, sentence and headers of a refusal; ``None`` to let the request in."""
        if told := self._misaddressed(scope, headers):
            return 400, told, []
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "There is no such method here.", []
        if self.guard.token is not None and not scope["path"].startswith("/static/"):
            if found := self._shows_token(scope):
                return found
            if not _equal(self.guard.pass_(), jar.get(TOKEN, "")):
                return 401, "Open the address that `collate desk` printed: it has the token.", []
        if scope["method"] == "POST" and not _is_own(headers, self.guard.hosts):
            return 403, "That form was sent from another site. Nothing was kept.", []
        if self.guard.steward_header and not scope["state"]["steward"]:
            return 403, f"The proxy did not say who you are ({self.guard.steward_header}).", []
        return None

    def _misaddressed(self, scope: Scope, headers: Mapping[str, str]) -> str:
        """Return what is wrong with the headers that decide whom and for whom; ``""`` for nothing.

        Of one that is sent twice, a proxy may have checked the first and the desk read the last.
        """
        once = {b"host", b"origin", (self.guard.steward_header or "").lower().encode()}
        told = [name for name, _ in scope["headers"] if name in once]
        if len(told) != len(set(told)):
            return "A header was sent twice of which there is but one."
        if headers.get("host", "").lower() not in self.guard.hosts:
            return "This desk does not answer to that name (--allow-host adds one)."
        return ""

    def _shows_token(self, scope: Scope) -> tuple[int, str, list[tuple[bytes, bytes]]] | None:
        """Return the redirect for an address with the right token in it."""
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        given = [value for name, value in query if name == "token"]
        if scope["method"] != "GET" or not given or not _equal(self.guard.token or "", given[0]):
            return None
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        where = "/" + quote(scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")
        return 303, "", [(b"location", where.encode()), cookie(TOKEN, self.guard.pass_())]


def cookies(header: str) -> Mapping[str, str]:
    """Return the cookies of a header; one that is damaged harms no other.

    Browsers send a host's cookies to all its ports, so programs beside the desk set some too.
    """
    return cookie_parser(header)


def cookie(name: str, value: str) -> tuple[bytes, bytes]:
    """Return the header that sets a cookie for this site's own forms and for links to it.

    ``Lax``: whoever follows a link of a report is still at the desk, with the session that
    forms in other tabs have. No form of another site carries it, and reading changes nothing.
    """
    told = f"{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
    return b"set-cookie", told.encode("ascii")


def named(text: str) -> str:
    """Return a steward's name on one line, cut to length.

    >>> named("  a   steward ")
    'a steward'
    """
    return sheet.tidy(text[: 4 * NAME])[:NAME].strip()


def form(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form as browsers send it; the last of a name counts.

    Raises:
        ValueError: It has too many fields.
    """
    pairs = parse_qsl(
        body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=FIELDS
    )
    return dict(pairs)


def _is_own(headers: Mapping[str, str], known: frozenset[str]) -> bool:
    """Tell whether a form was sent from a page of the desk."""
    if "origin" in headers:
        scheme, _, host = headers["origin"].lower().partition("://")
        return scheme in ("http", "https") and host in known
    return headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _equal(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "replace"))


def _headers(scope: Scope) -> Mapping[str, str]:
    return {name.decode("latin-1"): _text(value) for name, value in scope["headers"]}


def _text(value: bytes) -> str:
    """Return a header as proxies send names today, or as HTTP once had it."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _adding(send: Send, extra: list[tuple[bytes, bytes]]) -> Send:
    """Return ``send`` that adds the headers of every answer, and ``extra``."""
    own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [*message.get("headers", ())]
            there = {name.lower() for name, _ in given}
            given += [(name, value) for name, value in own if name not in there]
            message = {**message, "headers": [*given, *extra]}
        await send(message)

    return sending


async def _plain(send: Send, status: int, told: str, more: list[tuple[bytes, bytes]]) -> None:
    adding = _adding(send, [])
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await adding({"type": "http.response.start", "status": status, "headers": headers})
    await adding({"type": "http.response.body", "body": told.encode()})
