"""An HTML page as blocks: one per block-level run of text.

lxml builds the tree, and one pass over it finds the runs: text between the starts and ends of
block elements, with the inline elements within it. ``<br>`` ends a run, too. A run is cut where
its markup cuts it: a label in bold or with a label's class is a block of its own, and so is each
link of a list of links.

A locator is an XPath over the page less its comments: of an element, or, where a run is only a
part of one, of the nodes it is made of (``/html/body/div[2]/node()[3]``). A line of a ``pre`` is
its element's XPath and the line (``/html/body/pre[1]#L3``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree

from pipeline.model import Block
from pipeline.read import text as text_reader
from pipeline.read.fold import fold, is_item
from pipeline.read.markup import BOLD, HEADINGS, INLINE, PRE, SKIPPED, inherited, is_hidden, meaning

_NOTHING: frozenset[str] = frozenset()
DEEPEST = 250  # elements within elements; libxml2 stops reading at 256
_FAR = 24  # from this depth on a locator counts descendants, so that it stays short
_MOST_BREAKS = 2  # in a heading; more are in what someone forgot to close
_LABEL_SIZE = 48  # characters
_ITEM_SIZE = 80  # characters of one item of a cut list
_SEPARATORS = re.compile(r"[\s,;|·•/–—>»›&،、]*|\s*(?:and|et|y|e|und|и|و)\s*")
_DATED = re.compile(r"[\s.:,]*(?:[(\[][^()\[\]]{0,24}\d{4}[)\]])?[\s.:,]*")  # after a bold title
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})\b[^<>]{0,4000}>")
_MOST_ATTRIBUTES = 4000  # equals signs and blanks in one tag; one long address has few
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{20000,}>")
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    )
)
_STEP = r"(?:/(?:descendant::)?(?:[a-zA-Z_][\w.-]*|\*|node\(\))\[\d{1,9}\])"
_LOCATOR = re.compile(
    rf"((?:/html)?(?:/body)?{_STEP}{{0,400}})"
    r"(/node\(\)\[(?:\d{1,9}|position\(\)>=\d{1,9} and position\(\)<=\d{1,9})\])?(#L[L\d-]{1,24})?"
)


# ------------------------------------------------------------------------------ the tree


def tree(source: str) -> etree._Element | None:
    """Return the root of the page's tree; one too deep for libxml2 is flattened first."""
    root, too_deep = _parsed(source)
    return _parsed(_flattened(source))[0] if too_deep else root


def _parsed(source: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    source = _LONG_TAG.sub(_shortened, source.replace("\0", "\ufffd"))
    body = source.encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser) if body.strip() else None
    except etree.XMLSyntaxError:
        root = None
    return root, any("depth" in error.message for error in parser.error_log)


def _shortened(match: re.Match[str]) -> str:
    """Cut a tag with more attributes than any page needs; libxml2 compares each with each."""
    tag = match[0]
    if tag.count("=") + tag.count(" ") < _MOST_ATTRIBUTES:
        return tag
    kept = tag[:_MOST_ATTRIBUTES].rsplit(maxsplit=1)[0]
    return kept + "\n" * (tag.count("\n") - kept.count("\n")) + ">"


def _flattened(source: str) -> str:
    """Return the page less the elements that stand deeper than ``DEEPEST``.

    A tag that is taken away leaves its line breaks, so that line numbers hold.
    """
    depth: dict[str, list[bool]] = {}
    kept = 0

    def decide(match: re.Match[str]) -> str:
        nonlocal kept
        closes, tag = match[1], match[2].lower()
        if tag in _VOID:
            return match[0]
        stack = depth.setdefault(tag, [])
        if closes:
            if not stack:
                return match[0]
            stays = stack.pop()
            kept -= stays
        else:
            stays = kept < DEEPEST - 20
            stack.append(stays)
            kept += stays
        if stays:
            return match[0]
        return "\n" * match[0].count("\n") + (" " if tag in INLINE else "<br>")

    return _TAG.sub(decide, source)


