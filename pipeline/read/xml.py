"""A feed (RSS 2.0, RSS 1.0, Atom) as blocks: one per element or attribute that says something.

A locator is the path of qualified names as the feed writes them, numbered among children of the
same name: ``/rss/channel[1]/item[3]/dc:creator[1]``, ``/feed/entry[2]/link[1]/@href``. Text that
is HTML itself is read as such; where it makes several blocks, each adds its place in it:
``/rss/channel[1]/item[3]/description[1]#/html/body/p[2]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.ingest import xml_tree
from pipeline.model import Block
from pipeline.read import html
from pipeline.read.fold import fold

LARGEST = 50_000  # characters of HTML in one element that are looked at for its blocks
_TELLING = frozenset({"href", "url", "term", "label", "resource"})
_MARKUP = re.compile(
    r"<[a-zA-Z/!][^<>]{0,2000}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,30});"
)
_STEP = re.compile(r"([^/\[\]@#]{1,200})(?:\[(\d{1,9})\])?")
_NAMESPACES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.w3.org/1999/xhtml": "html:",
}


def shown(text: str) -> str:
    """Return text as a browser shows it, if it is HTML; white space folded.

    >>> shown("<p>Guidelines &amp; tools</p>"), shown("a < b")
    ('Guidelines & tools', 'a < b')
    """
    if not _MARKUP.search(text):
        return fold(text)
    return fold(" ".join(block.text for block in html.blocks(text)))


def blocks(source: str) -> tuple[Block, ...]:
    """Return one block per element or attribute that says something, in page order."""
    root = xml_tree.parsed(source)
    return () if root is None else tuple(_blocks(root))


def text_at(source: str, locator: str) -> str:
    """Return the folded text that a locator names, or several joined by ``;``, one line each.

    Raises:
        LookupError: The locator is malformed or points at nothing.
    """
    root = xml_tree.parsed(source)
    if root is None:
        raise LookupError(locator)
    numbers: dict[etree._Element, dict[str, etree._Element]] = {}
    return "\n".join(_text_at(root, part.strip(), numbers) for part in locator.split(";"))


def name_of(element: etree._Element) -> str:
    """Return an element's name with the usual prefix of its namespace: ``dc:creator``."""
    space, _, local = str(element.tag).rpartition("}")
    space = space.lstrip("{")
    if "prismstandard" in space:
        return "prism:" + local
    known = _NAMESPACES.get(space.lower())
    return (
        (f"{element.prefix}:" if element.prefix else "") + local if known is None else known + local
    )


# ------------------------------------------------------------------------------ one pass


def _blocks(root: etree._Element) -> Iterator[Block]:
    paths = {root: "/" + _printed(root)}
    items = 0
    for element, path in _elements(root, paths):
        name = name_of(element)
        is_item = name in ("item", "entry")
        items += is_item
        hints = frozenset({f"name:{name}", *(f"{k}:{v}" for k, v in _said(element))})
        line = element.sourceline if isinstance(element.sourceline, int) else 1
        gap = 1 if is_item and items > 1 else 0
        for key in element.keys():  # noqa: SIM118  an element is no mapping
            text = fold(element.get(key) or "")
            if key in _TELLING and text:
                yield Block(
                    text=text,
                    kind="link" if key in ("href", "url", "resource") else "value",
                    locator=f"{path}/@{key}",
                    line=line,
                    gap=gap,
                    hints=hints | {f"@{key}"},
                )
        inner = _inner(element)
        if inner.strip():
            yield from _of_text(inner, path, line, hints)


def _elements(
    root: etree._Element, paths: dict[etree._Element, str]
) -> Iterator[tuple[etree._Element, str]]:
    """Yield the elements of the feed with their paths; what is in rich text is not one of them."""
    steps = etree.iterwalk(root, events=("start",))
    counts: dict[etree._Element, dict[str, int]] = {}
    for _, element in steps:
        if not isinstance(element.tag, str):
            continue
        above = element.getparent()
        if above is not None:
            if above not in paths:
                continue
            seen = counts.setdefault(above, {})
            printed = _printed(element)
            seen[printed] = seen.get(printed, 0) + 1
            paths[element] = f"{paths[above]}/{printed}[{seen[printed]}]"
        if _is_rich(element):
            steps.skip_subtree()
        yield element, paths[element]


def _printed(element: etree._Element) -> str:
    local = str(element.tag).rpartition("}")[2]
    return f"{element.prefix}:{local}" if element.prefix else local


def _said(element: etree._Element) -> Iterator[tuple[str, str]]:
    for key in ("rel", "type", "isPermaLink", "scheme"):
        if value := element.get(key):
            yield key, value[:80]


def _is_rich(element: etree._Element) -> bool:
    """Tell whether an element holds markup for readers, as Atom's XHTML does."""
    return len(element) > 0 and name_of(element[0]).startswith("html:")


def _inner(element: etree._Element) -> str:
    """Return an element's text, or its markup where it holds some."""
    if _is_rich(element):
        return "".join(
            re.sub(r'<(/?)\w+:|\sxmlns(?::\w+)?="[^"]*"', _unprefixed, each)
            for each in (etree.tostring(child, encoding="unicode") for child in element)
        )
    return element.text or ""


def _unprefixed(match: re.Match[str]) -> str:
    return f"<{match[1]}" if match[0].startswith("<") else ""


def _of_text(inner: str, path: str, line: int, hints: frozenset[str]) -> Iterator[Block]:
    if _MARKUP.search(inner):
        found = html.blocks(inner[:LARGEST])
        if len(found) > 1:
            for block in found:
                yield block._replace(
                    locator=f"{path}#{block.locator}",
                    line=line + block.line - 1,
                    hints=block.hints | hints,
                )
            return
        text = found[0].text if found else ""
    else:
        text = fold(inner)
    if text:
        yield Block(text=text, kind="value", locator=path, line=line, hints=hints)


def _text_at(
    root: etree._Element, locator: str, numbers: dict[etree._Element, dict[str, etree._Element]]
) -> str:
    path, _, inside = locator.partition("#")
    path, _, key = path.partition("/@")
    element = _element(root, path, numbers)
    if key:
        value = element.get(key)
        if value is None:
            raise LookupError(locator)
        return fold(value)
    inner = _inner(element)
    if inside:
        return html.text_at(inner[:LARGEST], inside)
    if not inner.strip() and len(element):
        inside_it = _elements(element, {element: ""})
        return fold(" ".join(shown(_inner(each)) for each, _ in inside_it))
    return shown(inner[:LARGEST])


def _element(
    root: etree._Element, path: str, numbers: dict[etree._Element, dict[str, etree._Element]]
) -> etree._Element:
    first, *steps = path.removeprefix("/").split("/")
    if not path.startswith("/") or first != _printed(root):
        raise LookupError(path)
    element = root
    for step in steps:
        if element not in numbers:
            numbers[element] = _numbered(element)
        if not _STEP.fullmatch(step) or step not in numbers[element]:
            raise LookupError(path)
        element = numbers[element][step]
    return element


def _numbered(above: etree._Element) -> dict[str, etree._Element]:
    counts: dict[str, int] = {}
    found: dict[str, etree._Element] = {}
    for child in above:
        if isinstance(child.tag, str):
            printed = _printed(child)
            counts[printed] = counts.get(printed, 0) + 1
            found[f"{printed}[{counts[printed]}]"] = child
    return found
