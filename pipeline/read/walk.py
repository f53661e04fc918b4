"""One pass over a page's tags and texts, which finds its blocks."""

from __future__ import annotations

from functools import lru_cache

from pipeline.model import Block
from pipeline.read import text as text_reader
from pipeline.read.columns import Columns, close_row, hints_of_cell
from pipeline.read.fold import fold, is_item
from pipeline.read.frames import Frame
from pipeline.read.markup import INLINE, PRE
from pipeline.read.runs import Part, cut, hints_of, trimmed
from pipeline.read.tags import (
    BLOCK,
    BREAK,
    END,
    IGNORED,
    INLINED,
    NOTHING,
    PAGE,
    Tag,
    link,
    tag,
)
from pipeline.read.tree import resolved

_MOST_BREAKS = 2  # in a heading; more are in what someone forgot to close
_LEAF_KINDS = frozenset({"paragraph", "link", "value"})  # of what becomes a list item


class Walk:
    """The state of the pass."""

    def __init__(self, pieces: list[str], lines: list[int]) -> None:
        self.pieces = pieces
        self.lines = lines
        self.found: list[Block] = []
        self.frame = Frame("", ("", 0), None, PAGE, 0)
        self.run: list[Part] = []
        self.tags: dict[str, Tag] = {}
        self.elements = 0  # opened, of those that ``lines`` counts
        self.line, self.since = 1, 0  # of the element opened last; the text after its tag
        self.opened = self.closed = self.breaks = self.rules = self.rows = 0
        self.columns: Columns = {}
        self.holders: set[int] = set()  # inline elements that hold block elements or line breaks,
        self.decided = 0  # of those that begin before this piece

    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks of the page, in page order."""
        pieces, tags, at, last = self.pieces, self.tags, 1, len(self.pieces) - 1
        while at < last:
            written = pieces[at]
            known = tags.get(written) or self._tag(written)
            if known.does == END:
                self._end(known.name)
            else:
                at = self._start(known, at)
            text = pieces[at + 1]
            if text:
                if self.run or not text.isspace():
                    self._text(text, at + 1)
                else:
                    self.frame.nodes += 1
            at += 2
        return tuple(self.found)

    def _tag(self, written: str) -> Tag:
        known = self.tags[written] = tag(written)
        return known

    def _line(self, at: int) -> int:
        """Return the source line on which the text at ``at`` begins."""
        line = self.line
        for piece in range(self.since, at, 2):
            line += self.pieces[piece].count("\n")
        return line

    # ---- elements

    def _start(self, known: Tag, at: int) -> int:
        """Open an element; return where the last tag stands that was read with it."""
        self.line = self.lines[self.elements] or self.line
        self.elements += 1
        self.since = at + 1
        does = known.does
        if does == BLOCK:
            if known.is_leaf and self.pieces[at + 2][1] == "/":
                self._leaf(known, self.pieces[at + 1])
                return at + 2
            self._open(known, at)
        elif does == INLINED:
            end = self._inline_end(known, at)
            if end:
                self._inline(known, at, end)
                return end
            self._open(known, at)
        elif does == BREAK:
            self._break(known)
        else:
            self.frame.count(known)
            if not known.is_empty:
                at = self._skipped(at)
                self.since = at + 1
        return at

    def _leaf(self, known: Tag, raw: str) -> None:
        """Take an element that holds nothing but text; most do."""
        if self.run:
            self._flush()
        above = self.frame
        self.opened += 1
        text = fold(resolved(raw))
        if text:
            around = known.within(above.around)
            kind, hints, href = around.kind, around.told, above.href
            if text[1:2] == " " and is_item(text):
                kind = "list_item"
            elif href and kind == "paragraph":
                kind = "link"
            if known.name == "li" and kind in _LEAF_KINDS:
                kind = "list_item"
            if self.rows:
                hints |= hints_of_cell(above, self.columns)
            line = self.line + (_lines_before(raw) if raw[0].isspace() or raw[0] == "&" else 0)
            self.found.append(
                Block(text, kind, above.child(known), line, self._gap(), around.level, href, hints)
            )
        else:
            above.count(known)
        self.closed += 1

    def _open(self, known: Tag, at: int) -> None:
        """Open an element that holds runs, or other such elements."""
        if self.run:
            self._flush()
        above, name = self.frame, known.name
        around = known.within(above.around)
        self.frame = frame = Frame(name, above.count(known), above, around, len(self.found))
        if name == "a":
            leads = link(self.pieces[at])
            frame.href = frame.href if leads is None else leads
        elif name == "tr":
            self.rows += 1
            frame.row = self.rows
        elif name in ("td", "th"):
            frame.column = above.column
            above.heads = above.heads or name == "th"
            above.column += known.span
        self.opened += 1
        if known.is_empty:
            self._end(name)

    def _end(self, name: str) -> None:
        """Close the element that was opened last."""
        frame = self.frame
        if self.run:
            self._flush(closing=True)
        if name == "li":
            self._close_item(frame)
        elif name == "tr":
            close_row(self.found, frame, self.columns)
        elif name == "table":
            self.columns.pop(frame.depth, None)
        assert frame.parent is not None
        self.frame = frame.parent
        self.closed += 1

    def _break(self, known: Tag) -> None:
        """End the run, but in a heading: there a line break parts a title from its subtitle."""
        frame = self.frame
        frame.count(known)
        is_line = known.name == "br"
        if is_line and frame.around.level and self.run and frame.breaks < _MOST_BREAKS:
            frame.breaks += 1
            self.run.append(Part("", frame.nodes, NOTHING, None, 0, " "))
            return
        if self.run:
            self._flush()
        self.breaks += is_line
        self.rules += not is_line

    def _skipped(self, at: int) -> int:
        """Return where the element ends that begins at ``at``."""
        pieces, depth = self.pieces, 1
        while depth:
            at += 2
            written = pieces[at]
            if written[1] == "/":
                depth -= 1
            else:
                self.elements += 1
                depth += written[-2] != "/"
        return at

    # ---- inline elements

    def _inline_end(self, known: Tag, at: int) -> int:
        """Return where an inline element ends; 0 if it holds a block element or a line break."""
        if known.is_empty:
            return at
        pieces = self.pieces
        if pieces[at + 2][1] == "/":
            return at + 2
        if at < self.decided and at in self.holders:
            return 0
        opened = [at]
        while opened:
            at += 2
            inner = self._tag(pieces[at])
            if inner.does == END:
                opened.pop()
            elif inner.name not in INLINE:
                self.holders.update(opened)
                self.decided = at
                return 0
            elif not inner.is_empty:
                opened.append(at)
        self.decided = max(self.decided, at)
        return at

    def _inline(self, known: Tag, at: int, end: int) -> None:
        """Take an inline element as a part of the run, with all that is in it."""
        frame, pieces = self.frame, self.pieces
        frame.count(known)
        leads = link(pieces[at]) if known.name == "a" else None
        part = Part(known.name, frame.nodes, known.own, leads, self.line, "")
        self.run.append(part)
        if end > at + 2:
            part.text = resolved(self._inside(part, at, end))
        elif end > at:
            part.text = resolved(pieces[at + 1])

    def _inside(self, part: Part, at: int, end: int) -> str:
        """Return the text of an inline element that holds others; note where they link to."""
        pieces = self.pieces
        texts: list[str] = []
        while at < end:
            texts.append(pieces[at + 1])
            at += 2
            inner = self._tag(pieces[at])
            if inner.does == END:
                continue
            self.line = self.lines[self.elements] or self.line
            self.elements += 1
            if inner.does == IGNORED and not inner.is_empty:
                at = self._skipped(at)
            elif inner.name == "a" and not part.href and inner.does != IGNORED:
                part.href = link(pieces[at]) or part.href
            self.since = at + 1
        return "".join(texts)

    # ---- text

    def _text(self, raw: str, at: int) -> None:
        """Add a text that stands in the open element itself."""
        frame = self.frame
        frame.nodes += 1
        text = resolved(raw)
        if not text.isspace():
            blank = len(text) - len(text.lstrip())
            line = self._line(at) + text.count("\n", 0, blank)
            self.run.append(Part("", frame.nodes, NOTHING, None, line, text))
        elif self.run:
            self.run.append(Part("", frame.nodes, NOTHING, None, 0, text))

    def _flush(self, *, closing: bool = False) -> None:
        """End the run and write down its blocks."""
        run, frame = self.run, self.frame
        self.run = []
        if frame.name in PRE:
            self._preformatted(run, frame)
            return
        kept = trimmed(run)
        if not kept:
            return
        if len(kept) == 1:
            self._single(kept, frame, whole=closing and not frame.runs)
            frame.runs += 1
            return
        whole = closing and frame.runs == 0 and len(self.found) == frame.began
        frame.runs += 1
        is_heading = frame.around.level > 0
        for number, (kind, parts) in enumerate(cut(kept, frame.name, is_heading=is_heading)):
            locator = (
                frame.path() if whole and len(parts) == len(kept) else _nodes(frame.path(), parts)
            )
            self._block(kind, parts, locator, is_first=number == 0)

    def _single(self, run: list[Part], frame: Frame, *, whole: bool) -> None:
        """Write down a run of one part; most are."""
        whole = whole and len(self.found) == frame.began
        locator = frame.xpath or frame.path()
        if not whole:
            locator = f"{locator}/node()[{run[0].first}]"
        self._block("label" if "label" in run[0].hints else "", run, locator, is_first=True)

    def _block(self, kind: str, parts: list[Part], locator: str, *, is_first: bool) -> None:
        frame = self.frame
        hints, href = frame.around.told, frame.href
        if len(parts) == 1:
            part = parts[0]
            text = fold(part.text)
            if part.tag:
                href = part.href or href
                hints = _with(hints, hints_of(parts))
        else:
            text = fold("".join([part.text for part in parts]))
            linked = {part.href for part in parts if part.text and not part.text.isspace()}
            href = next(iter(linked)) or href if len(linked) == 1 else href
            hints = _with(hints, hints_of(parts))
        if not text:
            return
        if kind in ("same_line", "label_after"):
            hints |= {"same_line"}
        if self.rows:
            hints |= hints_of_cell(frame, self.columns)
        level = frame.around.level
        item = text[1:2] == " " and is_item(text)
        kind = "list_item" if item else _kind(kind, level, hints, href)
        gap = self._gap() if is_first else 0
        self.found.append(Block(text, kind, locator, parts[0].line, gap, level, href, hints))

    def _preformatted(self, run: list[Part], frame: Frame) -> None:
        raw = "".join(part.text for part in run)
        for number, block in enumerate(text_reader.blocks(raw)):
            self.found.append(
                block._replace(
                    locator=f"{_nodes(frame.path(), run)}#{block.locator}",
                    line=run[0].line + block.line - 1,
                    gap=max(block.gap, self._gap()) if number == 0 else block.gap,
                    hints=block.hints | frame.around.hints,
                )
            )

    def _gap(self) -> int:
        """Return how far what begins here is set apart; what follows is measured from here."""
        gap = self.opened if self.opened > self.closed else self.closed
        gap -= gap > 0
        if self.breaks or self.rules:
            gap += max(self.breaks, 1) - 1 + self.rules
            self.breaks = self.rules = 0
        self.opened = self.closed = 0
        return gap if self.found else 0

    # ---- lists

    def _close_item(self, frame: Frame) -> None:
        """A list item of one run, or one over an inner list, is a ``list_item``."""
        inside = self.found[frame.began : frame.began + 2]
        if not inside or inside[0].kind not in _LEAF_KINDS:
            return
        if len(inside) == 1 or (inside[1].kind == "list_item" and "<li>" in inside[0].hints):
            self.found[frame.began] = inside[0]._replace(kind="list_item")


@lru_cache(maxsize=4096)
def _with(hints: frozenset[str], more: frozenset[str]) -> frozenset[str]:
    return hints | more


def _lines_before(raw: str) -> int:
    """Return how many lines end before the first letter of a text."""
    text = resolved(raw)
    return text.count("\n", 0, len(text) - len(text.lstrip()))


def _kind(kind: str, level: int, hints: frozenset[str], href: str | None) -> str:
    if level:
        return "heading"
    if kind in ("label", "label_after") or ("label" in hints and kind != "same_line"):
        return "label"
    if "value" in hints:
        return "value"
    return "link" if href else "paragraph"


def _nodes(path: str, parts: list[Part]) -> str:
    first, last = parts[0].first, parts[-1].first
    if first == last:
        return f"{path}/node()[{first}]"
    return f"{path}/node()[position()>={first} and position()<={last}]"