# ------------------------------------------------------------------------------ one pass


class _Frame:
    """An open element that holds runs of its own.

    A page opens one for most of its tags, so that what few elements need stands on the class
    until it is set.

    Attributes:
        place: What its step in an XPath counts, and how many of them there are up to it.
        nodes: Nodes seen among its children, as XPath's ``node()`` counts them.
        counts: Children seen, by tag; from ``_FAR`` on, descendants.
        hints: What the markup around and of it says.
        began: How many blocks there were when it opened.
    """

    nodes: int = 0
    counts: dict[str, int] | None = None
    runs: int = 0
    breaks: int = 0
    column: int = 0
    heads: bool = False
    row: int = 0
    path_cache: str = ""

    def __init__(
        self,
        tag: str,
        place: tuple[str, int],
        parent: _Frame | None,
        hints: frozenset[str],
        level: int,
        began: int,
        href: str | None,
    ) -> None:
        self.tag = tag
        self.place = place
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent is not None else 0
        self.hints = hints
        self.level = level
        self.began = began
        self.href = href

    def number(self, key: str) -> int:
        """Count one more child (or descendant) of a kind."""
        counts = self.counts
        if counts is None:
            self.counts = {key: 1}
            return 1
        counts[key] = number = counts.get(key, 0) + 1
        return number

    def path(self) -> str:
        """The element's XPath."""
        above = self.parent
        if not self.path_cache and above is not None:
            if above.depth > _FAR:
                above = self.far()
            self.path_cache = above.path() + _step(*self.place)
        return self.path_cache

    def far(self) -> _Frame:
        """The ancestor whose descendants are counted instead of each level's children."""
        frame = self
        while frame.depth > _FAR and frame.parent is not None:
            frame = frame.parent
        return frame


def _step(kind: str, number: int) -> str:
    """Return a step of an XPath: ``/div[2]``, ``/node()[3]`` or ``/descendant::p[4]``."""
    if number < 0:  # there is one at most
        return "/" + kind
    return f"/{kind}[{number}]"


@dataclass(slots=True)
class _Part:
    """The text of one node of a run.

    Attributes:
        tag: The node's tag, ``""`` for plain text.
        first: Its place among its parent's nodes, from 1.
    """

    tag: str
    first: int
    hints: frozenset[str]
    href: str | None
    line: int
    texts: list[str]

    @property
    def text(self) -> str:
        return self.texts[0] if len(self.texts) == 1 else "".join(self.texts)


@dataclass(slots=True)
class _Found:
    """A block before its kind is final."""

    text: str
    kind: str
    locator: str
    line: int
    gap: int
    level: int
    href: str | None
    hints: frozenset[str]


