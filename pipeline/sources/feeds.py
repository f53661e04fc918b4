"""Feeds as listings: RSS 2.0, RSS 1.0 and Atom, one entry per item.

The blocks of a feed say what element each is (``name:dc:creator``). What the elements mean stands
in ``embedded.toml``; what a source's own entry says of one (``labels = { pubDate = "other" }``)
goes before that. A summary is the abstract; the full text, where there is one besides, is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from pipeline.model import Block, Entry, Field
from pipeline.sources.base import Laid, Source
from pipeline.sources.fields import field
from pipeline.sources.furniture import rule_for
from pipeline.sources.ledger import Ledger
from pipeline.sources.paragraphs import paragraphs
from pipeline.sources.units import locator
from pipeline.sources.vocabulary import identified, meanings

_ITEM = re.compile(r"(?:/[^/#]{1,200}){0,3}/(?:[^/:#\[\]]{1,40}:)?(?:item|entry)\[\d{1,9}\]")
_MAILED = re.compile(r"[^\s@]{1,100}@[^\s@()]{1,100} \((.{1,500})\)")
_MAIL = re.compile(r"[^\s@]{1,100}@[^\s@()]{1,100}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_Named = tuple[str, int]  # what an element is called, and its block


def entries(blocks: Sequence[Block], source: Source) -> Laid:
    """Read a feed; an item without a title is left unread."""
    ledger = Ledger(blocks)
    found: list[Entry] = []
    for item, group in groupby(range(len(blocks)), lambda at: _item(blocks[at])):
        indices = list(group)
        if not item:
            ledger.ignore(indices, "feed_heading")
        elif entry := _entry(ledger, item, indices, len(found) + 1, source):
            found.append(entry)
    return Laid(
        entries=tuple(found),
        claims=ledger.claims(),
        unread=ledger.unread(),
        explained=ledger.explained(),
    )


def evidence(blocks: Sequence[Block]) -> int:
    """Return how many items with a title there are."""
    return sum(1 for block in blocks if _name(block) == "title" and _item(block))


def home(blocks: Sequence[Block]) -> str:
    """Return the address that the feed says it is of, ``""`` where it does not."""
    for block in blocks:
        if _item(block):
            break
        if _name(block) in ("link", "id") and _ADDRESS.fullmatch(block.text):
            return block.text
    return ""


def _item(block: Block) -> str:
    found = _ITEM.match(block.locator)
    return found[0] if found else ""


def _name(block: Block) -> str:
    return next((hint[5:] for hint in block.hints if hint.startswith("name:")), "")


def _entry(
    ledger: Ledger, item: str, indices: Sequence[int], ordinal: int, source: Source
) -> Entry | None:
    blocks = ledger.blocks
    named = [(_called(blocks[at], item), at) for at in indices]
    roles = {**meanings("feed"), **source.labels}
    by_role: dict[str, list[_Named]] = {}
    for name, at in named:
        by_role.setdefault(_role(name, blocks[at], roles, source), []).append((name, at))
    titles = _of_one_name(by_role.get("title", []))
    if not titles:
        return None
    abstract = _of_one_name(by_role.get("abstract", []) or by_role.get("full_text", []))
    url = next((blocks[at].text for _, at in by_role.get("url", ())), None)
    fields = _fields(ledger, by_role, ordinal)
    ledger.claim(titles, "title", ordinal)
    ledger.claim(abstract, "abstract", ordinal)
    for role, named in by_role.items():
        if role in ("title", "abstract", "full_text"):
            ledger.ignore([at for _, at in named], "said_again" if role == "title" else "full_text")
        elif role == "url":
            ledger.claim([at for _, at in named], "url", ordinal)
        elif role.startswith("rule:"):
            ledger.ignore([at for _, at in named], role.removeprefix("rule:"))
    return Entry(
        ordinal=ordinal,
        locator=item,
        title=" ".join(blocks[at].text for at in titles),
        title_locator=locator(blocks, titles),
        abstract="\n\n".join(paragraphs([blocks[at] for at in abstract])) if abstract else "",
        abstract_locator=locator(blocks, abstract),
        fields=fields,
        url=url,
    )


def _called(block: Block, item: str) -> str:
    """Return what an element is called, with that of the one it is in, and its attribute."""
    inside = block.locator[len(item) :].partition("#")[0].split("/")[1:]
    above = inside[0].partition("[")[0] if len(inside) > 1 and inside[1][:1] != "@" else ""
    name = f"{above}/{_name(block)}" if above else _name(block)
    key = next((hint for hint in block.hints if hint.startswith("@")), "")
    return name + key


def _role(name: str, block: Block, roles: Mapping[str, str], source: Source) -> str:
    role = roles.get(name, roles.get(name.partition("@")[0], "other"))
    if role == "identifier":
        return identified(block.text) or "rule:feed_identifier"
    if role == "link":
        rel = next((hint[4:] for hint in block.hints if hint.startswith("rel:")), "alternate")
        return "url" if rel == "alternate" else "rule:feed_link"
    if role == "authors" and _MAIL.fullmatch(block.text):
        return "other"  # an address is nobody's name
    if role in ("abstract", "full_text") and (rule := rule_for(block, source)):
        return f"rule:{rule}"
    return role


def _of_one_name(named: Sequence[_Named]) -> list[int]:
    """Return the blocks of the first element that says it, not those that say it again."""
    return [at for name, at in named if name == named[0][0]]


def _fields(
    ledger: Ledger, by_role: Mapping[str, Sequence[_Named]], ordinal: int
) -> tuple[Field, ...]:
    found: list[tuple[int, Field]] = []
    for role, named in by_role.items():
        if role in ("title", "abstract", "full_text", "url") or role.startswith("rule:"):
            continue
        for name in dict.fromkeys(name for name, _ in named):
            places = [at for each, at in named if each == name]
            ledger.claim(places, role, ordinal)
            found.append((places[0], _field(ledger.blocks, name, role, places)))
    return tuple(made for _, made in sorted(found, key=lambda each: each[0]))


def _field(blocks: Sequence[Block], name: str, role: str, places: Sequence[int]) -> Field:
    return field(name, role, [(_value(blocks[at], role), blocks[at].locator) for at in places])


def _value(block: Block, role: str) -> str:
    """Return a value; RSS 2.0 has an author's address, and the name in brackets after it."""
    found = _MAILED.fullmatch(block.text) if role == "authors" else None
    return found[1] if found else block.text
