"""Blocks that are one line of text once the wrapping of the file is undone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.model import Block
from pipeline.read.fold import joined
from pipeline.sources.words import is_prose

_LINES = re.compile(r"(?:L\d+|p\d+L\d+(?:-p\d+L\d+)?)")


@dataclass(slots=True)
class Unit:
    """One or more blocks that a layout treats as one.

    Attributes:
        text: The blocks' texts, joined by spaces.
        first: The first block; kind, gap, hints and target are its own.
        indices: Places of the blocks on the page, from 0.
        is_prose: Reads as running text.
    """

    text: str
    first: Block
    indices: tuple[int, ...]
    is_prose: bool

    @property
    def index(self) -> int:
        """Place of the first block on the page."""
        return self.indices[0]

    @property
    def gap(self) -> int:
        """How strongly the unit is set apart from what stands before it."""
        return self.first.gap


def _never(*_: object) -> bool:
    return False


def units(
    blocks: Sequence[Block],
    is_label: Callable[[Unit], bool] = _never,
    begins: Callable[[Block, Block], bool] = _never,
) -> list[Unit]:
    """Return the units of a page, in page order.

    Args:
        blocks: The page.
        begins: Tells that a block begins anew after another although the wrapping of the file
            would join them, because a layout knows it by what it says.
        is_label: Tells whether the unit that stands before others on its line is their label.
    """
    if not any("continues" in block.hints for block in blocks):
        found = [_single(index, block) for index, block in enumerate(blocks)]
        return rejoined(blocks, found, is_label) if _has_same_line(blocks) else found
    groups: list[list[int]] = []
    for index, block in enumerate(blocks):
        if groups and "continues" in block.hints and not begins(blocks[index - 1], block):
            groups[-1].append(index)
        else:
            groups.append([index])
    found = [unit(blocks, group) for group in groups]
    return rejoined(blocks, found, is_label) if _has_same_line(blocks) else found


def _has_same_line(blocks: Sequence[Block]) -> bool:
    return any("same_line" in block.hints for block in blocks)


def rejoined(
    blocks: Sequence[Block], page: Sequence[Unit], is_label: Callable[[Unit], bool]
) -> list[Unit]:
    """Join a bold beginning that is no label after all to the line it begins."""
    groups: list[list[Unit]] = []
    for here in page:
        joins = groups and "same_line" in here.first.hints
        if joins and not is_label(groups[-1][-1]) and not is_label(here):
            groups[-1].append(here)
        else:
            groups.append([here])
    return [merged(blocks, group) if len(group) > 1 else group[0] for group in groups]


def unit(blocks: Sequence[Block], indices: Sequence[int]) -> Unit:
    """Return one unit of the blocks at ``indices``."""
    first = blocks[indices[0]]
    if len(indices) == 1:
        return _single(indices[0], first)
    text = joined([blocks[index].text for index in indices])
    prose = (first.kind not in ("heading", "label") or len(indices) > 1) and is_prose(text)
    return Unit(text, first, tuple(indices), prose)


def _single(index: int, block: Block) -> Unit:
    prose = block.kind not in ("heading", "label") and is_prose(block.text)
    return Unit(block.text, block, (index,), prose)


def merged(blocks: Sequence[Block], parts: Sequence[Unit]) -> Unit:
    """Return several units as one."""
    return unit(blocks, [index for part in parts for index in part.indices])


def locator(blocks: Sequence[Block], indices: Sequence[int]) -> str:
    """Return a locator of several blocks: a range of lines where it can be one, else a list.

    Lines of a text file are ``L3``, of a PDF ``p1L3``.

    >>> from pipeline.model import Block
    >>> page = [Block(text="a", kind="paragraph", locator=f"L{n}", line=n) for n in (1, 2, 5)]
    >>> locator(page, [0, 1, 2]), locator(page, [2])
    ('L1-L5', 'L5')
    """
    if not indices:
        return ""
    if len(indices) == 1:
        return blocks[indices[0]].locator
    parts = [blocks[index].locator for index in indices]
    whole = indices[-1] - indices[0] + 1 == len(indices)
    if whole and all(_LINES.fullmatch(part) for part in parts):
        return f"{parts[0].partition('-')[0]}-{parts[-1].rpartition('-')[2]}"
    return ";".join(dict.fromkeys(parts))
