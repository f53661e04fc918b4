"""Which declared sources an address is of: those at the same host, the nearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from pipeline.ingest.crawl.sites import origin


def place(url: str) -> str:
    """Return where a page is, in one form for ``http``, ``https`` and ``www.``; ``""`` for none.

    >>> place("https://www.example.org/list?page=2"), place("http://example.org:8080")
    ('example.org/list?page=2', 'example.org:8080/')
    >>> place("a page"), place("")
    ('', '')
    """
    host = origin(url).removeprefix("www.")
    if not host:
        return ""
    parts = urlsplit(url)
    return f"{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def places(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the places that an entry of `sources.toml` names: its own, and those it is fetched at.

    What cannot be meant is left to whoever checks it.
    """
    fetch = entry.get("fetch")
    table = fetch if isinstance(fetch, Mapping) else {}
    hosts = (f"http://{host}" for host in _texts(table.get("hosts")))
    said = (entry.get("url"), *_texts(table.get("start")), *_texts(table.get("sitemaps")), *hosts)
    found = (place(url) for url in said if isinstance(url, str))
    return tuple(dict.fromkeys(each for each in found if each))


def at(url: str | None, known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the names of those that have a place on the host of an address, the nearest first.

    Args:
        url: The address a page was fetched from.
        known: The places of each, by name; of two as near the first comes first.

    >>> at("http://b.org/x/2", {"a": ["b.org/y"], "b": ["b.org/x/"], "c": ["c.org/x/2"]})
    ('b', 'a')
    """
    here = place(url or "")
    host = here.partition("/")[0]
    near = {
        name: max(
            (_shared(here, each) for each in of_one if each.partition("/")[0] == host), default=0
        )
        for name, of_one in known.items()
    }
    return tuple(sorted((name for name in near if near[name]), key=lambda name: -near[name]))


def _shared(left: str, right: str) -> int:
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False))
    )


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
