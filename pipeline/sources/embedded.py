"""Embedded metadata as a layout, and as what a page's visible entries leave out.

As a layout it reads pages that no other layout claims: what is visible is then accounted for where
it repeats the metadata. Beside another layout, ``completed`` adds to a visible entry what only the
metadata of the same publication says; where the two disagree the visible text stays, and what the
metadata says is kept: as a further date or identifier, else as a field without a meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from pipeline.model import Block, Claim, Entry, Field
from pipeline.read import Page
from pipeline.sources import labels as labelling
from pipeline.sources.base import Laid, Source
from pipeline.sources.embedded_items import Fact, Item, items
from pipeline.sources.fields import field
from pipeline.sources.furniture import rule_for
from pipeline.sources.ledger import Ledger
from pipeline.sources.ownership import Owners, Places, owner_of
from pipeline.sources.words import folded, is_prose

ADDED = frozenset({"date", "year", "isbn", "issn", "doi"})  # several may stand side by side
_UNSAID = frozenset({"title", "abstract", "url"})  # not fields
_LONGEST = 400  # characters of a value whose repetition on the page is looked for
_Visible = Mapping[str, tuple[str, int]]  # folded text to its role and entry


def evidence(page: Page) -> tuple[Item, ...]:
    """Return the publications that a page's metadata describes, each once."""
    once: dict[str, list[Item]] = {}
    for item in items(page):
        once.setdefault(_key(item), []).append(item)
    return tuple(_united(group) for group in once.values())


def entries(page: Page, source: Source) -> Laid:
    """Read a page by its metadata."""
    found = evidence(page)
    ledger = Ledger(page.blocks)
    made = [_entry(item, at) for at, item in enumerate(found, start=1)]
    _account(ledger, page, found, made, source)
    claims = [claim for at, item in enumerate(found, start=1) for claim in _claims(item.facts, at)]
    return Laid(
        entries=tuple(made),
        claims=_each_once((*ledger.claims(), *claims)),
        unread=ledger.unread(),
        explained=1.0 if made else 0.0,
    )


def completed(laid: Laid, page: Page) -> Laid:
    """Return a page as another layout read it, with what only its metadata says."""
    found = evidence(page)
    if not found:
        return laid
    by_title = _by(laid.entries, lambda entry: folded(entry.title))
    by_url = _by(laid.entries, lambda entry: _address(entry.url or ""))
    made = {entry.ordinal: entry for entry in laid.entries}
    claims: list[Claim] = []
    for item in found:
        at = by_title.get(_key(item), by_url.get(_address(_text(item, "url")), 0))
        if at:
            made[at], used = _with(made[at], item)
            claims += _claims(used, at)
    return replace(laid, entries=tuple(made.values()), claims=_each_once((*laid.claims, *claims)))


# ------------------------------------------------------------------------------ items


def _key(item: Item) -> str:
    return folded(item.of("title")[0].text)


def _text(item: Item, role: str) -> str:
    return next((fact.text for fact in item.of(role)), "")


def _united(group: Sequence[Item]) -> Item:
    """Return one publication that is described in several ways as one item."""
    if len(group) == 1:
        return group[0]
    return replace(group[0], facts=tuple(fact for item in group for fact in item.facts))


def _by(found: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, int]:
    """Return key to ordinal, for keys that one entry alone has."""
    seen: dict[str, list[int]] = {}
    for entry in found:
        seen.setdefault(key(entry), []).append(entry.ordinal)
    return {text: places[0] for text, places in seen.items() if text and len(places) == 1}


def _address(url: str) -> str:
    """Return the path of an address, by which a link and its full form are the same."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{path}?{parts.query}" if path.strip("/") else ""


# ------------------------------------------------------------------------------ as a layout


def _entry(item: Item, ordinal: int) -> Entry:
    title = item.of("title")[0]
    abstract = item.of("abstract")[:1]
    return Entry(
        ordinal=ordinal,
        locator=";".join(dict.fromkeys(fact.locator for fact in item.facts)),
        title=title.text,
        title_locator=title.locator,
        abstract=abstract[0].text if abstract else "",
        abstract_locator=abstract[0].locator if abstract else "",
        fields=_fields(item),
        url=_text(item, "url") or None,
    )


def _fields(item: Item) -> tuple[Field, ...]:
    """Return the fields: of each role those of the first name, and what others say besides."""
    found: list[Field] = []
    said: dict[str, set[str]] = {}
    for (role, name), facts in _named(item.facts).items():
        new = [fact for fact in facts if folded(fact.text) not in said.get(role, ())]
        if role in said and (not new or not _differs(role, new, said[role])):
            continue
        keeps = role not in said or role in ADDED
        said.setdefault(role, set()).update(folded(fact.text) for fact in facts)
        found.append(_field(name, role if keeps else "other", new if role in ADDED else facts))
    return tuple(found)


def _named(facts: Iterable[Fact]) -> dict[tuple[str, str], list[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        if fact.role not in _UNSAID:
            found.setdefault((fact.role, fact.name), []).append(fact)
    return found


def _differs(role: str, new: Sequence[Fact], said: set[str]) -> bool:
    """Tell whether facts say something else than what is said, not the same less precisely."""
    if role in ("date", "year"):
        years = {text[:4] for text in said}
        return not all(any(year in fact.text for year in years) for fact in new)
    return True


def _field(name: str, role: str, facts: Sequence[Fact]) -> Field:
    return field(name, role, [(fact.text, fact.locator) for fact in facts])


def _claims(facts: Iterable[Fact], ordinal: int) -> list[Claim]:
    """Account for values that no block shows; those that one does are the block's to claim."""
    return [
        Claim(
            locator=fact.locator,
            line=fact.line,
            text=fact.text,
            claimed_by=fact.role,
            listing=ordinal,
        )
        for fact in facts
        if not fact.is_shown
    ]


