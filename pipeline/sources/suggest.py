"""Selectors for a page that no layout reads, suggested from what repeats on it.

An element that recurs with a title in it is taken for an entry; what recurs in the entries is
taken for a field by its class, its place or what it says. These are suggestions: a person looks at
what they read, and mends them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from pipeline.read import nodes
from pipeline.read.markup import FURNITURE, HEADINGS, SKIPPED, meaning
from pipeline.sources.css import select
from pipeline.sources.dates import is_date
from pipeline.sources.labels import table
from pipeline.sources.vocabulary import identified
from pipeline.sources.words import folded, is_prose, is_year

MOST_ELEMENTS = 100_000
MOST_ENTRIES = 300  # looked into for fields
_FEWEST = 3
_TRIED = 24  # kinds of elements, those that hold most text first
_CLASS = re.compile(r"[a-zA-Z_-][a-zA-Z_-]{0,59}")  # with a digit it tells one entry from another
_PASSING = re.compile(r"odd|even|first|last|active|clearfix|row|col|container|item|link", re.I)
_KINDS = (
    (
        "abstract",
        re.compile(r"abstract|summary|description|body|excerpt|teaser|content|text", re.I),
    ),
    ("Authors", re.compile(r"auth?or|creat|byline|^by$|contributor|person|people|writer", re.I)),
    ("Date", re.compile(r"date|year|issued|time|when|publi(?:shed|cation)", re.I)),
    ("Publisher", re.compile(r"publisher|institution|organi[sz]ation", re.I)),
    ("Category", re.compile(r"categor|subject|topic|keyword|tags?$|theme", re.I)),
    ("Type", re.compile(r"type|genre|kind", re.I)),
    ("Language", re.compile(r"lang", re.I)),
    ("Country", re.compile(r"countr|location|place|geo", re.I)),
    ("ISBN", re.compile(r"isbn", re.I)),
    ("DOI", re.compile(r"doi$", re.I)),
)
_TITLED = re.compile(r"(?:.*[-_])?(?:title|headline|name|heading)", re.I)
_NO_TITLE = re.compile(r"person|auth?or|creator|file|user|site|page", re.I)
_LABELLED = re.compile(r"([^\W\d_][^:：]{1,30}?)\s?[:：]\s*\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Selectors that seem to read a page.

    Attributes:
        count: How many entries they find.
        abstract: ``""`` where there seems to be none.
        fields: Label to selector.
    """

    entry: str
    title: str
    count: int
    abstract: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Group:
    """Elements that look alike."""

    selector: str
    members: tuple[etree._Element, ...]


def suggest(root: etree._Element) -> Suggestion | None:
    """Return selectors for the entries that a page seems to list, ``None`` where it lists none."""
    sizes = _sizes(root)
    best: tuple[float, _Group, str] | None = None
    for group in _groups(root, sizes):
        title = _title(group)
        if not title:
            continue
        score = _score(group, sizes, root)
        if best is None or score > best[0]:
            best = score, group, title
    if best is None:
        return None
    _, group, title = best
    abstract, fields = _fields(group, title)
    found = select(group.selector).under(root)[1]
    return Suggestion(
        entry=group.selector, title=title, count=len(found), abstract=abstract, fields=fields
    )


# ------------------------------------------------------------------------------ entries


def _sizes(root: etree._Element) -> dict[etree._Element, int]:
    """Return how much visible text each element holds, in characters."""
    sizes: dict[etree._Element, int] = {}
    elements = list(islice(root.iter("*"), MOST_ELEMENTS))
    for element in reversed(elements):
        if element.tag in SKIPPED:
            sizes[element] = 0
            continue
        own = len((element.text or "").strip())
        own += sum(sizes.get(child, 0) + len((child.tail or "").strip()) for child in element)
        sizes[element] = own
    return sizes


