"""A new source: what of a page is read, the entry that would read it, and what looks wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from pipeline.errors import UsageError
from pipeline.model import Entry, Reading, Snapshot
from pipeline.read import Page, nodes, page
from pipeline.read.fold import fold
from pipeline.sources import LAYOUTS, OF_MARKUP, read_as, recognised
from pipeline.sources.base import Laid, Source, checked
from pipeline.sources.css import select
from pipeline.sources.recognition import address, holds, words_of
from pipeline.sources.suggest import Suggestion, suggest
from pipeline.sources.words import folded

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_FEWEST_LABELS = 3  # fewer are on many sites
_GOOD = 0.8  # share of the entries that a layout must give a title that may be one
_PARTS = re.compile(r"\s+[|–—»·:-]+\s+|\s*\|\s*")
_NEXT = re.compile(r"(?:next|older|suivant|siguiente|weiter|nachste|proxim|след)|^[›»→>]+$", re.I)
_USUAL_NEXT = (
    'a[rel~="next"], link[rel~="next"], li.pager__item--next a, li.pager-next a, li.next a'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source as it might be declared.

    Attributes:
        name: Its name in ``sources.toml``.
        layout: What reads it.
        text: Its entry, in TOML.
        is_suggested: The selectors were made out from what repeats, and want a look.
        laid: The page as the entry reads it.
        doubts: What looks wrong, a sentence each.
    """

    name: str
    layout: str
    text: str
    is_suggested: bool
    laid: Laid
    doubts: tuple[str, ...]


def proposal(snapshot: Snapshot, name: str, *, url: str = "", private: bool = False) -> Proposal:
    """Return an entry that reads a page.

    Raises:
        UsageError: Nothing on the page looks like a listing, or the name is none.
        PageError: The page cannot be read at all.
    """
    if not NAME.fullmatch(name) or name in {*LAYOUTS, *OF_MARKUP}:
        raise UsageError(f"{name!r} is no name for a source. Use small letters, digits, _ and -.")
    read = page(snapshot)
    entry, is_suggested = _entry(read, name, url or address(read), private=private)
    text = toml(name, entry)
    source = checked(name, entry)
    laid = read_as(read, source)
    doubts = tuple(_doubts(read, source, laid, is_suggested=is_suggested))
    return Proposal(
        name=name,
        layout=source.layout,
        text=text,
        is_suggested=is_suggested,
        laid=laid,
        doubts=doubts,
    )


def _entry(read: Page, name: str, url: str, *, private: bool) -> tuple[dict[str, object], bool]:
    layout = _layout(read)
    found = suggest(read.nodes.root) if read.nodes else None
    if layout in LAYOUTS and found and _reads_more(read, found):
        layout = ""
    entry: dict[str, object] = {"title": _title(read) or name, "layout": layout or "selectors"}
    if url:
        entry["url"] = url
    if words := _site_words(read):
        entry["words"] = words
    elif layout == "labelled_cards" and (labels := _site_labels(read)):
        entry["label_set"] = labels
    if not layout:
        entry["selectors"] = _selectors(found)
    if url.startswith("http"):
        fetch: dict[str, object] = {"start": url, "every": "1 day"}
        fetch |= {"next": following} if (following := _next(read)) else {}
        fetch |= {"private": True} if private else {}
        entry["fetch"] = fetch
    return entry, not layout


def _selectors(found: Suggestion | None) -> dict[str, object]:
    if found is None:
        raise UsageError(
            "Nothing on this page repeats as the entries of a listing do. "
            "If it is one, write its selectors by hand: docs/howto/add-a-source.md."
        )
    table: dict[str, object] = {"entry": found.entry, "title": found.title}
    table |= {"abstract": found.abstract} if found.abstract else {}
    return table | ({"fields": dict(found.fields)} if found.fields else {})


def _reads_more(read: Page, found: Suggestion) -> bool:
    """Tell whether what repeats gives every title that a layout reads, and more."""
    read_already = recognised(read)
    known = {entry.title for entry in read_already[1].entries} if read_already else set()
    entry = {"title": "", "layout": "selectors", "selectors": _selectors(found)}
    titles = {each.title for each in read_as(read, checked("suggested", entry)).entries}
    return known < titles


def _layout(read: Page) -> str:
    """Return the layout that reads the page without any entry, ``""`` where none does well."""
    found = recognised(read)
    if found is None or not found[1].entries:
        return ""
    good = sum(1 for entry in found[1].entries if _names_a_work(entry.title))
    return found[0].layout if good >= _GOOD * len(found[1].entries) else ""


def _names_a_work(title: str) -> bool:
    return sum(char.isalpha() for char in title) >= 8  # a label's value taken for a title has fewer


def _title(read: Page) -> str:
    if read.kind == "application/xml":
        named = (b.text for b in read.blocks if "name:title" in b.hints)
        return next(named, "")
    titles = [] if read.nodes is None else list(read.nodes.root.iter("title"))
    text = fold(titles[0].text or "") if titles else ""
    return text or next((b.text for b in read.blocks if b.kind == "heading"), "")[:200]


def _site_words(read: Page) -> list[str]:
    """Return the site's name, as the page's title or its metadata has it and its text repeats."""
    names: list[str] = []
    if read.nodes is not None:
        names += [
            fold(each.get("content") or "")
            for each in read.nodes.root.iter("meta")
            if (each.get("property") or each.get("name") or "").lower() == "og:site_name"
        ]
        names += _PARTS.split(_title(read))[1:][::-1]
    shown = words_of(read.blocks)
    usable = (each.casefold() for each in names if 3 <= len(each) <= 80)
    return [each for each in dict.fromkeys(usable) if holds(shown, each)][:2]