class _Walk:
    """The state of the one pass over the tree."""

    def __init__(self, root: etree._Element) -> None:
        self.found: list[_Found] = []
        self.frame = _Frame("", ("", -1), None, _NOTHING, 0, 0, None)
        self.run: list[_Part] = []
        self.part: _Part | None = None  # the inline element of the run we are in, if any
        self.inline = 0  # how deep within it
        self.href: str | None = None
        self.line = 1
        self.opened = self.closed = self.breaks = self.rules = 0
        self.rows = 0
        self.columns: dict[int, list[str]] = {}  # table's depth -> names of its columns
        self.containers = _inline_containers(root)

    # ---- elements

    def start(self, element: etree._Element, tag: str) -> bool:
        """Open an element; tell whether to go into it."""
        line = element.sourceline
        if isinstance(line, int):
            self.line = line
        attributes = cast("dict[str, str]", dict(element.items()))
        if tag in SKIPPED or (attributes and is_hidden(attributes.get)):
            self._count(tag)
            return False
        if tag == "br" or tag == "hr":
            self._count(tag)
            if self._breaks_heading(tag):
                return True
            if self.run:
                self._flush()
            self.breaks += tag == "br"
            self.rules += tag == "hr"
            return True
        if tag in INLINE and not (self.containers and element in self.containers):
            self._start_inline(tag, attributes)
            return True
        if self.run:
            self._flush()
        self._start_block(tag, attributes)
        return True

    def _breaks_heading(self, tag: str) -> bool:
        """Take a line break within a heading as a space: it parts a title from its subtitle."""
        frame = self.frame
        if tag != "br" or not frame.level or not self.run or frame.breaks >= _MOST_BREAKS:
            return False
        frame.breaks += 1
        self.run.append(_Part("", frame.nodes, _NOTHING, None, self.line, [" "]))
        return True

    def _start_inline(self, tag: str, attributes: Mapping[str, str]) -> None:
        href = attributes.get("href") if tag == "a" else None
        if self.inline:
            self.inline += 1
            if href and self.part is not None and not self.part.href:
                self.part.href = href
            return
        self._count(tag)
        hints = _meaning(tag, attributes) if attributes or tag == "label" else frozenset()
        self.part = _Part(tag, self.frame.nodes, hints, href, self.line, [])
        self.run.append(self.part)
        self.inline = 1

    def _start_block(self, tag: str, attributes: Mapping[str, str]) -> None:
        above = self.frame
        own = _meaning(tag, attributes)
        role = attributes.get("role", "") if attributes else ""
        level = HEADINGS.get(tag) or (_aria_level(attributes) if role == "heading" else above.level)
        frame = _Frame(
            tag,
            self._count(tag),
            above,
            inherited(tag, role, own, above.hints),
            level,
            len(self.found),
            attributes.get("href", above.href) if tag == "a" else above.href,
        )
        if tag == "tr":
            self.rows += 1
            frame.row = self.rows
        if tag in ("td", "th"):
            frame.column = above.column
            above.heads = above.heads or tag == "th"
            above.column += _span(attributes)
        self.frame = frame
        self.opened += 1

    def end(self, tag: str) -> None:
        """Close the element that was opened last."""
        if self.inline:
            self.inline -= 1
            if not self.inline:
                self.part = None
            return
        if tag in ("br", "hr"):
            return
        if self.run:
            self._flush(closing=True)
        frame = self.frame
        if tag == "li":
            self._close_item(frame)
        elif tag == "tr":
            self._close_row(frame)
        elif tag == "table":
            self.columns.pop(frame.depth, None)
        assert frame.parent is not None
        self.frame = frame.parent
        self.closed += 1

    def _close_item(self, frame: _Frame) -> None:
        """A list item of one run, or one over an inner list, is a ``list_item``."""
        inside = self.found[frame.began : frame.began + 2]
        if not inside or inside[0].kind not in ("paragraph", "link", "value"):
            return
        if len(inside) == 1 or (inside[1].kind == "list_item" and "<li>" in inside[0].hints):
            inside[0].kind = "list_item"

    def _close_row(self, frame: _Frame) -> None:
        """A row of nothing but heads names the columns of the rows that follow it."""
        if not frame.heads:
            return
        inside = self.found[frame.began :]
        heads = [found for found in inside if "<th>" in found.hints]
        table = self._table(frame)
        if len(heads) >= 2 and len(heads) == len(inside):
            names = [""] * min(frame.column, 64)
            for found in heads:
                place = _column(found)
                if place < len(names):
                    names[place] = found.text
                found.hints |= {"column_head"}
            self.columns[table] = names
        elif len(heads) == len(inside) == 1 and frame.column > 1:
            heads[0].kind = "paragraph"
            heads[0].hints |= {"title"}

    def _table(self, frame: _Frame) -> int:
        while frame.parent is not None and frame.tag != "table":
            frame = frame.parent
        return frame.depth

    def _count(self, tag: str) -> tuple[str, int]:
        """Count a child of the open element; return what its step in an XPath is made of."""
        frame = self.frame
        frame.nodes += 1
        if frame.depth >= _FAR:
            far = frame.far()
            place, number = far.number("/*"), far.number("/" + tag)
            return (f"descendant::{tag}", number) if _is_name(tag) else ("descendant::*", place)
        if not _is_name(tag):
            return "node()", frame.nodes
        number = frame.number(tag)
        return tag, -1 if tag in ("html", "body") else number

    # ---- text

    def text(self, text: str) -> None:
        """Add the text of one node, or of a part of one."""
        if self.inline:
            assert self.part is not None
            self.part.texts.append(text)
        else:
            self.frame.nodes += 1
            if text.isspace():
                if self.run:
                    self.run.append(_Part("", self.frame.nodes, _NOTHING, None, self.line, [text]))
            else:
                blank = len(text) - len(text.lstrip())
                line = self.line + text.count("\n", 0, blank)
                self.run.append(_Part("", self.frame.nodes, _NOTHING, None, line, [text]))
        self.line += text.count("\n")

    # ---- runs

    def _flush(self, *, closing: bool = False) -> None:
        """End the run, if there is one, and write down its blocks."""
        run = self.run
        self.run, self.part, self.inline = [], None, 0
        frame = self.frame
        if frame.tag in PRE:
            self._preformatted(run, frame)
            return
        kept = _trimmed(run)
        if not kept:
            return
        whole = closing and frame.runs == 0 and len(self.found) == frame.began
        frame.runs += 1
        for number, (kind, parts) in enumerate(_cut(kept, frame)):
            self._block(kind, parts, frame, whole and len(parts) == len(kept), number)

    def _block(
        self, kind: str, parts: list[_Part], frame: _Frame, is_whole: bool, number: int
    ) -> None:
        hints = _with_tag(frame.hints, frame.tag)
        href = frame.href
        if len(parts) == 1 and not parts[0].tag:
            text = fold(parts[0].text)
        else:
            text = fold("".join(part.text for part in parts))
            linked = {part.href for part in parts if part.text.strip()}
            href = next(iter(linked)) or href if len(linked) == 1 else href
            hints |= _run_hints(parts)
        if not text:
            return
        if kind in ("same_line", "label_after"):
            hints |= {"same_line"}
        if self.rows:
            hints |= self._column_hints(frame)
        self._emit(
            _Found(
                text=text,
                kind=_kind(kind, frame, hints, href) if not is_item(text) else "list_item",
                locator=frame.path() if is_whole else _nodes(frame.path(), parts),
                line=parts[0].line,
                gap=0,
                level=frame.level,
                href=href,
                hints=hints,
            ),
            is_first=number == 0,
        )

    def _column_hints(self, frame: _Frame) -> frozenset[str]:
        """What the table says of a cell: which column it is in, and what that is called."""
        cell: _Frame | None = frame
        while cell is not None and cell.tag not in ("td", "th"):
            cell = cell.parent if cell.tag not in ("table", "body") else None
        if cell is None:
            return frozenset()
        if cell.tag == "th":
            return frozenset({f"at:{cell.column}"})
        names = self.columns.get(self._table(cell))
        if names and cell.column < len(names) and names[cell.column]:
            row = cell.parent.row if cell.parent is not None else 0
            return frozenset({"column:" + names[cell.column], f"row:{row}"})
        return frozenset()

    def _preformatted(self, run: list[_Part], frame: _Frame) -> None:
        raw = "".join(part.text for part in run)
        for number, block in enumerate(text_reader.blocks(raw)):
            self._emit(
                _Found(
                    text=block.text,
                    kind=block.kind,
                    locator=f"{_nodes(frame.path(), run)}#{block.locator}",
                    line=run[0].line + block.line - 1,
                    gap=block.gap,
                    level=0,
                    href=None,
                    hints=block.hints | frame.hints,
                ),
                is_first=number == 0,
            )

    def _emit(self, found: _Found, *, is_first: bool) -> None:
        if is_first:
            edges = max(self.opened, self.closed) - 1
            gap = max(edges, 0) + max(self.breaks - 1, 0) + self.rules
            found.gap = max(gap, found.gap) if self.found else 0
            self.opened = self.closed = self.breaks = self.rules = 0
        self.found.append(found)


