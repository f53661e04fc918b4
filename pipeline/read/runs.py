"""Runs of text: how the markup within a run cuts it into blocks, and what it says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.read.fold import fold
from pipeline.read.markup import BOLD

LABEL_SIZE = 48  # characters
_ITEM_SIZE = 80  # characters of one item of a cut list
_SEPARATORS = re.compile(r"[\s,;|·•/–—>»›&،、]*|\s*(?:and|et|y|e|und|и|و)\s*")
_DATED = re.compile(r"[\s.:,]*(?:[(\[][^()\[\]]{0,24}\d{4}[)\]])?[\s.:,]*")  # after a bold title
_CLOSED = frozenset({"p", "li", "blockquote", "figcaption", "caption"})  # no list of short pieces


class Part:
    """The text of one node of a run.

    Attributes:
        tag: The node's tag, ``""`` for plain text.
        first: Its place among its parent's nodes, from 1.
        hints: What its tag says.
        href: Where it links to.
        line: Its source line.
        text: The text of all that is in it.
    """

    __slots__ = ("first", "hints", "href", "line", "tag", "text")

    def __init__(
        self, tag: str, first: int, hints: frozenset[str], href: str | None, line: int, text: str
    ) -> None:
        self.tag = tag
        self.first = first
        self.hints = hints
        self.href = href
        self.line = line
        self.text = text


def trimmed(run: list[Part]) -> list[Part]:
    """Return the run less the blank parts at its ends."""
    if len(run) == 1:
        return run if run[0].text and not run[0].text.isspace() else []
    full = [place for place, part in enumerate(run) if part.text and not part.text.isspace()]
    return run[full[0] : full[-1] + 1] if full else []


def hints_of(parts: list[Part]) -> frozenset[str]:
    """Return what the inline markup says of a block: all bold, or a bold beginning."""
    first = parts[0]
    if len(parts) == 1:
        return _hints_of_one(first.hints, _is_strong(first))
    hints = set[str]()
    if all(map(_is_strong, parts)):
        hints.add("strong")
    if first.tag in BOLD and len(first.text) <= LABEL_SIZE:
        hints.add("lead:" + fold(first.text))
    for part in parts:
        hints |= part.hints
    return frozenset(hints - {"label"})


@lru_cache(maxsize=1024)
def _hints_of_one(hints: frozenset[str], is_strong: bool) -> frozenset[str]:
    return (hints | {"strong"} if is_strong else hints) - {"label"}


def _is_strong(part: Part) -> bool:
    strong = part.tag in ("strong", "b") or "title" in part.hints
    return strong or _DATED.fullmatch(part.text) is not None


# ------------------------------------------------------------------------------ cutting


def cut(run: list[Part], tag: str, *, is_heading: bool) -> Iterator[tuple[str, list[Part]]]:
    """Yield the blocks of a run: its kind, and its parts.

    The kind is ``""`` where the element decides, ``label`` for a label, ``same_line`` for what
    follows a label, ``label_after`` for a further one on that line, and ``item`` for one of a
    list that the markup cuts.

    Args:
        run: Trimmed, not empty.
        tag: The element that holds the run.
        is_heading: Whether that is a heading, or in one.
    """
    if len(run) == 1:
        yield ("label" if "label" in run[0].hints else ""), run
        return
    if not is_heading and _is_cut_list(run, tag):
        for part in run:
            if part.tag and not _SEPARATORS.fullmatch(part.text):
                yield ("label" if "label" in part.hints else "item"), [part]
        return
    table = _is_bold_table(run)
    if not table and not _is_label(run, 0):
        yield "", run
        return
    rest: list[Part] = []
    for place, part in enumerate(run):
        if _is_label(run, place) or (table and part.tag in ("strong", "b")):
            yield from _after_label(rest)
            yield "label_after" if place else "label", [part]
            rest = []
        else:
            rest.append(part)
    yield from _after_label(rest)


def _after_label(rest: list[Part]) -> Iterator[tuple[str, list[Part]]]:
    """Yield what follows a label on its line; a colon on the wrong side of the tag is no text."""
    kept = [part for part in rest if part.text.strip(" \t\r\n\f\xa0:：") or part.tag]
    if kept and (kept := trimmed(rest[rest.index(kept[0]) :])):
        yield "same_line", kept


def _is_cut_list(run: list[Part], tag: str) -> bool:
    """Tell whether a run is nothing but inline elements with separators between them."""
    if not all(part.tag or _SEPARATORS.fullmatch(part.text) for part in run):
        return False
    items = [part for part in run if part.tag and not _SEPARATORS.fullmatch(part.text)]
    if len(items) < 2:
        return False
    if all(part.tag in ("a", "button") for part in items):
        return True
    if all(part.hints & {"label", "value"} for part in items):
        return True
    return tag not in _CLOSED and all(len(part.text.strip()) <= _ITEM_SIZE for part in items)


def _is_bold_table(run: list[Part]) -> bool:
    """Tell whether short bold parts and short texts take turns: ``<b>Year</b> 2014 <b>…``."""
    if run[0].tag not in ("strong", "b"):
        return False
    bold = [place for place, part in enumerate(run) if part.tag in ("strong", "b")]
    if len(bold) < 2 or bold[-1] > 2 * len(bold):
        return False
    return all(len(part.text) <= (LABEL_SIZE if part.tag else 2 * _ITEM_SIZE) for part in run)


def _is_label(run: list[Part], place: int) -> bool:
    """Tell whether a part of a run is set as the label of what follows it."""
    part = run[place]
    if part.tag not in BOLD:
        return False
    text = fold(part.text)
    if not text or len(text) > LABEL_SIZE:
        return False
    if "label" in part.hints or text.endswith((":", "：")):
        return True
    after = "".join(part.text for part in run[place + 1 : place + 3]).lstrip()
    return part.tag in ("strong", "b") and after.startswith((":", "："))
