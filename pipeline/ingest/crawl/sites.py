"""How a source is fetched: the table ``fetch`` of its entry in ``sources.toml``, checked.

```toml
[my_source.fetch]
start = ["https://www.example.org/publications"]   # the entry's `url` where not given
every = "1 day"
```

Only what is declared is ever asked for: the addresses in ``start``, what their "next" links
lead to, and what their sitemaps list, as far as it is on one of the source's hosts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import UsageError

NEXT = 'a[rel~="next"], link[rel~="next"], li.pager__item--next a, li.pager-next a, li.next a'
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
LONGEST_URL = 1000  # characters; also bounds what matching it against robots.txt can cost

_EVERY = re.compile(r"(\d{1,4})\s*(hour|day|week)s?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the pages of a source are, how far to go, and how gently.

    Attributes:
        source: Name in ``sources.toml``.
        start: Addresses to begin with; each with what follows from it is one run of pages.
        next: CSS selector of the link to the next page; ``""``: there is none to follow.
        through: Whether a start only leads on to the pages, and is none of them itself.
        sitemaps: Addresses of sitemaps whose pages are to be fetched.
        only: What an address that a sitemap lists must hold (a regular expression).
        hosts: Where pages may be, as ``origin`` writes it; links and redirects lead nowhere else.
        contact: An address at which the site's people can reach whoever runs this.
        every: How long after a good fetch the next one is due.
        is_private: Whether it may be at a private or loopback address.
        delay: Seconds between two requests to its host; ``None``: by how fast it answers.
        at_once: Requests to its host that may be under way at a time.
        seconds: How long one page may take.
        largest: Bytes that one page may have, unpacked.
        pages: Pages that may follow from one start.
        minutes: How long the source may take, all in all.
    """

    source: str
    start: tuple[str, ...]
    next: str = NEXT
    through: bool = False
    sitemaps: tuple[str, ...] = ()
    only: str = ""
    hosts: frozenset[str] = frozenset()
    contact: str = ""
    every: timedelta = timedelta(0)
    is_private: bool = False
    delay: float | None = None
    at_once: int = 2
    seconds: float = 60.0
    largest: int = 32_000_000
    pages: int = 500
    minutes: float = 60.0

    @property
    def starts(self) -> tuple[str, ...]:
        """Every address that a run of pages begins with."""
        return (*self.start, *self.sitemaps)


def sites(entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Site]:
    """Return the sources that can be fetched, by name.

    Raises:
        UsageError: An entry says something that cannot be meant; source and key are named.
    """
    return {
        name: _site(name, entry)
        for name, entry in entries.items()
        if entry.get("fetch") is not None
    }


