"""Nodes of an HTML tree by locator and back, each in constant time, and values no block shows.

``html`` gives every block a locator. A layout that asks the tree itself needs the way back: which
nodes a locator names (``Nodes.at``), and what an element it found is called (``Nodes.path``).
Two kinds of locator are for values that a browser does not print:

- ``/html/head[1]/meta[3]/@content``: an attribute;
- ``/html/head[1]/script[2]#/@graph/0/name``: a value in a script's JSON, by its JSON Pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.read import json_values
from pipeline.read.fold import fold
from pipeline.read.markup import INLINE, SKIPPED, is_hidden

Node = etree._Element | str

_STEP = re.compile(r"/(descendant::)?(node\(\)|[a-zA-Z_][\w.-]*|\*)(?:\[([^\]]{1,60})\])?")
_RANGE = re.compile(r"position\(\)>=(\d{1,9}) and position\(\)<=(\d{1,9})")
_NAME = re.compile(r"[a-zA-Z_][\w.-]*", re.ASCII)
_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,2000}>|&(?:#\d{1,7}|[a-zA-Z]\w{1,30});")
_ATTRIBUTE = re.compile(r"(/[^#]{1,20000})/@([\w:.-]{1,80})", re.DOTALL)
_POINTED = re.compile(r"(/[^#]{1,20000})#(/.*)", re.DOTALL)


def is_unseen(locator: str) -> bool:
    """Tell whether a locator is of a value that no block shows.

    >>> is_unseen("/html/head[1]/meta[1]/@content"), is_unseen("/html/body/p[1]")
    (True, False)
    """
    return bool(_ATTRIBUTE.fullmatch(locator) or _POINTED.fullmatch(locator))


class Nodes:
    """The nodes of one tree. What was counted once is kept."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._children: dict[tuple[etree._Element, str], list[etree._Element]] = {}
        self._below: dict[tuple[etree._Element, str], list[etree._Element]] = {}
        self._numbers: dict[etree._Element, dict[etree._Element, str]] = {}
        self._paths: dict[etree._Element, str] = {root: f"/{root.tag}"}

    # ---- from a locator to nodes

    def at(self, locator: str) -> list[Node]:
        """Return the nodes that one locator of a block names, in page order.

        Raises:
            LookupError: It is malformed, or names nothing.
        """
        path = locator.partition("#")[0]
        nodes: list[Node] = [self.root]
        position = path.startswith("/html") * len("/html")
        while position < len(path):
            step = _STEP.match(path, position)
            above = nodes[0]
            if step is None or isinstance(above, str):
                raise LookupError(locator)
            nodes = self._step(above, step)
            if not nodes:
                raise LookupError(locator)
            position = step.end()
        return nodes

    def _step(self, above: etree._Element, step: re.Match[str]) -> list[Node]:
        kind, condition = step[2], step[3] or "1"
        span = _RANGE.fullmatch(condition)
        if not span and not (condition.isdecimal() and len(condition) < 10):
            return []
        first, last = (int(span[1]), int(span[2])) if span else (int(condition),) * 2
        found: list[Node] = []
        if kind == "node()":
            found = _nodes_in(above)
        elif step[1]:
            found += self._descendants(above, kind)
        else:
            found += self._named(above, kind)
        return found[max(first, 1) - 1 : last]

    def _named(self, above: etree._Element, tag: str) -> list[etree._Element]:
        if (above, tag) not in self._children:
            self._children[above, tag] = [
                child
                for child in above
                if isinstance(child.tag, str) and (tag == "*" or child.tag == tag)
            ]
        return self._children[above, tag]

    def _descendants(self, above: etree._Element, tag: str) -> list[etree._Element]:
        if (above, tag) not in self._below:
            self._below[above, tag] = list(above.iterdescendants(tag))
        return self._below[above, tag]

    # ---- from an element to its locator

    def path(self, element: etree._Element) -> str:
        """Return the element's locator."""
        missing = []
        here: etree._Element | None = element
        while here is not None and here not in self._paths:
            missing.append(here)
            here = here.getparent()
        for each in reversed(missing):
            above = each.getparent()
            assert above is not None
            self._paths[each] = self._paths[above] + self._number(above, each)
        return self._paths[element]

    def _number(self, above: etree._Element, element: etree._Element) -> str:
        if above not in self._numbers:
            self._numbers[above] = _numbered(above)
        return self._numbers[above][element]

    # ---- values

    def value(self, locator: str) -> str:
        """Return the folded text of an attribute or of a value in a script's JSON.

        Raises:
            LookupError: There is no such value.
        """
        if named := _ATTRIBUTE.fullmatch(locator):
            element = self._element(named[1], locator)
            value = element.get(named[2])
            if value is None:
                raise LookupError(locator)
            return shown(value)
        if pointed := _POINTED.fullmatch(locator):
            script = self._element(pointed[1], locator)
            found = json_values.at(json_values.parsed(script.text or ""), pointed[2])
            return shown(json_values.text(found))
        raise LookupError(locator)

    def _element(self, path: str, locator: str) -> etree._Element:
        found = self.at(path)[0]
        if isinstance(found, etree._Element):
            return found
        raise LookupError(locator)


def _numbered(above: etree._Element) -> dict[etree._Element, str]:
    counts: dict[str, int] = {}
    found: dict[etree._Element, str] = {}
    place = 0
    for child in above:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        place += 1
        counts[tag] = counts.get(tag, 0) + 1
        if tag == "body" and above.tag == "html":
            found[child] = "/body"
        elif _NAME.fullmatch(tag):
            found[child] = f"/{tag}[{counts[tag]}]"
        else:
            found[child] = f"/*[{place}]"
    return found


def _nodes_in(element: etree._Element) -> list[Node]:
    """Return the children of an element as XPath's ``node()`` counts them."""
    found: list[Node] = [element.text] if element.text else []
    for child in element:
        found.append(child)
        if child.tail:
            found.append(child.tail)
    return found


def text(element: etree._Element) -> str:
    """Return the text of an element as blocks have it: hidden parts left out, white space folded.

    >>> text(etree.HTML("<p>One<br>two<script>3</script></p>"))
    'One two'
    """
    return fold("".join(piece for piece, _ in pieces(element)))


def shown(value: str) -> str:
    """Return an attribute's or a JSON value as a browser would show it, white space folded.

    >>> shown("<p>Guide &amp; tools</p>"), shown("a < b")
    ('Guide & tools', 'a < b')
    """
    if _MARKUP.search(value):
        root = etree.HTML("<div>" + value.replace("\0", "") + "</div>")
        return "" if root is None else text(root)
    return fold(value)


def pieces(element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield the texts inside an element, each with the element that it stands directly in."""
    steps = etree.iterwalk(element, events=("start", "end"))
    skipped = None
    for event, each in steps:
        above = each.getparent()
        if event == "start":
            if each.tag in SKIPPED or is_hidden(each.get):
                steps.skip_subtree()
                skipped = each
                continue
            if each is not element and each.tag not in INLINE and above is not None:
                yield " ", above
            if each.text:
                yield each.text, each
        else:
            if each is skipped:
                skipped = None
            if each is not element and each.tail and above is not None:
                yield each.tail, above
