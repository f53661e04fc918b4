"""Who accounts for each line of the pages, and what nobody could read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.cache import OFF, Cache, carried, hashed
from pipeline.model import ClaimRow, Reading, UnknownRow
from pipeline.normalise.mention_keys import listing_id

_KINDS = {"claims": ClaimRow, "unknowns": UnknownRow}


def accounts(
    readings: Sequence[Reading], of_mentions: Iterable[UnknownRow], cache: Cache = OFF
) -> dict[str, Sequence[Any]]:
    """Return the rows of ``claims`` and ``unknowns``.

    Args:
        readings: Every page that counts.
        of_mentions: What could not be read of the values of entries.
        cache: What earlier runs made; the result is the same without.
    """
    pages = {reading.snapshot.sha256: reading for reading in readings}
    ordered = [pages[sha256] for sha256 in sorted(pages)]
    found: dict[str, Sequence[Any]]
    if cache is not OFF and all(reading.key for reading in ordered):
        keys = [hashed(r.key, r.snapshot.page.encode("utf-8", "replace")) for r in ordered]
        found = dict(carried(cache, "pages", _KINDS, keys, lambda at: _rows(ordered[at])))
    else:
        made = [_rows(reading) for reading in ordered]
        found = {name: [row for rows in made for row in rows[name]] for name in _KINDS}
    return {"claims": found["claims"], "unknowns": each_once((*found["unknowns"], *of_mentions))}


def each_once(rows: Iterable[UnknownRow]) -> list[UnknownRow]:
    """Return each unknown once, sorted; of equals one that suggests something."""
    found: dict[tuple[str, str, str, str], UnknownRow] = {}
    for row in sorted(
        rows, key=lambda row: (_key(row), row.suggestion is None, row.suggestion or "")
    ):
        found.setdefault(_key(row), row)
    return list(found.values())


def _key(row: UnknownRow) -> tuple[str, str, str, str]:
    return row.snapshot_sha256, row.locator, row.kind, row.text


def _rows(reading: Reading) -> dict[str, Sequence[Any]]:
    """Return the rows of one page."""
    return {"claims": list(_claims(reading)), "unknowns": each_once(_unread(reading))}


def _claims(reading: Reading) -> Iterator[ClaimRow]:
    sha256 = reading.snapshot.sha256
    listed = {claim.listing for claim in reading.claims if claim.listing}
    ids: dict[int | None, str] = {number: listing_id(sha256, number) for number in listed}
    for claim in reading.claims:
        yield ClaimRow(
            snapshot_sha256=sha256,
            locator=claim.locator,
            claimed_by=claim.claimed_by,
            listing_id=ids.get(claim.listing),
        )


def _unread(reading: Reading) -> Iterator[UnknownRow]:
    for unknown in reading.unread:
        yield UnknownRow(
            snapshot_sha256=reading.snapshot.sha256,
            page=reading.snapshot.page,
            locator=unknown.locator,
            kind=unknown.kind,
            text=unknown.text,
            suggestion=unknown.suggestion,
        )
