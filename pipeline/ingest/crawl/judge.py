"""Whether what a server sent is a page of the source, or something that stands in its place.

A server that is not well often says so in a page, with the status of a good one. Such a page
must not take the place of what it hides. Only plain signs count here, read from the bytes; what
a page lists is the business of whoever reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD = 65_536  # bytes in which a page says what it is
_FEW = 4_096  # bytes in which most pages show some text
SHORT = 2_000  # characters of text; a page with fewer is hardly a listing
RATIO = 200  # times that a page may grow when unpacked; text seldom passes 30
UNPACKED = 2_000_000  # bytes up to which nobody minds the ratio

_PASSWORD = re.compile(rb"<input\b[^<>]{0,1000}?\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_TITLE = re.compile(rb"<(title|h1)\b[^<>]{0,500}>(.{0,300}?)</\1", re.IGNORECASE | re.DOTALL)
_SILENT = (b"script", b"style", b"template")
_TAG = re.compile(rb"<[^<>]{0,5000}>")
_NO_LISTING = re.compile(
    r"^\W*(?:"
    r"(?:(?:http|status|error|code)\W+){1,3}[45]\d\d\b"
    r"|[45]\d\d(?:\W*$|\W+(?:error|not found|forbidden|unauthori[sz]ed|bad|internal|service"
    r"|gateway|too many|gone|access|page|oops|sorry)\b)"
    r"|(?:error\W+)?(?:page |file |document )not found\b|not found(?=\W*$|\s*[|–—-])"
    r"|(?:an? )?(?:internal |server |application |database |unexpected |fatal )*error"
    r"(?: has)?(?: occurred)?(?=\W*$|\s*[|–—-])"
    r"|(?:access|permission|request) (?:is |was |has been )?(?:denied|forbidden|blocked)\b"
    r"|forbidden(?=\W*$|\s*[|–—-])|bad gateway|gateway time-?out|too many requests"
    r"|(?:the |this |our )?(?:service|site|website|web site|page|server) (?:is )?"
    r"(?:temporarily |currently )?(?:unavailable|not available|offline|down|under maintenance)"
    r"|(?:(?:under|scheduled|site) )?maintenance(?: mode| in progress)?(?=\W*$|\s*[|–—-])"
    r"|under maintenance|just a moment\b|attention required\b|checking your browser"
    r"|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r")",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"^\W*(?:(?:please )?(?:log|sign)[ -]?(?:in|on)|authenticat\w+ required|session expired)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a server sent for one address, unpacked."""

    status: int
    body: bytes
    kind: str = "text/html"  # the media type that the bytes show
    location: str = ""  # where it redirects to, if nobody followed
    received: int | None = None  # bytes that came over the line; None: as many as the body has


def fault(sent: Sent, before: bytes | None = None) -> str:
    """Return why it does not count as a page of the source; ``""`` where it does.

    Args:
        sent: What came.
        before: The bytes of the last good page at the same address, where there is one.

    >>> fault(Sent(status=200, body=b"<html><title>404 Not Found</title><p>Sorry"))
    'it is an error page (“404 Not Found”)'
    >>> fault(Sent(status=200, body=b"<ul><li>Annual report, 2015</ul>"))
    ''
    """
    if 300 <= sent.status < 400 and sent.location:
        return f"it redirects to {sent.location[:200]}, where no page can be"
    if sent.status != 200:
        return f"it answered {sent.status}"
    if not sent.body.strip():
        return "it is empty"
    received = sent.received if sent.received is not None else len(sent.body)
    if len(sent.body) > max(UNPACKED, RATIO * received):
        return f"it unpacks to {len(sent.body) // max(1, received)} times its size"
    if sent.kind == "application/octet-stream":
        return "it is neither text nor HTML nor PDF"
    return _fault_of_markup(sent.body, before) if sent.kind == "text/html" else ""


def _fault_of_markup(body: bytes, before: bytes | None) -> str:
    titles = _titles(body)
    usual = _titles(before) if before else []
    bad = [title for title in titles if _NO_LISTING.search(title) and title not in usual]
    if bad:
        return f"it is an error page (“{bad[0][:60]}”)"
    if _asks_to_sign_in(body, titles) and not (before and _asks_to_sign_in(before, ())):
        return "it is a page to sign in"
    if before and _is_whole(before) and not _is_whole(body) and len(body) < len(before):
        return "it breaks off in its middle"
    return "" if _has_text(body) else "it holds no text"


def _titles(body: bytes) -> list[str]:
    """Return the page's title and its first heading; further ones may be those of entries."""
    found: dict[bytes, bytes] = {}
    for each in _TITLE.finditer(body[:HEAD]):
        found.setdefault(each[1].lower(), each[2])
    return [
        " ".join(_TAG.sub(b" ", each).decode("utf-8", "replace").split()) for each in found.values()
    ]


def _asks_to_sign_in(body: bytes, titles: list[str] | tuple[str, ...]) -> bool:
    """A field for a password says little on a page that has much else to read."""
    if not _PASSWORD.search(body):
        return False
    if titles and any(map(_SIGN_IN.search, titles)):
        return True
    return len(body) <= HEAD * 4 and len(_text(body)) < SHORT


def _is_whole(body: bytes) -> bool:
    return b"</html" in body[-4096:].lower()


def _has_text(body: bytes) -> bool:
    start = max(0, body.lower().find(b"<body"))
    return bool(_text(body[start : start + _FEW]) or _text(body[:HEAD]) or len(body) > HEAD)


def _text(body: bytes) -> str:
    body = body.replace(b"\0", b"")
    for name in _SILENT:
        body = _without(body, name)
    return " ".join(_TAG.sub(b" ", body).decode("utf-8", "replace").split())


def _without(body: bytes, name: bytes) -> bytes:
    """Return the bytes less the elements of that name, in one pass."""
    small, kept, end = body.lower(), [], 0
    while (start := small.find(b"<" + name, end)) >= 0:
        kept.append(body[end:start])
        close = small.find(b"</" + name, start)
        end = len(body) if close < 0 else close
    return b" ".join((*kept, body[end:]))