def origin(url: str) -> str:
    """Return where an address is: its host, and its port where that is not the usual one.

    >>> origin("HTTPS://Example.org/a"), origin("http://example.org:8080/")
    ('example.org', 'example.org:8080')
    >>> origin("http://[::1")
    ''
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return shown if port in (None, _PORTS.get(parts.scheme)) else f"{shown}:{port}"


def host(url: str) -> str:
    """Return the name of the host of an address, or its number.

    >>> host("http://[::1]:8080/"), host("https://example.org./")
    ('::1', 'example.org')
    """
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_within(site: Site, url: str) -> bool:
    """Tell whether an address is one that the source's pages may have.

    >>> a = Site(source="a", start=(), hosts=frozenset({"example.org"}))
    >>> [is_within(a, url) for url in ("https://example.org/x", "file:///etc", "http://b.org/")]
    [True, False, False]
    """
    is_web = url.lower().startswith(("http://", "https://"))
    return is_web and len(url) <= LONGEST_URL and origin(url) in site.hosts


def _site(name: str, entry: Mapping[str, Any]) -> Site:
    table = entry["fetch"]
    if not NAME.fullmatch(name) or name == "adopted":
        raise _wrong(name, "name", "use small letters, digits, _ and -; `adopted` is taken")
    if not isinstance(table, Mapping):
        raise _wrong(name, "fetch", "make it a table")
    if unknown := sorted(set(table) - set(_KEYS)):
        raise _wrong(name, unknown[0], f"there is no such key; these are: {', '.join(_KEYS)}")
    given = {key: _KEYS[key](name, key, value) for key, value in table.items()}
    if not {"start", "sitemaps"} & set(given):
        given["start"] = _addresses(name, "start", entry.get("url") or ())
    starts = (*given.get("start", ()), *given.get("sitemaps", ()))
    if not starts:
        raise _wrong(name, "start", "give the address that its pages begin with")
    return Site(
        source=name,
        start=given.pop("start", ()),
        hosts=frozenset({*_hosts_of(starts), *given.pop("hosts", ())}),
        **{_FIELDS.get(key, key): value for key, value in given.items()},
    )


def _hosts_of(starts: Iterable[str]) -> Iterable[str]:
    """Yield where the starts are; a site and its ``www.`` are one."""
    for host in map(origin, starts):
        yield host
        yield host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


def _addresses(name: str, key: str, value: object) -> tuple[str, ...]:
    found = _texts(name, key, value)
    for url in found:
        if not url.lower().startswith(("http://", "https://")) or not origin(url):
            raise _wrong(name, key, f"{url!r} is no address that begins with http:// or https://")
        if "@" in urlsplit(url).netloc:
            raise _wrong(name, key, "an address with a password in it would be published")
        if len(url) > LONGEST_URL:
            raise _wrong(name, key, f"an address may have {LONGEST_URL} characters")
    return tuple(dict.fromkeys(found))


def _hosts(name: str, key: str, value: object) -> frozenset[str]:
    found = _texts(name, key, value)
    if wrong := [host for host in found if "/" in host or not origin(f"http://{host}")]:
        raise _wrong(name, key, f"{wrong[0]!r} is no host name")
    return frozenset(origin(f"http://{host}") for host in found)


def _texts(name: str, key: str, value: object) -> tuple[str, ...]:
    found = (value,) if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)) or not all(isinstance(each, str) for each in found):
        raise _wrong(name, key, "give a text, or a list of texts")
    return tuple(found)


def _text(name: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise _wrong(name, key, "give a text of one line")
    return value


def _selector(name: str, key: str, value: object) -> str:
    from cssselect import GenericTranslator, SelectorError

    text = _text(name, key, value)
    try:
        GenericTranslator().css_to_xpath(text) if text else None
    except SelectorError as error:
        raise _wrong(name, key, f"{text!r} is no CSS selector ({error})") from None
    return text


def _pattern(name: str, key: str, value: object) -> str:
    text = _text(name, key, value)
    try:
        re.compile(text)
    except re.error as error:
        raise _wrong(name, key, f"{text!r} is no regular expression ({error})") from None
    return text


def _span(name: str, key: str, value: object) -> timedelta:
    found = _EVERY.fullmatch(_text(name, key, value))
    if not found:
        raise _wrong(name, key, 'write it like "12 hours", "1 day" or "2 weeks"')
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _flag(name: str, key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, key, "give true or false")
    return value


def _number(name: str, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1e6:
        raise _wrong(name, key, "give a number, 0 or more")
    return float(value)


def _positive(name: str, key: str, value: object) -> float:
    found = _number(name, key, value)
    if found <= 0:
        raise _wrong(name, key, "give a number above 0")
    return found


def _count(name: str, key: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise _wrong(name, key, "give a whole number, 1 or more")
    return value


def _bytes(name: str, key: str, value: object) -> int:
    return max(1, int(_positive(name, key, value) * 1_000_000))


def _wrong(name: str, key: str, why: str) -> UsageError:
    return UsageError(f"sources.toml, [{name}.fetch], {key}: {why}.")


_KEYS: Mapping[str, Any] = {
    "start": _addresses,
    "next": _selector,
    "through": _flag,
    "sitemaps": _addresses,
    "only": _pattern,
    "hosts": _hosts,
    "contact": _text,
    "every": _span,
    "private": _flag,
    "delay": _number,
    "at_once": _count,
    "seconds": _positive,
    "megabytes": _bytes,
    "pages": _count,
    "minutes": _positive,
}
_FIELDS = {"private": "is_private", "megabytes": "largest"}
