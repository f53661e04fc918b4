"""What stands between Scrapy and the network: bounds, addresses, robots.txt, waiting.

Every request passes here, those that a redirect makes and those for robots.txt too. A host's
name is resolved here once a crawl, and `Pinned` gives Twisted nothing but what was found and
allowed then: what is connected to is what was checked.
"""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import signals
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution
from zope.interface import implementer

from pipeline.ingest.crawl.addresses import refusal
from pipeline.ingest.crawl.sites import host, is_within, origin
from pipeline.ingest.crawl.words import reason

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

AGENT = "Collate"  # the name that robots.txt knows us by
LONGEST_WAIT = 120.0  # seconds that a server may ask to be left alone for, in one night
ROBOTS = 512_000  # bytes of a robots.txt that count; RFC 9309 asks for 500 KiB
_STARS = 3  # wildcards of a rule that are looked at; more cost time without bound
_RESOLVING = 20.0  # seconds
_BUSY = frozenset({429, 503})
_RULE = re.compile(rb"^([^*\n]*(?:\*[^*\n]*){%d})\*[^\n]*" % _STARS, re.MULTILINE)

_addresses: dict[str, tuple[str, ...]] = {}  # what the names of this crawl resolved to
_allowed: set[str] = set()  # those of them that may be connected to


@dataclass(slots=True)
class Hosts:
    """What a crawl has learnt of hosts; the spider holds it."""

    quiet_until: dict[str, float] = field(default_factory=dict)  # by origin, in time.monotonic
    unhurried: set[str] = field(default_factory=set)  # whose delay is fixed, by name
    private: set[str] = field(default_factory=set)  # that some source may find at home, by name
    closed: dict[str, str] = field(default_factory=dict)  # why there is no robots.txt, by origin


class _Middleware:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl, as Scrapy asks for it."""
        return cls(crawler)

    @property
    def _hosts(self) -> Hosts:
        hosts: Hosts = cast(Any, self._crawler.spider).hosts
        return hosts


class Guard(_Middleware):
    """Lets a request through that stays within its source's bounds, at an address it may have."""

    async def process_request(self, request: Request) -> None:
        """Let a request through, or say why not.

        Raises:
            IgnoreRequest: It leads out of the source's bounds, or its time is over.
            CannotResolveHostError: Its host's name is not known.
        """
        run = request.cb_kwargs.get("run")
        if not request.url.lower().startswith(("http://", "https://")):
            raise IgnoreRequest("it is no address that begins with http:// or https://")
        if run and not is_within(run.site, request.url):
            raise IgnoreRequest(f"it leads to {request.url[:200]}, which is not at its source")
        if run and time.monotonic() > run.until:
            raise IgnoreRequest(f"its source took more than {run.site.minutes:g} minutes")
        await _check_address(host(request.url), run, self._hosts)
        wait = self._hosts.quiet_until.get(origin(request.url), 0.0) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)


