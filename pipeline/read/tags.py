"""What a tag says: of what is inside it, and of where that stands.

Pages repeat their tags, and sites their pages, so that each is read once: ``tag`` keeps what a
tag says by itself, ``Tag.within`` what holds inside it, given what held around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.read.markup import HEADINGS, INLINE, PRE, SKIPPED, inherited, is_hidden, meaning
from pipeline.read.tree import resolved

NOTHING: frozenset[str] = frozenset()
BLOCK, INLINED, BREAK, IGNORED, END = range(5)  # what a tag does to the text around it
_ATTRIBUTE = r' (?:({})|=?[^ =]*)="([^"]*)"'  # in turn, since a value may end like a name
_SAID = re.compile(_ATTRIBUTE.format("class|role|id|style|hidden|colspan|aria-level"))
_HREF = re.compile(_ATTRIBUTE.format("href"))
_XPATH_NAME = re.compile(r"[a-zA-Z_][\w.-]*", re.ASCII)
_LONGEST_KEPT = 600  # characters of a tag that is kept; a style may be long
_MOST_AROUND = 64  # surroundings of one tag that are kept
_LEAVES = frozenset({"tr", "table", "td", "th"}) | PRE  # never read in one step


@dataclass(slots=True, eq=False)
class Around:
    """What holds inside an element.

    Attributes:
        hints: What the markup around and of it says.
        told: The same and its tag, as a block is told of them.
        level: Of the heading it is or is in, else 0.
        kind: Of a block that is all that is in it and no link: heading, label, value, paragraph.
        item_kind: The same, where the element is an item of a list.
    """

    hints: frozenset[str]
    told: frozenset[str]
    level: int
    kind: str


@dataclass(slots=True, eq=False)
class Tag:
    """A tag, less what tells it from others that say the same of the text around it.

    Attributes:
        does: ``BLOCK``, ``INLINED``, ``BREAK``, ``IGNORED`` (with all that is in it) or ``END``.
        is_empty: Opens and closes an element in one.
        is_name: Can be named in an XPath; ``o:p`` and ``a<b`` cannot.
        is_leaf: With nothing but text in it, it is one block, and nothing has to be remembered.
        own: What it says of itself.
        level: Of a heading, else 0.
        span: How many columns a cell takes.
    """

    name: str
    does: int
    is_empty: bool = False
    is_name: bool = True
    is_leaf: bool = False
    own: frozenset[str] = NOTHING
    role: str = ""
    level: int = 0
    span: int = 1
    known: dict[Around, Around] = field(default_factory=dict)

    def within(self, around: Around) -> Around:
        """Return what holds inside the element, given what holds around it."""
        found = self.known.get(around)
        if found is None:
            hints = inherited(self.name, self.role, self.own, around.hints)
            found = _around(hints, self.level or around.level, self.name)
            if len(self.known) < _MOST_AROUND:
                self.known[around] = found
        return found


def tag(written: str) -> Tag:
    """Return what a tag says, as ``tree.pieces`` writes it.

    >>> found = tag('<p id="p9" class="field__label">')
    >>> found.name, found.does == BLOCK, sorted(found.own)
    ('p', True, ['label'])
    """
    if written[1] == "/":
        return _end(written[2:-1])
    is_empty = written[-2] == "/"
    end = written.find(" ")
    if end < 0:
        return _kept(written[1 : -2 if is_empty else -1], is_empty, ())
    read = _kept if len(written) <= _LONGEST_KEPT else _read
    return read(written[1:end], is_empty, tuple([p for p in _SAID.findall(written, end) if p[0]]))


def link(written: str) -> str | None:
    """Return where the tag of a link leads.

    >>> link('<a class="x" href="/a?b&amp;c">'), link("<a>")
    ('/a?b&c', None)
    """
    if " href=" not in written:
        return None
    return next((resolved(value) for name, value in _HREF.findall(written) if name), None)


@lru_cache(maxsize=1024)
def _end(name: str) -> Tag:
    return Tag(name, END)


def _read(name: str, is_empty: bool, said: tuple[tuple[str, str], ...]) -> Tag:
    has = {key: resolved(value) for key, value in said}
    get = has.get
    role = get("role", "")
    does = INLINED if name in INLINE else BLOCK
    if name in SKIPPED or (has and is_hidden(get)):
        does = IGNORED
    elif name in ("br", "hr"):
        does = BREAK
    return Tag(
        name,
        does,
        is_empty,
        is_name=_XPATH_NAME.fullmatch(name) is not None,
        is_leaf=does == BLOCK and name not in _LEAVES and not is_empty,
        own=meaning(name, get("class", ""), role, get("id", "")),
        role=role,
        level=HEADINGS.get(name) or (_level(get("aria-level", "2")) if role == "heading" else 0),
        span=_span(get("colspan", "1")),
    )


_kept = lru_cache(maxsize=8192)(_read)


@lru_cache(maxsize=4096)
def _around(hints: frozenset[str], level: int, name: str) -> Around:
    kind = "paragraph"
    if level:
        kind = "heading"
    elif hints & {"label", "value"}:
        kind = "label" if "label" in hints else "value"
    return Around(hints, hints | {f"<{name}>"}, level, kind)


PAGE = _around(NOTHING, 0, "")  # what holds around a page's first element


def _level(said: str) -> int:
    return int(said) if said in ("1", "2", "3", "4", "5", "6") else 2


def _span(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) <= 2 and int(said) else 1