@lru_cache(maxsize=4096)
def _with_tag(hints: frozenset[str], tag: str) -> frozenset[str]:
    return hints | {f"<{tag}>"}


def _run_hints(parts: list[_Part]) -> frozenset[str]:
    """What the inline markup says of a block: all bold, or a bold beginning."""
    hints = set[str]()
    if all(
        part.tag in ("strong", "b") or part.hints & {"title"} or _DATED.fullmatch(part.text)
        for part in parts
    ):
        hints.add("strong")
    if len(parts) > 1 and parts[0].tag in BOLD and len(parts[0].text) <= _LABEL_SIZE:
        hints.add("lead:" + fold(parts[0].text))
    for part in parts:
        hints |= part.hints - {"label"}
    return frozenset(hints)


def _inline_containers(root: etree._Element) -> set[etree._Element]:
    """Return the inline elements that hold block elements or line breaks.

    From the last to the first, so that what an element holds is known before it is looked at.
    """
    holders: set[etree._Element] = set()
    for element in reversed(list(root.iter(*INLINE))):
        if len(element) and any(child.tag not in INLINE or child in holders for child in element):
            holders.add(element)
    return holders


@lru_cache(maxsize=4096)
def _is_name(tag: str) -> bool:
    """Tell whether a tag can be named in an XPath; ``o:p`` and ``a<b`` cannot."""
    return re.fullmatch(r"[a-zA-Z_][\w.-]*", tag, re.ASCII) is not None