class Line(_Middleware):
    """Sees what comes over the line, before it is unpacked or asked for again."""

    def process_request(self, request: Request) -> None:
        """Keep to a delay that is declared, or that robots.txt asks for."""
        if host(request.url) in self._hosts.unhurried:
            request.meta["autothrottle_dont_adjust_delay"] = True

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how much came, and how long a host that is busy is to be left alone."""
        request.meta["received"] = len(response.body)
        if response.status in _BUSY:
            tried = int(request.meta.get("retry_times", 0))
            wait = asked_to_wait(response.headers.get("Retry-After"), time.time())
            if wait is not None and wait > LONGEST_WAIT:
                request.meta["dont_retry"] = True
            else:
                until = time.monotonic() + (2.0**tried if wait is None else wait)
                quiet, where = self._hosts.quiet_until, origin(request.url)
                quiet[where] = max(until, quiet.get(where, 0.0))
        return response


class Robots(_Middleware):
    """Makes of what a server answers for robots.txt what RFC 9309 says it means.

    There is none: all is allowed. The server is not well, or cannot be reached: nothing is.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        crawler.signals.connect(self._parsed, signal=signals.robots_parsed)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return a robots.txt that says the same, of a size and kind that can be parsed."""
        if not _is_for_robots(request):
            return response
        if response.status >= 500 or response.status == 429:
            return self._closed(request, f"it answered {response.status}")
        if response.status != 200:
            return response.replace(status=200, body=b"")
        return response.replace(body=_RULE.sub(rb"\1", response.body[:ROBOTS]))

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """Return a robots.txt that forbids all, where none could be had."""
        if not _is_for_robots(request):
            return None
        return self._closed(request, reason(exception, seconds=180, largest=8_000_000))

    def _closed(self, request: Request, why: str) -> Response:
        self._hosts.closed[origin(request.url)] = why
        return Response(request.url, body=b"User-agent: *\nDisallow: /\n")

    def _parsed(self, robotparser: Any, request: Request) -> None:
        """Keep to the Crawl-delay of a robots.txt."""
        delay = robotparser.crawl_delay(AGENT)
        if delay:
            slots = cast(Any, self._crawler.engine).downloader.slots
            if slot := slots.get(host(request.url)):  # robots.txt itself has come through it
                slot.delay = max(slot.delay, min(float(delay), LONGEST_WAIT))
                slot.concurrency = 1
            self._hosts.unhurried.add(host(request.url))


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Do nothing: it is over already."""


@implementer(IHostnameResolver)
class Pinned:
    """Resolves the names that `Guard` let through, to what they resolved to then; no others."""

    def __init__(self, reactor: Any) -> None:
        self._reactor = reactor

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Pinned:  # noqa: ARG003
        """Return the resolver of a crawl, as Scrapy asks for it."""
        return cls(reactor)

    def install_on_reactor(self) -> None:
        """Let every connection be resolved here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802  Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type] | None = None,  # noqa: N803, ARG002
        transportSemantics: str = "TCP",  # noqa: N803, ARG002
    ) -> _Resolution:
        """Give the addresses that were checked; none for a host that was not."""
        resolution = _Resolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        name = _plain(hostName)
        for address in _addresses.get(name, ()) if name in _allowed else ():
            kind = IPv6Address if ":" in address else IPv4Address
            resolutionReceiver.addressResolved(kind("TCP", address, portNumber))
        resolutionReceiver.resolutionComplete()
        return resolution


def asked_to_wait(header: bytes | None, now: float) -> float | None:
    """Return the seconds that a Retry-After asks for; ``None`` where there is none to read.

    >>> asked_to_wait(b"120", 0.0), asked_to_wait(b"soon", 0.0)
    (120.0, None)
    >>> asked_to_wait(b"Thu, 01 Jan 1970 00:00:09 GMT", 4.0)
    5.0
    """
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


async def _check_address(name: str, run: Any, hosts: Hosts) -> None:
    """Let a host be connected to for a run of pages; for robots.txt (no run) what a source may.

    Raises:
        IgnoreRequest: It is at an address that the source may not have.
    """
    if run and run.site.is_private:
        hosts.private.add(name)
    is_private = run.site.is_private if run else name in hosts.private
    if why := refusal(await _resolved(name), private=is_private):
        raise IgnoreRequest(f"{name}: {why}")
    _allowed.add(_plain(name))


async def _resolved(given: str) -> tuple[str, ...]:
    name = _plain(given)
    if name not in _addresses:
        loop = asyncio.get_running_loop()
        asked = loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.wait_for(asked, _RESOLVING)
        except (OSError, UnicodeError, TimeoutError):
            raise CannotResolveHostError(given) from None
        _addresses[name] = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    return _addresses[name]


def _plain(name: str) -> str:
    """Return a host's name in one form, whether written with letters or as the network has it."""
    try:
        return name.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        return name.lower().rstrip(".")


def _is_for_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt"))
