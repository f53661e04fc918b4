"""Entries that a page words otherwise from one night on: which mention came for which.

A mention is named by its source's own title, years and identifiers. When a page changes one of
these, one mention goes and another comes, and what stewards said of the first would be lost.
So the mention that came on the night another went, and bears much the same title, is its heir.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from pipeline.model import LedgerRow
from pipeline.normalise.fold import fold

TONIGHT = ""
ALIKE = 0.6  # of the words that the two titles have together
READ = 2000  # characters of a title


def heirs(ledger: Iterable[LedgerRow], titles: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return for each mention that is gone those of tonight that came on the night it went.

    Args:
        ledger: The parent's.
        titles: Mention id to title, for every mention of tonight.
    """
    came: dict[str, str] = {}
    went: dict[str, str] = {}
    for row in sorted(ledger, key=lambda row: row.seq):
        if row.mention_id is None or row.event == "merge":
            continue
        came.setdefault(row.mention_id, row.release)
        if row.event == "leave":
            went[row.mention_id] = row.release
        else:
            went.pop(row.mention_id, None)
    for mention_id in came.keys() - titles.keys():
        went.setdefault(mention_id, TONIGHT)
    newcomers: defaultdict[str, list[str]] = defaultdict(list)
    for mention_id in sorted(titles):
        newcomers[came.get(mention_id, TONIGHT)].append(mention_id)
    return {gone: tuple(newcomers[night]) for gone, night in went.items() if gone not in titles}


def heir(title: str, candidates: Iterable[str], titles: Mapping[str, str]) -> str | None:
    """Return the one candidate whose title is much the same; none where two are.

    >>> heir("Legal review", ["a", "b"], {"a": "Legal Review (2005)", "b": "Annual report"})
    'a'
    """
    alike = [each for each in candidates if are_alike(title, titles[each])]
    return alike[0] if len(alike) == 1 else None


def are_alike(left: str, right: str) -> bool:
    """Tell whether two titles share most of their words, or one begins or ends with the other."""
    there, back = fold(left[:READ]), fold(right[:READ])
    shorter, longer = sorted((there, back), key=len)
    if shorter and (f"{longer} ".startswith(f"{shorter} ") or f" {longer}".endswith(f" {shorter}")):
        return True
    one, other = set(there.split()), set(back.split())
    return bool(one and other) and len(one & other) >= ALIKE * len(one | other)
