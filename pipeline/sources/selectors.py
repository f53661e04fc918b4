"""Selectors: a site's regular markup read by the CSS selectors that its entry declares.

```toml
[my_source.selectors]
entry = "article.publication"          # one element per entry; one inside another is part of it
title = "h3 a"
abstract = ".summary p"
url = "h3 a@href"                      # where the title is no link
[my_source.selectors.fields]           # label -> selector; what it means is in the table of labels
Authors = ".author"
Year = "time@datetime"
[my_source.selectors.ignore]           # rule -> selector: why this is no part of an entry
related = ".see-also"
```

Each value has the place of its element. The page's blocks are accounted for as with any layout:
by a field, where one of its elements holds their text; by a rule; else they are unread, and so is
a block of which a selector takes a part and leaves words that are no label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default

from lxml import etree

from pipeline.model import Block, Entry
from pipeline.read import Page, nodes
from pipeline.sources import labels as labelling
from pipeline.sources.base import Laid, Selectors, Source
from pipeline.sources.css import Select
from pipeline.sources.fields import field
from pipeline.sources.furniture import rule_for
from pipeline.sources.ledger import Ledger
from pipeline.sources.ownership import Owners, Places, owner_of
from pipeline.sources.paragraphs import paragraphs
from pipeline.sources.words import folded, is_prose

MOST = 20_001  # entries of a page; a source has 20,000 at most, and is told of more
_HEADING_WORDS = 14  # a longer line over the first entry is an introduction
_WORDS = re.compile(r"[^\W_]+")
_JOINING = frozenset(  # words that only lead from one value to the next
    (
        *("by", "in", "on", "and", "et", "y", "e", "und", "par", "por", "von", "ed", "eds", "und"),
        *("posted", "published", "filed", "under", "publie", "le", "dans", "publicado", "el", "en"),
        *("am", "veroffentlicht", "em", "at", "from", "the", "date", "of"),
    )
)


@dataclass(slots=True)
class _Value:
    """A value, where it stands, and the element that its text is of."""

    text: str
    locator: str
    element: etree._Element


@dataclass(slots=True)
class _Found:
    """What the selectors find in one entry."""

    element: etree._Element
    title: list[_Value]
    abstract: list[_Value]
    url: str | None
    fields: list[tuple[str, str, list[_Value]]] = default(default_factory=list)  # label, role


def evidence(page: Page, source: Source) -> int:
    """Return how many entries with a title the source's selectors find on a page."""
    if source.selectors is None or page.nodes is None:
        return 0
    title = source.selectors.title
    return sum(1 for each in _entries(page.nodes.root, source.selectors) if title.under(each)[1])


def entries(page: Page, source: Source) -> Laid:
    """Read a page by the selectors of its source."""
    ledger = Ledger(page.blocks)
    tree, chosen = page.nodes, source.selectors
    if tree is None or chosen is None:
        return Laid(entries=(), claims=(), unread=ledger.unread(), explained=0.0)
    read = (_read(tree, each, chosen, source) for each in _entries(tree.root, chosen))
    found = [each for each in read if each.title]
    places = Places(tree, page.blocks)
    abstracts = _claim(ledger, places, found, chosen, source)
    made = tuple(
        _entry(each, at, places, abstracts.get(at, ())) for at, each in enumerate(found, start=1)
    )
    return Laid(
        entries=made, claims=ledger.claims(), unread=ledger.unread(), explained=ledger.explained()
    )


# ------------------------------------------------------------------------------ finding values


def _entries(root: etree._Element, chosen: Selectors) -> list[etree._Element]:
    """Return the elements that are entries; one within another is a part of it."""
    found: list[etree._Element] = []
    inside: set[etree._Element] = set()
    for each in chosen.entry.under(root)[1]:
        if each not in inside:
            found.append(each)
            inside.update(each.iter())
    return found[:MOST]


def _read(tree: nodes.Nodes, element: etree._Element, chosen: Selectors, source: Source) -> _Found:
    title = _values(tree, element, chosen.title)[:1]
    linked = _values(tree, element, chosen.url) if chosen.url else []
    found = _Found(
        element=element,
        title=title,
        abstract=_values(tree, element, chosen.abstract) if chosen.abstract else [],
        url=linked[0].text if linked else _link(title, element),
    )
    roles = labelling.roles(tuple(source.labels.items()))
    for label, select in chosen.fields:
        role = roles.get(folded(label), "other")
        if values := _values(tree, element, select):
            found.fields.append((label, role, [_bare(v, label, role, roles) for v in values]))
    return found