def _groups(root: etree._Element, sizes: Mapping[etree._Element, int]) -> list[_Group]:
    """Return kinds of elements that recur outside furniture, those with most text first."""
    found: dict[str, list[etree._Element]] = {}
    furniture: set[etree._Element] = set()
    for element in sizes_in_order(root, sizes):
        above = element.getparent()
        if above in furniture or _is_furniture(element):
            furniture.add(element)
        elif above is not None and sizes[element] >= 20:
            found.setdefault(_selector(element), []).append(element)
    groups = [
        _Group(selector, tuple(members))
        for selector, members in found.items()
        if len(members) >= _FEWEST and not _is_nested(members)
    ]
    groups.sort(key=lambda group: -sum(sizes[each] for each in group.members))
    return groups[:_TRIED]


def sizes_in_order(
    root: etree._Element, sizes: Mapping[etree._Element, int]
) -> Iterator[etree._Element]:
    """Yield the elements whose size is known and not 0, in page order."""
    return (each for each in root.iter("*") if sizes.get(each))


def _is_furniture(element: etree._Element) -> bool:
    tag = str(element.tag)
    if tag in ("html", "body", "main", "article", "section"):
        return False
    said = meaning(
        tag, element.get("class") or "", element.get("role") or "", element.get("id") or ""
    )
    inside = {each.tag for each in element.iterancestors("article", "li", "td")}
    return bool(said & FURNITURE) and not inside


def _is_nested(members: Sequence[etree._Element]) -> bool:
    seen = set(members)
    return any(above in seen for each in members for above in each.iterancestors())


def _classes(element: etree._Element) -> list[str]:
    found = [each for each in (element.get("class") or "").split() if _CLASS.fullmatch(each)]
    telling = [each for each in found if not _PASSING.fullmatch(each)]
    return telling or found[:1]


def _selector(element: etree._Element) -> str:
    """Return a selector of elements like this: by its classes, else by what it is in."""
    tag = str(element.tag)
    if classes := _classes(element):
        return f"{tag}.{'.'.join(classes[:2])}"
    for above in element.iterancestors():
        if above.tag in ("body", "html"):
            break
        if above.tag == "main":
            return f"main {tag}"
        if classes := _classes(above):
            return f"{above.tag}.{classes[0]} {tag}"
        if _CLASS.fullmatch(above.get("id") or ""):
            return f"#{above.get('id')} {tag}"
    return tag


def _score(group: _Group, sizes: Mapping[etree._Element, int], root: etree._Element) -> float:
    """Return how much of the page's text a group holds, more for many members of one size."""
    held = [sizes[each] for each in group.members]
    share = sum(min(size, 1500) for size in held) / max(sizes[root], 1)
    dated = sum(1 for each in group.members[:50] if re.search(r"(?:19|20)\d\d", nodes.text(each)))
    extra = len(select(group.selector).under(root)[1]) - len(held)  # in menus and the like
    share *= len(held) / (len(held) + extra)
    by_class = 0.05 if "." in group.selector.rpartition(" ")[2] else 0.0
    return share * (1 - 1 / len(held)) + 0.2 * dated / min(len(held), 50) + by_class


# ------------------------------------------------------------------------------ in an entry


def _title(group: _Group) -> str:
    """Return a selector of the title in most members, ``""`` where they have none."""
    for selector in _title_choices(group):
        texts = [_text(selector, each) for each in group.members[:MOST_ENTRIES]]
        good = [text for text in texts if 8 <= len(text) <= 300 and not is_date(text)]
        if len(good) >= 0.8 * len(texts) and len(set(good)) >= 0.8 * len(good):
            return selector
    return ""


def _title_choices(group: _Group) -> Iterator[str]:
    inside = Counter[str]()
    tags = Counter[str]()
    for member in group.members[:MOST_ENTRIES]:
        each = list(member.iterdescendants("*"))[:400]
        inside.update({name for one in each for name in _classes(one)})
        tags.update({str(one.tag) for one in each})
    often = {
        name for name, count in inside.items() if count * 2 >= min(len(group.members), MOST_ENTRIES)
    }
    heads = [tag for tag in HEADINGS if tags[tag] * 2 >= min(len(group.members), MOST_ENTRIES)]
    for choice in (*heads, *(f".{name}" for name in sorted(often) if _may_title(name))):
        yield f"{choice} a"
        yield choice
    yield from ("dt", "cite", "em", "i", "a em", "strong a", "td a", "a", "strong", "b")
    yield from (f"td:nth-child({place})" for place in (2, 1, 3))


