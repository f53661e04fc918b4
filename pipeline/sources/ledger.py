"""Who accounts for each block of a page; nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.model import Block, Claim, Unknown

RULE = "rule:"
INTRODUCTION = "page_introduction"  # prose over the first entry


class Ledger:
    """One owner per block; the first to claim a block keeps it."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        self._owners: list[tuple[str, int] | None] = [None] * len(self.blocks)
        self._labels: list[int] = []
        self._parts: list[int] = []

    def claim(self, indices: Iterable[int], role: str, listing: int) -> None:
        """Give blocks to a field of an entry."""
        for index in indices:
            if self._owners[index] is None:
                self._owners[index] = (role, listing)

    def ignore(self, indices: Iterable[int], rule: str) -> None:
        """Give blocks to a named rule that says why they belong to no entry."""
        self.claim(indices, RULE + rule, 0)

    def unknown_label(self, index: int) -> None:
        """Note a label that is in no table; its values are kept all the same."""
        self._labels.append(index)

    def unread_part(self, index: int) -> None:
        """Note that a block that has an owner holds words besides that nobody accounts for."""
        self._parts.append(index)

    def is_free(self, index: int) -> bool:
        """Tell whether nobody has claimed the block."""
        return self._owners[index] is None

    def free(self) -> list[int]:
        """Return the blocks that nobody has claimed, in page order."""
        return [index for index, owner in enumerate(self._owners) if owner is None]

    def claims(self) -> tuple[Claim, ...]:
        """Return a claim for each block that has an owner, in page order."""
        return tuple(
            [
                Claim(block.locator, block.line, block.text, *owner)
                for block, owner in zip(self.blocks, self._owners, strict=True)
                if owner is not None
            ]
        )

    def unread(self) -> tuple[Unknown, ...]:
        """Return the blocks without an owner, and the unknown labels, in page order."""
        found = [(index, "line") for index in (*self.free(), *self._parts)]
        found += [(index, "label") for index in self._labels]
        return tuple(
            Unknown(text=self.blocks[i].text, kind=kind, locator=self.blocks[i].locator)
            for i, kind in sorted(set(found))
        )

    def explained(self) -> float:
        """Return the share of the text, less what rules set aside, that entries account for.

        An introduction is set aside, too, but counts as text that no entry accounts for.
        """
        ours = rest = 0
        for block, owner in zip(self.blocks, self._owners, strict=True):
            if owner is None or owner[0] == RULE + INTRODUCTION:
                rest += len(block.text)
            elif not owner[0].startswith(RULE):
                ours += len(block.text)
        return ours / (ours + rest) if ours else 0.0
