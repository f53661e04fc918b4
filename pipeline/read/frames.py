"""The open elements of a page: what each has seen, and its XPath."""

from __future__ import annotations

from pipeline.read.tags import Around, Tag

_FAR = 24  # from this depth on a locator counts descendants, so that it stays short
_Place = tuple[str, int]  # what a step of an XPath counts, and how many there are up to it


class Frame:
    """An open element that holds runs of its own.

    Attributes:
        place: Its step in an XPath.
        nodes: Nodes seen among its children, as XPath's ``node()`` counts them.
        counts: Children seen, by tag; from ``_FAR`` on, descendants.
        began: How many blocks there were when it opened.
        heads: Whether a row holds heads.
        column: Of a cell, its place in the row; of a row, how many columns it has.
    """

    __slots__ = (
        *("around", "began", "breaks", "column", "counts", "depth", "heads", "href", "name"),
        *("nodes", "parent", "place", "row", "runs", "xpath"),
    )

    def __init__(
        self, name: str, place: _Place, parent: Frame | None, around: Around, began: int
    ) -> None:
        self.name = name
        self.place = place
        self.parent = parent
        self.around = around
        self.began = began
        self.nodes = self.runs = self.breaks = self.column = self.row = 0
        self.heads = False
        self.counts: dict[str, int] = {}
        self.xpath = ""
        if parent is None:
            self.depth = 0
            self.href: str | None = None
        else:
            self.depth = parent.depth + 1
            self.href = parent.href

    def path(self) -> str:
        """The element's XPath."""
        above = self.parent
        if not self.xpath and above is not None:
            self.xpath = above.far().path() + _step(*self.place)
        return self.xpath

    def child(self, opened: Tag) -> str:
        """Count one more child; return its XPath."""
        if self.depth >= _FAR or not opened.is_name:
            return self.far().path() + _step(*self.count(opened))
        self.nodes += 1
        counts, name = self.counts, opened.name
        counts[name] = number = counts.get(name, 0) + 1
        path = self.xpath or self.path()
        return path + _step(name, number)

    def far(self) -> Frame:
        """The ancestor whose descendants are counted instead of each level's children."""
        frame = self
        while frame.depth > _FAR and frame.parent is not None:
            frame = frame.parent
        return frame

    def count(self, opened: Tag) -> _Place:
        """Count one more child; return its step."""
        self.nodes += 1
        name = opened.name
        if self.depth >= _FAR:
            return self._count_far(opened)
        if not opened.is_name:
            return "node()", self.nodes
        counts = self.counts
        counts[name] = number = counts.get(name, 0) + 1
        return name, number

    def _count_far(self, opened: Tag) -> _Place:
        counts, name = self.far().counts, opened.name
        counts["/*"] = place = counts.get("/*", 0) + 1
        counts["/" + name] = number = counts.get("/" + name, 0) + 1
        return (f"descendant::{name}", number) if opened.is_name else ("descendant::*", place)


def _step(kind: str, number: int) -> str:
    """Return a step of an XPath: ``/div[2]``, ``/node()[3]`` or ``/descendant::p[4]``."""
    if kind in ("html", "body"):  # there is one at most
        return "/" + kind
    return f"/{kind}[{number}]"
