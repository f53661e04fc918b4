"""An HTML page as blocks: one per block-level run of text.

lxml builds the tree, and one pass over its tags and texts finds the runs: text between the starts
and ends of block elements, with the inline elements within it. ``<br>`` ends a run, too. A run is
cut where its markup cuts it: a label in bold or with a label's class is a block of its own, and
so is each link of a list of links.

A locator is an XPath over the page less its comments: of an element, or, where a run is only a
part of one, of the nodes it is made of (``/html/body/div[2]/node()[3]``). A line of a ``pre`` is
its element's XPath and the line (``/html/body/pre[1]#L3``).
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.model import Block
from pipeline.read import text as text_reader
from pipeline.read.fold import fold
from pipeline.read.markup import INLINE, SKIPPED, is_hidden
from pipeline.read.tree import pieces, tree
from pipeline.read.walk import Walk

_STEP = r"(?:/(?:descendant::)?(?:[a-zA-Z_][\w.-]*|\*|node\(\))\[\d{1,9}\])"
_LOCATOR = re.compile(
    rf"((?:/html)?(?:/body)?{_STEP}{{0,400}})"
    r"(/node\(\)\[(?:\d{1,9}|position\(\)>=\d{1,9} and position\(\)<=\d{1,9})\])?(#L[L\d-]{1,24})?"
)


def blocks(source: str) -> tuple[Block, ...]:
    """Return one block per block-level run of text.

    >>> [(b.kind, b.text, b.locator) for b in blocks("<h2>One</h2><p>Two<br>three")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('heading', 'One', '/html/body/h2[1]'),
     ('paragraph', 'Two', '/html/body/p[1]/node()[1]'),
     ('paragraph', 'three', '/html/body/p[1]/node()[3]')]
    """
    return Walk(*pieces(source)).blocks()


def text_at(source: str, locator: str) -> str:
    """Return the folded text of an XPath, or of several joined by ``;``, one line each.

    Raises:
        LookupError: The locator is malformed or points at nothing.
    """
    root = tree(source)
    if root is None:
        raise LookupError(locator)
    return "\n".join(_text_of(root, part.strip()) for part in locator.split(";"))


def _text_of(root: etree._Element, locator: str) -> str:
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        raise LookupError(locator)
    nodes = root.getroottree().xpath(match[1] + (match[2] or "")) if match[1] else []
    if not isinstance(nodes, list) or not nodes:
        raise LookupError(locator)
    raw = "".join(map(_raw_text, nodes))
    return text_reader.text_at(raw, match[3][1:]) if match[3] else fold(raw)


def _raw_text(node: object) -> str:
    """The text of a node as the pass over the page sees it."""
    if not isinstance(node, etree._Element):
        return str(node)
    found: list[str] = []
    steps = etree.iterwalk(node, events=("start", "end"))
    skipped = None
    for event, element in steps:
        if event == "start":
            if element.tag in SKIPPED or is_hidden(element.get):
                steps.skip_subtree()
                skipped = element
                continue
            if element is not node and element.tag not in INLINE:
                found.append(" ")
            found.append(element.text or "")
        else:
            if element is skipped:
                skipped = None
            if element is not node:
                found.append(element.tail or "")
    return "".join(found)
