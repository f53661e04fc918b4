"""What a page says of publications in its metadata: JSON-LD, microdata, RDFa Lite and meta tags.

Written here rather than taken from a library because every value needs the place it stands in:
``extruct`` gives values alone. Nothing is fetched and no context is resolved: names are those of
schema.org, whatever prefix they carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipeline.read import Page, json_values, nodes
from pipeline.read.json_values import pointer
from pipeline.read.nodes import shown
from pipeline.sources.vocabulary import identified, meanings, publications

MOST = 20_001  # publications of one page; a source has 20,000 at most, and is told of more
DEEPEST = 12  # levels of JSON from its root to a publication
_JSON = ("ld+json",)
_SCOPED = ("itemtype=", "typeof=")
_TAGS = (
    "citation_",
    '"DC.',
    "'DC.",
    '"dc.',
    "'dc.",
    '"DCTERMS',
    '"dcterms',
    "eprints.",
    "book:isbn",
)
_PREFIX = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)")
_LISTS = ("@graph", "mainEntity", "itemListElement", "item", "hasPart", "dataFeedElement")
_OF_ONE = frozenset({"citation_title", "bepress_citation_title", "eprints.title"})
_LOOSE = frozenset({"Article", "CreativeWork"})  # what sites call anything they write
_NAMED = ("name", "@value", "url")
_PARTS_OF = re.compile(r"Series|Periodical|Issue|Volume|Book|Collection$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value of a publication's metadata.

    Attributes:
        name: As the metadata has it, less the vocabulary's prefix: ``author``, ``citation_doi``.
        role: What it means; ``other`` where that is not known.
        locator: Where it stands; one that ``read.text_at`` reads.
        line: The source line, from 1.
        element: The element that has it, for microdata; else ``None``.
        is_shown: It is that element's text, which a block shows.
    """

    name: str
    role: str
    text: str
    locator: str
    line: int
    element: etree._Element | None = field(default=None, compare=False)
    is_shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One publication in a page's metadata.

    Attributes:
        kind: ``json-ld``, ``microdata`` or ``meta``.
        element: What holds it: the script, the element with ``itemscope``, the head.
    """

    kind: str
    facts: tuple[Fact, ...]
    element: etree._Element

    def of(self, role: str) -> tuple[Fact, ...]:
        """Return the facts of a role, in page order."""
        return tuple(fact for fact in self.facts if fact.role == role)


def items(page: Page) -> tuple[Item, ...]:
    """Return the publications that a page's metadata describes, each with a title; total."""
    kinds = [
        read
        for signs, read in ((_JSON, _json_ld), (_SCOPED, _microdata), (_TAGS, _meta))
        if any(sign in page.source for sign in signs)
    ]
    tree = page.nodes if kinds else None
    found = [item for read in kinds for item in read(tree)] if tree else []
    return tuple(item for item in found if item.of("title"))[:MOST]


# ------------------------------------------------------------------------------ JSON-LD


@dataclass(slots=True)
class _Script:
    """A script of JSON-LD: where it stands, and what it says."""

    path: str
    line: int
    element: etree._Element
    value: Any


def _json_ld(tree: nodes.Nodes) -> Iterator[Item]:
    scripts = list(_scripts(tree))
    known: dict[str, tuple[_Script, str, dict[str, Any]]] = {}
    for script in scripts:
        for path, each in _objects(script.value, "", 0):
            if isinstance(each.get("@id"), str) and len(each) > 1:
                known.setdefault(each["@id"], (script, path, each))
    for script in scripts:
        for path, each in _objects(script.value, "", 0):
            if _is_publication(each):
                facts = tuple(_facts(script, path, each, known))
                yield Item(kind="json-ld", facts=facts, element=script.element)