def _meaning(tag: str, attributes: Mapping[str, str]) -> frozenset[str]:
    if not attributes:
        return meaning(tag, "", "", "")
    get = attributes.get
    return meaning(tag, get("class", ""), get("role", ""), get("id", ""))


def _aria_level(attributes: Mapping[str, str]) -> int:
    level = attributes.get("aria-level", "2")
    return int(level) if level in ("1", "2", "3", "4", "5", "6") else 2


def _span(attributes: Mapping[str, str]) -> int:
    span = attributes.get("colspan", "1") if attributes else "1"
    return int(span) if span.isdecimal() and len(span) <= 2 and int(span) else 1


def _column(found: _Found) -> int:
    return next((int(hint[3:]) for hint in found.hints if hint.startswith("at:")), 0)


# ------------------------------------------------------------------------------ cutting runs


def _trimmed(run: list[_Part]) -> list[_Part]:
    """Return the run less the blank parts at its ends."""
    if len(run) == 1:
        return run if not run[0].text.isspace() and run[0].text else []
    full = [place for place, part in enumerate(run) if part.text.strip()]
    return run[full[0] : full[-1] + 1] if full else []


def _cut(run: list[_Part], frame: _Frame) -> Iterator[tuple[str, list[_Part]]]:
    """Yield the blocks of a run: its kind, and its parts.

    The kind is ``""`` where the element decides, ``label`` for a label, ``same_line`` for what
    follows a label, ``label_after`` for a further one on that line, and ``item`` for one of a
    list that the markup cuts.
    """
    if len(run) == 1:
        yield ("label" if "label" in run[0].hints else ""), run
        return
    if _is_cut_list(run, frame):
        for part in run:
            if part.tag and not _SEPARATORS.fullmatch(part.text):
                yield ("label" if "label" in part.hints else "item"), [part]
        return
    table = _is_bold_table(run)
    if not table and not _is_label(run, 0):
        yield "", run
        return
    rest: list[_Part] = []
    for place, part in enumerate(run):
        if _is_label(run, place) or (table and part.tag in ("strong", "b")):
            yield from _after_label(rest)
            yield "label_after" if place else "label", [part]
            rest = []
        else:
            rest.append(part)
    yield from _after_label(rest)


