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

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

WORLD = "001"  # UN M49

_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The rows of one release by what they are about; groups keep the order of the rows."""

    works: Mapping[str, Work]
    mentions: Mapping[str, Mention]
    mentions_of: Mapping[str, tuple[Mention, ...]]  # by work
    listings: Mapping[str, Listing]
    listings_of: Mapping[str, tuple[Listing, ...]]  # by mention
    evidence_of: Mapping[tuple[str, str], tuple[Evidence, ...]]  # by pair
    pairs_of: Mapping[str, tuple[Pair, ...]]  # by work, both of whose mentions it joins
    conflicts_of: Mapping[str, tuple[Conflict, ...]]  # by work
    provenance_of: Mapping[str, tuple[Provenance, ...]]  # by work
    editions_of: Mapping[str, tuple[Edition, ...]]  # by work
    coverage_of: Mapping[str, tuple[Coverage, ...]]  # by mention
    place_names: Mapping[str, str]  # by code

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
    mentions = {row.mention_id: row for row in data.mentions}
    merged = {row.work_id for row in data.works if row.mention_count > 1}
    return Index(
        works={row.work_id: row for row in data.works},
        mentions=mentions,
        mentions_of=_groups(data.mentions, lambda row: row.work_id),
        listings={row.listing_id: row for row in data.listings},
        listings_of=_groups(data.listings, lambda row: row.mention_id),
        evidence_of=_groups(data.evidence, lambda row: (row.left_mention_id, row.right_mention_id)),
        pairs_of=_groups(
            (pair for pair in data.pairs if common_work(pair, mentions)),
            lambda pair: common_work(pair, mentions),
        ),
        conflicts_of=_groups(data.conflicts, lambda row: row.work_id),
        provenance_of=_groups(
            (row for row in data.provenance if row.work_id in merged), lambda row: row.work_id
        ),
        editions_of=_groups(data.editions, lambda row: row.work_id),
        coverage_of=_groups(data.coverage, lambda row: row.mention_id),
        place_names={row.place_code: row.name for row in reversed(data.coverage)},
    )


def common_work(pair: Pair, mentions: Mapping[str, Mention]) -> str:
    """Return the work that both mentions of a pair are held to be, or ``""``."""
    left, right = mentions.get(pair.left_mention_id), mentions.get(pair.right_mention_id)
    return left.work_id if left and right and left.work_id == right.work_id else ""


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
