"""Look-ups over the rows of a release, made once; a reference that leads nowhere is no error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TypeVar

from babel import Locale

from pipeline.model import (
    Conflict,
    Coverage,
    Edition,
    Evidence,
    Listing,
    Mention,
    Pair,
    Provenance,
    Work,
)
from pipeline.report.data import ReportData
from pipeline.report.lookup import Lookup, One
from pipeline.schema import column

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

WORLD = "001"  # UN M49

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The rows of one release by what they are about; groups keep the order of the rows."""

    works: Mapping[str, Work]
    mentions: One[Mention]
    work_of: Mapping[str, str]  # by mention
    mentions_of: Lookup[Mention]  # by work
    listings: One[Listing]
    listings_of: Lookup[Listing]  # by mention
    evidence_of: Lookup[Evidence]  # by pair
    pairs_of: Mapping[str, tuple[Pair, ...]]  # by work, both of whose mentions it joins
    conflicts_of: Mapping[str, tuple[Conflict, ...]]  # by work
    provenance_of: Lookup[Provenance]  # by work
    editions_of: Lookup[Edition]  # by work
    coverage_of: Lookup[Coverage]  # by mention
    place_names: Mapping[str, str]  # by code

    def ahead(self, pairs: Iterable[Pair] = (), works: Iterable[Work] = ()) -> None:
        """Make at once what the cards of some pairs and works ask for."""
        pairs, ids = list(pairs), [work.work_id for work in works]
        pairs += [pair for work_id in ids for pair in self.pairs_of.get(work_id, ())]
        both = [(pair.left_mention_id, pair.right_mention_id) for pair in pairs]
        for lookup in (self.mentions_of, self.editions_of, self.provenance_of):
            lookup.ahead(ids)
        named = [mention_id for pair in both for mention_id in pair]
        for work_id in ids:
            named += [mention.mention_id for mention in self.mentions_of.get(work_id, ())]
        self.evidence_of.ahead(both)
        self.mentions.ahead(named)
        self.listings_of.ahead(named)
        self.coverage_of.ahead(named)
        rows = (row for work_id in ids for row in self.provenance_of.get(work_id, ()))
        self.listings.ahead([row.listing_id for row in rows])

    def names(
        self, countries: Iterable[str], regions: Iterable[str], is_worldwide: bool | None
    ) -> tuple[str, ...]:
        """Return places by name, each once; the whole world is a scope, whatever its code."""
        scope = (WORLD,) if is_worldwide else ()
        return tuple(dict.fromkeys(self._name(code) for code in (*countries, *regions, *scope)))

    def _name(self, code: str) -> str:
        return "Worldwide" if code == WORLD else self.place_names.get(code, code)


def index(data: ReportData) -> Index:
    """Return the look-ups of ``data``."""
    work_of = dict(
        zip(column(data.mentions, "mention_id"), column(data.mentions, "work_id"), strict=True)
    )
    merged = {row.work_id for row in data.works if row.mention_count > 1}
    codes, names = (column(data.coverage, name) for name in ("place_code", "name"))
    return Index(
        works={row.work_id: row for row in data.works},
        mentions=One(Lookup(data.mentions, "mention_id")),
        work_of=work_of,
        mentions_of=Lookup(data.mentions, "work_id"),
        listings=One(Lookup(data.listings, "listing_id")),
        listings_of=Lookup(data.listings, "mention_id"),
        evidence_of=Lookup(data.evidence, "left_mention_id", "right_mention_id"),
        pairs_of=_groups(
            (pair for pair in data.pairs if common_work(pair, work_of)),
            lambda pair: common_work(pair, work_of),
        ),
        conflicts_of=_groups(data.conflicts, lambda row: row.work_id),
        provenance_of=Lookup(data.provenance, "work_id", only=merged),
        editions_of=Lookup(data.editions, "work_id"),
        coverage_of=Lookup(data.coverage, "mention_id"),
        place_names=dict(zip(reversed(codes), reversed(names), strict=True)),
    )


def common_work(pair: Pair, work_of: Mapping[str, str]) -> str:
    """Return the work that both mentions of a pair are held to be, or ``""``."""
    left, right = work_of.get(pair.left_mention_id), work_of.get(pair.right_mention_id)
    return left if left and left == right else ""


def anchor(prefix: str, name: str) -> str:
    """Return an id for the page; names that could break out of one are hashed.

    >>> anchor("work", "w-3f9a12c0")
    'work-w-3f9a12c0'
    """
    safe = name if _SAFE_ID.fullmatch(name) else sha256(name.encode("utf-8", "replace")).hexdigest()
    return f"{prefix}-{safe}"


def language_name(code: str) -> str:
    """Return a language's English name, or its code where CLDR has none."""
    return _languages().get(code, code)


@cache
def _languages() -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale("en").languages.items()}


def _groups(rows: Iterable[Row], key: Callable[[Row], Key]) -> Mapping[Key, tuple[Row, ...]]:
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {name: tuple(group) for name, group in groups.items()}