def _after_label(rest: list[_Part]) -> Iterator[tuple[str, list[_Part]]]:
    """Yield what follows a label on its line; a colon on the wrong side of the tag is no text."""
    kept = [part for part in rest if part.text.strip(" \t\r\n\f\xa0:：") or part.tag]
    if kept and (kept := _trimmed(rest[rest.index(kept[0]) :])):
        yield "same_line", kept


def _is_cut_list(run: list[_Part], frame: _Frame) -> bool:
    """Tell whether a run is nothing but inline elements with separators between them."""
    items = [part for part in run if part.tag and not _SEPARATORS.fullmatch(part.text)]
    if len(items) < 2 or frame.level:
        return False
    if not all(_SEPARATORS.fullmatch(part.text) for part in run if not part.tag):
        return False
    if all(part.tag in ("a", "button") for part in items):
        return True
    if all(part.hints & {"label", "value"} for part in items):
        return True
    loose = frame.tag not in ("p", "li", "blockquote", "figcaption", "caption")
    return loose and all(len(part.text.strip()) <= _ITEM_SIZE for part in items)


def _is_bold_table(run: list[_Part]) -> bool:
    """Tell whether short bold parts and short texts take turns: ``<b>Year</b> 2014 <b>…``."""
    bold = [place for place, part in enumerate(run) if part.tag in ("strong", "b")]
    if len(bold) < 2 or bold[0] != 0 or bold[-1] > 2 * len(bold):
        return False
    return all(len(part.text) <= (_LABEL_SIZE if part.tag else 2 * _ITEM_SIZE) for part in run)


def _is_label(run: list[_Part], place: int) -> bool:
    """Tell whether a part of a run is set as the label of what follows it."""
    part = run[place]
    if part.tag not in BOLD:
        return False
    text = fold(part.text)
    if not text or len(text) > _LABEL_SIZE:
        return False
    if "label" in part.hints or text.endswith((":", "：")):
        return True
    after = "".join(part.text for part in run[place + 1 : place + 3]).lstrip()
    return part.tag in ("strong", "b") and after.startswith((":", "："))


def _kind(kind: str, frame: _Frame, hints: frozenset[str], href: str | None) -> str:
    if frame.level:
        return "heading"
    if kind in ("label", "label_after") or ("label" in hints and kind != "same_line"):
        return "label"
    if "value" in hints:
        return "value"
    return "link" if href else "paragraph"


def _nodes(path: str, parts: list[_Part]) -> str:
    first, last = parts[0].first, parts[-1].first
    if first == last:
        return f"{path}/node()[{first}]"
    return f"{path}/node()[position()>={first} and position()<={last}]"


# ------------------------------------------------------------------------------ in and out


def blocks(source: str) -> tuple[Block, ...]:
    """Return one block per block-level run of text.

    >>> [(b.kind, b.text, b.locator) for b in blocks("<h2>One</h2><p>Two<br>three")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('heading', 'One', '/html/body/h2[1]'),
     ('paragraph', 'Two', '/html/body/p[1]/node()[1]'),
     ('paragraph', 'three', '/html/body/p[1]/node()[3]')]
    """
    root = tree(source)
    if root is None:
        return ()
    walk = _Walk(root)
    _drive(walk, root)
    return tuple(
        Block(
            text=found.text,
            kind=found.kind,
            locator=found.locator,
            line=found.line,
            gap=found.gap,
            level=found.level,
            href=found.href,
            hints=found.hints,
        )
        for found in walk.found
    )


def _drive(walk: _Walk, root: etree._Element) -> None:
    """Walk the tree without recursion: starts, texts, ends and tails in page order."""
    steps = etree.iterwalk(root, events=("start", "end"))
    skipped: etree._Element | None = None
    for event, element in steps:
        tag = element.tag
        if event == "start":
            if walk.start(element, tag):
                text = element.text
                if text:
                    walk.text(text)
            else:
                steps.skip_subtree()
                skipped = element
            continue
        if element is skipped:
            skipped = None
        else:
            walk.end(tag)
        tail = element.tail
        if tail:
            walk.text(tail)


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