def _may_title(name: str) -> bool:
    return _TITLED.fullmatch(name) is not None and not _NO_TITLE.search(name)


def _text(selector: str, element: etree._Element) -> str:
    found = (each for each in select(selector).under(element)[1] if each is not element)
    return next(map(nodes.text, found), "")


def _fields(group: _Group, title: str) -> tuple[str, dict[str, str]]:
    members = group.members[:MOST_ENTRIES]
    fields: dict[str, str] = {}
    abstract = ""
    for selector, kind in _candidates(members, title):
        if kind == "abstract":
            abstract = abstract or selector
        elif kind not in fields and selector not in fields.values():
            fields[kind] = selector
    return abstract, fields


def _candidates(members: Sequence[etree._Element], title: str) -> Iterator[tuple[str, str]]:
    """Yield selectors of what recurs in the members, each with what it seems to be."""
    if _recurs("time[datetime]", members):
        yield "time@datetime", "Date"
    yield from _columns(members, title)
    names = Counter(
        name
        for member in members
        for name in {n for each in member.iterdescendants("*") for n in _classes(each)}
    )
    for name, count in sorted(names.items(), key=lambda item: (-item[1], item[0]))[:60]:
        selector = f".{name}"
        if count * 4 >= len(members) and selector not in title:
            kind = _kind(name, _texts(selector, members))
            if kind:
                yield selector, kind
    yield from _labelled(members)
    prose = [_text("p", member) for member in members]
    if sum(map(is_prose, prose)) * 2 >= len(members):
        yield "p", "abstract"


def _columns(members: Sequence[etree._Element], title: str) -> Iterator[tuple[str, str]]:
    """Yield the columns of a table by what its head calls them."""
    if not members or members[0].tag != "tr":
        return
    over = next((each for each in members[0].iterancestors("table")), None)
    heads = [] if over is None else [nodes.text(each) for each in over.iter("th")][:30]
    for place, label in enumerate(heads, start=1):
        selector = f"td:nth-child({place})"
        if selector not in title and table().get(folded(label), "title") != "title":
            yield selector, label


def _labelled(members: Sequence[etree._Element]) -> Iterator[tuple[str, str]]:
    """Yield elements that begin with a label and a colon: ``p:contains('Year:')``."""
    seen: Counter[tuple[str, str]] = Counter()
    for member in members:
        found = set()
        for each in member.iterdescendants("p", "li", "dd", "div", "span"):
            text = nodes.text(each) if len(each) <= 4 else ""
            head = _LABELLED.match(text) if len(text) <= 300 else None
            if head and not {"'", '"', "\\"} & set(head[1]):
                found.add((str(each.tag), head[1]))
        seen.update(found)
    for (tag, label), count in seen.items():
        role = table().get(folded(label), "")
        fewest = 0.5 if role else 0.8  # a word that no table knows must be on nearly all
        if count >= fewest * len(members) and role not in ("title", "abstract"):
            yield f"{tag}:contains('{label}:')", label


def _texts(selector: str, members: Iterable[etree._Element]) -> list[str]:
    found = (_text(selector, member) for member in members)
    return [text for text in found if text]


def _recurs(selector: str, members: Sequence[etree._Element]) -> bool:
    return len(_texts(selector, members)) * 2 >= len(members)


def _kind(name: str, texts: Sequence[str]) -> str:
    """Return what a class seems to hold, by what its texts are, then by its name."""
    if not texts:
        return ""
    for label, fits in (("ISBN", _is_isbn), ("Year", is_year), ("Date", is_date)):
        if sum(map(fits, texts)) >= 0.7 * len(texts):
            return label
    if sum(map(is_prose, texts)) >= 0.6 * len(texts):
        return "abstract"
    named = next((label for label, pattern in _KINDS if pattern.search(name)), "")
    short = sum(len(text) for text in texts) / len(texts) <= 160
    return named if short and named not in ("abstract", "ISBN", "Date", "DOI") else ""


def _is_isbn(text: str) -> bool:
    return identified(text.rpartition(":")[2].strip()) == "isbn"
