"""The addresses that a sitemap lists: where a crawl may start, no listing by itself."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from pipeline.ingest import xml_tree
from pipeline.model import Snapshot

MOST = 50_000  # addresses, as the protocol allows
LONGEST = 2048  # characters of one address, as the protocol allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One address that a sitemap lists.

    Attributes:
        url: As written, white space around it taken away; http or https.
        is_sitemap: It leads to a further sitemap.
        changed: ``lastmod`` as written, ``""`` where the sitemap does not say.
    """

    url: str
    is_sitemap: bool
    changed: str = ""


def urls(snapshot: Snapshot) -> tuple[Address, ...]:
    """Return the addresses of a sitemap, of a sitemap index or of a list of them as text.

    In page order, each once, at most ``MOST``; nothing for any other page. Total.

    Source:
        The sitemap protocol 0.9 (sitemaps.org): XML in UTF-8, or one address per line.
    """
    text = snapshot.content.decode("utf-8", "replace")
    name = xml_tree.root_name(text)
    if name in ("urlset", "sitemapindex"):
        root = xml_tree.parsed(text)
        found = [] if root is None else [_address(each) for each in root]
    elif snapshot.media_type == "text/plain":
        lines = text.split()
        found = [Address(url=line, is_sitemap=False) for line in lines]
        found = found if all(map(_is_address, lines)) else []
    else:
        found = []
    once: dict[str, Address] = {}
    for each in found:
        if each and _is_address(each.url):
            once.setdefault(each.url, each)
    return tuple(once.values())[:MOST]


def is_sitemap(text: str) -> bool:
    """Tell whether the text of a page is a sitemap or an index of them."""
    return xml_tree.root_name(text) in ("urlset", "sitemapindex")


def _address(element: etree._Element) -> Address | None:
    kind = _local(element)
    if kind not in ("url", "sitemap"):
        return None
    said = {_local(child): "".join((child.text or "").split()) for child in reversed(element)}
    return Address(
        url=said.get("loc", ""), is_sitemap=kind == "sitemap", changed=said.get("lastmod", "")
    )


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _is_address(url: str) -> bool:
    if not 0 < len(url) <= LONGEST:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