def _scripts(tree: nodes.Nodes) -> Iterator[_Script]:
    for element in tree.root.iter("script"):
        if "ld+json" in (element.get("type") or "").lower():
            value = json_values.parsed(element.text or "")
            line = element.sourceline if isinstance(element.sourceline, int) else 1
            yield _Script(tree.path(element), line, element, value)


def _objects(value: Any, path: str, depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects that a listing leads to; what a publication itself holds is its own."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for at, each in enumerate(value):
            yield from _objects(each, pointer(path, at), depth + 1)
    elif isinstance(value, dict):
        yield path, value
        if not _is_publication(value):
            for key in _LISTS:
                if key in value:
                    yield from _objects(value[key], pointer(path, key), depth + 1)


def _types(value: dict[str, Any], key: str = "@type") -> set[str]:
    found = value.get(key, ())
    texts = [found] if isinstance(found, str) else found if isinstance(found, list) else ()
    return {_PREFIX.sub("", text) for text in texts if isinstance(text, str)}


def _is_publication(value: dict[str, Any]) -> bool:
    types = _types(value)
    said = any(_keys(value, name) for name in ("author", "creator", "publisher", "datePublished"))
    is_identified = bool(_keys(value, "isbn") or _keys(value, "doi"))
    return _publishes(types, is_identified) or (types == {"CreativeWork"} and said)


def _publishes(types: set[str], is_identified: bool) -> bool:
    """Tell whether types are of a publication; themes of sites call any post a CreativeWork."""
    return bool(types & (publications() - _LOOSE)) or (bool(types & _LOOSE) and is_identified)


def _keys(value: dict[str, Any], name: str) -> list[str]:
    return [key for key in value if _PREFIX.sub("", key) == name and value[key]]


_Known = dict[str, tuple[_Script, str, dict[str, Any]]]


def _facts(script: _Script, path: str, value: dict[str, Any], known: _Known) -> Iterator[Fact]:
    roles = meanings("schema")
    for key, found in value.items():
        name = _PREFIX.sub("", key)
        if key.startswith("@") or name == "image":
            continue
        for holder, where, text in _texts(script, pointer(path, key), found, known, name, 0):
            clean = shown(text)
            if clean:
                yield Fact(
                    name=name,
                    role=_role(name, roles, clean),
                    text=clean,
                    locator=_locator(holder, where),
                    line=holder.line,
                )


def _locator(script: _Script, where: str) -> str:
    return ";".join(f"{script.path}#{part}" for part in where.split(";"))


def _role(name: str, roles: Any, text: str) -> str:
    role = roles.get(name, "other")
    if role == "identifier":
        return identified(text) or "other"
    return str(role)


def _texts(
    script: _Script, path: str, value: Any, known: _Known, name: str, depth: int
) -> Iterator[tuple[_Script, str, str]]:
    """Yield the texts that a value comes to: its own, its name, that of what it refers to."""
    if depth > 3:
        return
    if isinstance(value, list):
        for at, each in enumerate(value[:1000]):
            yield from _texts(script, pointer(path, at), each, known, name, depth + 1)
    elif isinstance(value, dict):
        if name == "isPartOf" and not any(map(_PARTS_OF.search, _types(value))):
            return
        if set(value) <= {"@id", "@type"} and value.get("@id") in known:
            yield from _named(*known[value["@id"]])
        else:
            yield from _named(script, path, value)
    elif text := json_values.text(value):
        yield script, path, text


def _named(script: _Script, path: str, value: dict[str, Any]) -> Iterator[tuple[_Script, str, str]]:
    """Yield the text by which an object is named: a person, a place, an identifier, an offer."""
    for key in ("value", "price", *_NAMED):
        for full in [each for each in value if _PREFIX.sub("", each) == key]:
            if text := json_values.text(value[full]):
                yield script, pointer(path, full), text
                return
    pieces = [
        (pointer(path, each), json_values.text(value[each]))
        for key in ("givenName", "familyName")
        for each in value
        if _PREFIX.sub("", each) == key
    ]
    if pieces:
        yield script, ";".join(where for where, _ in pieces), " ".join(text for _, text in pieces)


# ------------------------------------------------------------------------------ microdata, RDFa


def _microdata(tree: nodes.Nodes) -> Iterator[Item]:
    for scope, prop in (("itemtype", "itemprop"), ("typeof", "property")):
        inside: set[etree._Element] = set()
        for element in tree.root.iterfind(f".//*[@{scope}]"):
            written = element.get(scope) or ""
            if element in inside:
                continue
            types = {_PREFIX.sub("", each) for each in written.split()}
            if not types & (publications() | _LOOSE):
                continue
            inside.update(element.iter())
            facts = tuple(_properties(tree, element, scope, prop))
            roles = {fact.role for fact in facts}
            if _publishes(types, bool(roles & {"isbn", "doi"})):
                yield Item(kind="microdata", facts=facts, element=element)


def _properties(tree: nodes.Nodes, item: etree._Element, scope: str, prop: str) -> Iterator[Fact]:
    roles = meanings("schema")
    nested: set[etree._Element] = set()
    for element in item.iterdescendants("*"):
        names = (element.get(prop) or "").split()
        if element in nested:
            continue
        is_item = element.get("itemscope") is not None or element.get(scope) is not None
        if is_item:
            nested.update(element.iterdescendants("*"))
        if not names:
            continue
        holder = _name_in(element, prop) if is_item else element
        attribute, text = _value(holder)
        for name in (_PREFIX.sub("", each) for each in names):
            if text and ":" not in name:
                yield Fact(
                    name=name,
                    role=_role(name, roles, text),
                    text=text,
                    locator=tree.path(holder) + (f"/@{attribute}" if attribute else ""),
                    line=holder.sourceline if isinstance(holder.sourceline, int) else 1,
                    element=holder,
                    is_shown=not attribute,
                )


def _name_in(element: etree._Element, prop: str) -> etree._Element:
    """Return what names a nested item: its ``name``, else the item itself."""
    for each in element.iterdescendants("*"):
        if {_PREFIX.sub("", name) for name in (each.get(prop) or "").split()} & {"name", "value"}:
            return each
    return element


def _value(element: etree._Element) -> tuple[str, str]:
    """Return the attribute that a property's value is in (``""``: its text), and the value."""
    name = {"link": "href", "a": "href", "img": "src", "data": "value", "time": "datetime"}
    for attribute in ("content", name.get(str(element.tag), "")):
        is_address = attribute == "href" and nodes.text(element)
        if attribute and not is_address and (text := shown(element.get(attribute) or "")):
            return attribute, text
    return "", nodes.text(element)


# ------------------------------------------------------------------------------ meta tags


def _meta(tree: nodes.Nodes) -> Iterator[Item]:
    roles = meanings("meta")
    facts: list[Fact] = []
    for element in tree.root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        text = shown(element.get("content") or "")
        if name in roles and text:
            facts.append(
                Fact(
                    name=name,
                    role=_role(name, roles, text),
                    text=text,
                    locator=f"{tree.path(element)}/@content",
                    line=element.sourceline if isinstance(element.sourceline, int) else 1,
                )
            )
    if _describes_one(facts):
        head = tree.root.find("head")
        yield Item(kind="meta", facts=tuple(facts), element=tree.root if head is None else head)


def _describes_one(facts: Sequence[Fact]) -> bool:
    """Tell whether meta tags describe one publication, not the page that they are on.

    Every page of some sites has Dublin Core. That of a publication names who wrote it and when,
    or has an identifier.
    """
    titles = {fact.text for fact in facts if fact.name in _OF_ONE}
    if len(titles) > 1:
        return False
    said = {fact.role for fact in facts}
    if titles:
        return bool(said - {"title", "url", "language", "other"})
    return "title" in said and (bool(said & {"isbn", "doi"}) or {"authors", "date", "type"} <= said)