def _each_once(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims less those of a value that two entries share: it has one owner."""
    once: dict[tuple[str, str], Claim] = {}
    for claim in claims:
        once.setdefault((claim.locator, claim.claimed_by), claim)
    return tuple(once.values())


def _account(
    ledger: Ledger, page: Page, found: Sequence[Item], made: Sequence[Entry], source: Source
) -> None:
    """Give each visible block to the entry whose metadata it holds or repeats, or to a rule."""
    owners = _owners(found)
    places = Places(page.nodes, page.blocks) if owners.of and page.nodes else None
    visible = _visible(made)
    known = _label_roles(made, source)
    for index, block in enumerate(ledger.blocks):
        owner = owner_of(places, index, owners)[0] if places else None
        role, ordinal = owner or _owner(block, made, visible)
        if ordinal:
            ledger.claim([index], role, ordinal)
        elif rule := rule_for(block, source):
            ledger.ignore([index], rule)
        elif folded(block.text) in known:
            ledger.claim([index], known[folded(block.text)], 1)
        elif is_prose(block.text):
            ledger.ignore([index], "text_beside_metadata")
        elif block.level == 1:
            ledger.ignore([index], "page_heading")


def _owners(found: Sequence[Item]) -> Owners:
    owners = Owners()
    for ordinal, item in enumerate(found, start=1):
        for fact in item.facts:
            if fact.element is not None:
                owners.give(fact.element, (fact.role, ordinal))
    return owners


def _label_roles(made: Sequence[Entry], source: Source) -> Mapping[str, str]:
    """Return the labels that a page about one publication may print over what it says."""
    if len(made) != 1:
        return {}
    said = {each.role for each in made[0].fields} | {"title", "abstract"}
    said |= {"year"} if "date" in said else set()
    known = labelling.roles(tuple(source.labels.items()))
    return {label: role for label, role in known.items() if role in said}


def _visible(made: Sequence[Entry]) -> _Visible:
    """Return what the entries say, folded, to its role and entry."""
    visible: dict[str, tuple[str, int]] = {}
    for entry in made:
        said = [("title", entry.title), ("abstract", entry.abstract)]
        said += [(item.role, value) for item in entry.fields for value in item.values]
        for role, text in said:
            if len(text) <= _LONGEST or role == "abstract":
                visible.setdefault(folded(text), (role, entry.ordinal))
            if role in ("date", "year") and len(made) == 1:
                visible.setdefault(text[:4], (role, entry.ordinal))
    return visible


def _owner(block: Block, made: Sequence[Entry], visible: _Visible) -> tuple[str, int]:
    text = folded(block.text)
    if text in visible:
        return visible[text]
    head, colon, rest = block.text.partition(":")
    if colon and len(head) <= labelling.LONGEST and folded(rest) in visible:
        return visible[folded(rest)]
    if len(made) == 1 and len(text) > 24 and block.text in made[0].abstract:
        return "abstract", 1
    return "", 0


# ------------------------------------------------------------------------------ beside another


def _with(entry: Entry, item: Item) -> tuple[Entry, list[Fact]]:
    """Return an entry with what only the metadata says of it, and the facts that were used."""
    used: list[Fact] = []
    more: list[Field] = []
    said: dict[str, set[str]] = {}
    for item_field in entry.fields:
        said.setdefault(item_field.role, set()).update(map(_plain, item_field.values))
    for (role, name), facts in _named(item.facts).items():
        if role == "other":
            continue
        seen = said.get(role, set()) | (said.get("year", set()) if role == "date" else set())
        new = [fact for fact in facts if _plain(fact.text) not in seen]
        if not new or (role in said and not _differs(role, new, said[role])):
            continue
        is_first = role not in said
        more.append(_field(name, role if is_first or role in ADDED else "other", new))
        said.setdefault(role, set()).update(_plain(fact.text) for fact in new)
        used += new
    titles = [fact for fact in item.of("title") if folded(fact.text) != folded(entry.title)]
    if titles:
        more.append(_field(titles[0].name, "other", titles[:1]))
        used += titles[:1]
    abstract = item.of("abstract")[:1] if not entry.abstract else ()
    used += abstract
    made = replace(
        entry,
        fields=(*entry.fields, *more),
        abstract=abstract[0].text if abstract else entry.abstract,
        abstract_locator=abstract[0].locator if abstract else entry.abstract_locator,
        url=entry.url or _text(item, "url") or None,
    )
    return made, used


def _plain(text: str) -> str:
    """Return a value as it is compared: identifiers and dates by their digits."""
    digits = "".join(char for char in text if char.isdigit())
    return digits if len(digits) * 2 > len(text) else folded(text)
