"""Whose text is it: which elements of the tree own the text of each block of a page.

A layout that finds elements (by selectors, by microdata) says whose each is; a block then belongs
to the owner of most of its text, and what of it nobody owns is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.model import Block
from pipeline.read import nodes
from pipeline.read.fold import fold

Owner = tuple[str, int]  # role and entry, from 1; entry 0: a rule


class Places:
    """Which elements the texts of each block stand in."""

    def __init__(self, tree: nodes.Nodes, blocks: Sequence[Block]) -> None:
        self.tree = tree
        self.blocks = blocks
        self.inside = [self._of(block) for block in blocks]

    def _of(self, block: Block) -> tuple[list[nodes.Node], etree._Element | None]:
        """Return a block's nodes, and the element that they are in (or are)."""
        try:
            found = self.tree.at(block.locator)
        except LookupError:
            return [], None
        if len(found) == 1 and isinstance(found[0], etree._Element):
            return found, found[0]
        path = block.locator.partition("#")[0].rpartition("/node()")[0]
        above = self.tree.at(path)[0] if path else self.tree.root
        return found, above if isinstance(above, etree._Element) else None

    def texts(self, index: int) -> Iterator[tuple[str, etree._Element | None]]:
        """Yield the texts of a block, each with the element that it stands directly in."""
        found, above = self.inside[index]
        for node in found:
            if isinstance(node, str):
                yield node, above
            else:
                yield from nodes.pieces(node)


class Owners:
    """Who owns an element: the selected one that it is, or is in."""

    def __init__(self) -> None:
        self.of: dict[etree._Element, Owner | None] = {}
        self.above: set[etree._Element] = set()  # of these some part is owned by itself

    def give(self, element: etree._Element, owner: Owner) -> None:
        """Give an element to an owner; the first to have it keeps it."""
        self.of.setdefault(element, owner)
        here = element.getparent()
        while here is not None and here not in self.above:
            self.above.add(here)
            here = here.getparent()

    def owner(self, element: etree._Element | None) -> Owner | None:
        """Return who owns an element: it itself, or the nearest around it that is owned."""
        path: list[etree._Element] = []
        while element is not None and element not in self.of:
            path.append(element)
            element = element.getparent()
        found = self.of[element] if element is not None else None
        self.of.update(dict.fromkeys(path, found))
        return found


def owner_of(places: Places, index: int, owners: Owners) -> tuple[Owner | None, str]:
    """Return who owns most of a block, and the words in it that nobody does."""
    element = places.inside[index][1]
    if element not in owners.above:
        return owners.owner(element), ""
    shares: dict[Owner, int] = {}
    left: list[str] = []
    for text, holder in places.texts(index):
        if owner := owners.owner(holder):
            shares[owner] = shares.get(owner, 0) + len(text)
        else:
            left.append(text)
    if not shares:
        return None, ""
    return max(shares, key=lambda owner: (shares[owner], owner)), fold(" ".join(left))
