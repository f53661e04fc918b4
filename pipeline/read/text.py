"""A text file as blocks: one per line that is not blank.

A file that some program wrapped at a fixed width says so with its lines: a line was broken
where the next word would not have fitted. Such lines carry the hint ``continues``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.model import Block
from pipeline.read.fold import fold, is_item

WIDTHS = range(50, 133)  # characters; narrower is a list, wider is not wrapped
_FAR = 12  # characters; a line longer than the rest by more is one that could not be broken
_RANGE = re.compile(r"L(\d{1,9})(?:-L(\d{1,9}))?")


def lines(source: str) -> list[str]:
    """Return the lines as an editor numbers them; a form feed does not end one."""
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def blocks(source: str) -> tuple[Block, ...]:
    r"""Return one block per line that is not blank.

    >>> [(block.locator, block.gap, block.text) for block in blocks("One\n\n\ntwo  words\n")]
    [('L1', 0, 'One'), ('L4', 2, 'two words')]
    """
    raw = lines(source)
    return tuple(_blocks(raw, width(raw)))


def _blocks(raw: Sequence[str], wrapped_at: int | None) -> Iterator[Block]:
    before, gap, page_break = "", 0, False
    for number, line in enumerate(raw, start=1):
        text = fold(line)
        page_break = page_break or "\f" in line
        if not text:
            gap += 1
            continue
        bullet = is_item(line)
        hints = set()
        if page_break and before:
            hints.add("page_break")
        if not gap and not bullet and before and _continues(before, line, wrapped_at):
            hints.add("continues")
        yield Block(
            text=text,
            kind="list_item" if bullet else "paragraph",
            locator=f"L{number}",
            line=number,
            gap=gap if before else 0,
            hints=frozenset(hints),
        )
        before, gap, page_break = line, 0, False


def width(raw: Sequence[str]) -> int | None:
    """Return the width in characters the file was wrapped at, or ``None`` if it was not.

    A few longer lines (addresses that cannot be broken) do not count.
    """
    lengths = sorted((len(line.rstrip()) for line in raw if line.strip()), reverse=True)
    lengths = lengths[len(lengths) // 50 :]
    far = next((place for place in range(3) if not _is_far(lengths[place : place + 9])), 0)
    lengths = lengths[far:]
    if len(lengths) < 4 or lengths[0] not in WIDTHS:
        return None
    broken = whole = 0
    for line, following in pairwise(raw):
        if following.strip() and line.strip() and _fills(line, following, lengths[0]):
            ended = line.rstrip().endswith((".", "!", "?", ":", "。"))
            whole += ended
            broken += not ended
    return lengths[0] if broken >= 3 and broken > whole else None


def _is_far(lengths: Sequence[int]) -> bool:
    """Tell whether the longest of the nine longest lines stands out."""
    return len(lengths) == 9 and lengths[0] > lengths[-1] + _FAR


def _fills(line: str, following: str, wrapped_at: int) -> bool:
    """Tell whether the first word of ``following`` would not have fitted on ``line``.

    Programs that even out the right edge break a line some letters before it is full.
    """
    first_word = following.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(first_word) > wrapped_at - wrapped_at // 12


def _continues(before: str, line: str, wrapped_at: int | None) -> bool:
    if _indent(line) > _indent(before) and is_item(before):
        return True
    return wrapped_at is not None and _fills(before, line, wrapped_at)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def text_at(source: str, locator: str) -> str:
    """Return the folded text of ``L12``, ``L12-L14`` or several joined by ``;``.

    Raises:
        LookupError: The locator is malformed or outside the file.
    """
    raw = lines(source)
    found: list[str] = []
    for part in locator.split(";"):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise LookupError(locator)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= len(raw):
            raise LookupError(locator)
        found += filter(None, map(fold, raw[first - 1 : last]))
    return "\n".join(found)