def _site_labels(read: Page) -> list[str]:
    """Return the labels by which a page without the site's name is known, where they are three."""
    found = recognised(read)
    said = (field for entry in (found[1].entries if found else ()) for field in entry.fields)
    labels = {folded(field.label) for field in said if field.role != "other"}
    return sorted(labels) if len(labels) >= _FEWEST_LABELS else []


def _next(read: Page) -> str:
    """Return a selector of the link to the next page, where the usual ones find none."""
    if read.nodes is None or select(_USUAL_NEXT).under(read.nodes.root)[1]:
        return ""
    for link in read.nodes.root.iter("a"):
        said = nodes.text(link) or link.get("aria-label") or ""
        if link.get("href") and len(said) <= 30 and _NEXT.search(said):
            for element in (link, *link.iterancestors()):
                for each in (element.get("class") or "").split():
                    if re.fullmatch(r"[a-zA-Z_-]*(?:next|older|suiv|weiter)[a-zA-Z_-]*", each):
                        return f"a.{each}" if element is link else f".{each} a"
                if element.tag in ("nav", "ul", "body"):
                    break
    return ""


# ------------------------------------------------------------------------------ what looks wrong


def _doubts(read: Page, source: Source, laid: Laid, *, is_suggested: bool) -> Iterator[str]:
    if is_suggested:
        yield "The selectors are suggestions, made from what repeats on the page: look at each."
    found = laid.entries
    if not found:
        yield "Nothing is read."
        return
    if len(found) == 1 and source.layout != "embedded":
        yield "There is one entry only."
    if not source.words and not source.url and source.layout != "selectors":
        yield (
            "The page does not say whose it is, so that it cannot be told from other sites' pages: "
            "add `words` that only this site's pages hold."
        )
    yield from _of_entries(found)
    unread = sum(len(each.text) for each in laid.unread)
    total = sum(len(block.text) for block in read.blocks)
    if unread * 5 > total:
        yield f"{unread * 100 // total} % of the page's text is left unread."
    labels = {each.text for each in laid.unread if each.kind == "label"}
    if is_suggested:
        labels |= {f.label for entry in found for f in entry.fields if f.role == "other"}
    for label in sorted(labels)[:5]:
        yield f'The label {label!r} has no meaning: give it one in `labels`, or "other".'


def _of_entries(found: Sequence[Entry]) -> Iterator[str]:
    count = len(found)
    twice = count - len({entry.title for entry in found})
    dated = sum(
        any(field.role in ("year", "date", "imprint", "series") for field in entry.fields)
        or bool(re.search(r"\((?:19|20)\d\d\)", entry.title))
        for entry in found
    )
    long = sum(len(entry.title) > 250 for entry in found)
    for number, said in (
        (twice, "have a title that another has, too"),
        (count - dated, "have no date"),
        (long, "have a title of more than 250 characters"),
        (sum(len(entry.title) < 8 for entry in found), "have a title of less than 8 characters"),
        (sum(not entry.fields for entry in found), "have no field at all"),
        (sum(not entry.abstract for entry in found), "have no abstract"),
    ):
        if number:
            yield f"{number} of {count} entries {said}."


# ------------------------------------------------------------------------------ as TOML, as text


def toml(name: str, entry: Mapping[str, object]) -> str:
    r"""Return an entry of ``sources.toml`` as text.

    >>> print(toml("a", {"title": 'The "A"', "fetch": {"start": "https://a.org"}}), end="")
    [a]
    title = "The \"A\""
    <BLANKLINE>
    [a.fetch]
    start = "https://a.org"
    """
    lines = [f"[{name}]"]
    tables: list[str] = []
    for key, value in entry.items():
        if isinstance(value, Mapping):
            tables.append("\n" + toml(f"{name}.{key}", value))
        else:
            written = key if re.fullmatch(r"[\w-]+", key, re.ASCII) else _quoted(key)
            lines.append(f"{written} = {_quoted(value)}")
    return "\n".join(lines) + "\n" + "".join(tables)


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def as_text(found: Proposal, shown: int = 5) -> str:
    """Return what an entry reads, for a person to look at."""
    laid = found.laid
    lines = [f"{len(laid.entries)} entries, read by the layout {found.layout}"]
    for entry in laid.entries[:shown]:
        lines.append(f"\n  {entry.ordinal}. {entry.title}")
        lines += [f"     {f.label} ({f.role}): {' | '.join(f.values)}" for f in entry.fields]
        lines += [f"     {entry.abstract[:160]}"] if entry.abstract else []
        lines += [f"     -> {entry.url}"] if entry.url else []
    if len(laid.entries) > shown:
        lines.append(f"\n  … and {len(laid.entries) - shown} more")
    lines.append(f"\nLeft unread: {len(laid.unread)} lines" + (":" if laid.unread else ""))
    lines += [f"  {each.locator}  {each.text[:100]}" for each in laid.unread[:10]]
    lines.append("\nWhat looks wrong:" if found.doubts else "\nNothing looks wrong.")
    lines += [f"  - {doubt}" for doubt in found.doubts]
    return "\n".join(lines)


def as_listings(reading: Reading) -> dict[str, object]:
    """Return a reading as fixtures keep it."""
    return {
        "source": reading.source,
        "entries": [asdict(entry) for entry in reading.entries],
        "ignored": [[c.locator, c.claimed_by] for c in reading.claims if not c.listing],
        "unread": [[u.locator, u.kind, u.text] for u in reading.unread],
    }