def _values(tree: nodes.Nodes, element: etree._Element, select: Select) -> list[_Value]:
    step, elements = select.under(element)
    found: list[_Value] = []
    for each in elements:
        path = tree.path(each)
        if step.attribute:
            found.append(
                _Value(
                    nodes.shown(each.get(step.attribute) or ""), f"{path}/@{step.attribute}", each
                )
            )
        elif text := nodes.text(each):
            found.append(_Value(text, path, each))
    return found


def _link(title: Sequence[_Value], entry: etree._Element) -> str | None:
    """Return where the title links to: the link in it or around it."""
    if not title:
        return None
    inside = next(
        (each.get("href") for each in title[0].element.iter("a") if each.get("href")), None
    )
    here: etree._Element | None = title[0].element
    while inside is None and here is not None:
        inside = here.get("href") if here.tag == "a" else None
        here = here.getparent() if here is not entry else None
    return inside


def _bare(value: _Value, label: str, role: str, roles: Mapping[str, str]) -> _Value:
    """Take away the label that a value's own element prints before it: ``Year: 2014``."""
    head, colon, rest = value.text.partition(":") if ":" in value.text[:61] else ("", "", "")
    is_label = folded(head) == folded(label) or (
        role != "other" and roles.get(folded(head)) == role
    )
    if colon and rest.strip() and is_label:
        value.text = rest.strip()
    return value


# ------------------------------------------------------------------------------ whose block is it


def _claim(
    ledger: Ledger,
    places: Places,
    found: Sequence[_Found],
    chosen: Selectors,
    source: Source,
) -> Mapping[int, Sequence[int]]:
    """Give each block to whom it belongs; return the blocks of each entry's abstract."""
    owners, within = _given(places.tree, found, chosen)
    known = _label_words(source, chosen)
    is_before = True
    abstracts: dict[int, list[int]] = {}
    for index, block in enumerate(places.blocks):
        entry = within.owner(places.inside[index][1])
        is_before = is_before and entry is None
        owner, left = owner_of(places, index, owners)
        if owner:
            ledger.claim([index], *owner)
            if left and not _says_nothing(left, known):
                ledger.unread_part(index)
            elif owner[0] == "abstract" and places.inside[index][1] not in owners.above:
                abstracts.setdefault(owner[1], []).append(index)
        elif entry and folded(block.text) in known:
            ledger.claim([index], known[folded(block.text)], entry[1])
        elif rule := rule_for(block, source) or (_over(block) if is_before else ""):
            ledger.ignore([index], rule)
    return abstracts


def _given(tree: nodes.Nodes, found: Sequence[_Found], chosen: Selectors) -> tuple[Owners, Owners]:
    """Return who owns the elements of the page, and which entry they are in."""
    owners, within = Owners(), Owners()
    for ordinal, each in enumerate(found, start=1):
        within.give(each.element, ("entry", ordinal))
        fields = ((role, values) for _, role, values in each.fields)
        for role, values in (("title", each.title), *fields, ("abstract", each.abstract)):
            for value in values:
                owners.give(value.element, (role, ordinal))
    for rule, select in chosen.ignore:
        for element in select.under(tree.root)[1]:
            owners.give(element, (f"rule:{rule}", 0))
    return owners, within


def _label_words(source: Source, chosen: Selectors) -> Mapping[str, str]:
    roles = labelling.roles(tuple(source.labels.items()))
    own = {folded(label): roles.get(folded(label), "other") for label, _ in chosen.fields}
    return {**roles, **own}


def _says_nothing(left: str, known: Mapping[str, str]) -> bool:
    """Tell whether what is left of a block is labels, punctuation and words that join."""
    parts = [folded(part) for part in re.split(r"[:：|;,.()/\[\]–—·•]", left)]
    return all(
        not _WORDS.search(part) or part in known or set(_WORDS.findall(part)) <= _JOINING
        for part in parts
    )


def _over(block: Block) -> str:
    """The rule for what stands over the first entry: the page's heading and introduction."""
    if is_prose(block.text):
        return "page_introduction"
    return "page_heading" if block.text.count(" ") < _HEADING_WORDS else ""


# ------------------------------------------------------------------------------ writing it down


def _entry(found: _Found, ordinal: int, places: Places, abstract: Sequence[int]) -> Entry:
    title = found.title[0]
    shown = not any("/@" in value.locator for value in found.abstract)
    blocks = [places.blocks[index] for index in abstract] if shown else []
    parts = paragraphs(blocks) if blocks else [value.text for value in found.abstract]
    return Entry(
        ordinal=ordinal,
        locator=places.tree.path(found.element),
        title=title.text,
        title_locator=title.locator,
        abstract="\n\n".join(parts),
        abstract_locator=";".join(dict.fromkeys(each.locator for each in blocks or found.abstract)),
        fields=tuple(
            field(label, role, [(value.text, value.locator) for value in values])
            for label, role, values in found.fields
        ),
        url=found.url,
    )
