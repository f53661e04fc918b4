"""The entries of the five real pages as a labelled set, for every tool alike."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline import stages
from pipeline.match import records


def five_pages(sets: Path, path: Path) -> list[Path]:
    """Write the entries of the five real pages as a labelled set; no path without the pages.

    Every tool gets what the project reads from the pages; the truth about pairs was made by hand.
    """
    shared = sets.parent.parent
    if not (shared / "truth" / "pairs.csv").is_file() or not (shared / "seeds").is_dir():
        return []
    rows = list(_entries(shared / "seeds", path.parent))
    alike = defaultdict[str, set[str]](set)
    with (shared / "truth" / "pairs.csv").open(encoding="utf-8", newline="") as file:
        links = [
            tuple(f"{pair[f'{side}_page']} {pair[f'{side}_ordinal']}" for side in ("left", "right"))
            for pair in csv.DictReader(file)
            if pair["verdict"] == "same"
        ]
    for a, b in links:
        alike[a].add(b)
        alike[b].add(a)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            row["cluster"] = min(alike[row["rid"]] | {row["rid"]})
            file.write(json.dumps(row) + "\n")
    return [path]


def _entries(pages: Path, folder: Path) -> Iterable[dict[str, str]]:
    request = stages.Request(
        as_of=datetime(2026, 1, 1, tzinfo=UTC), pages=(pages,), raw=folder / "raw", curated=folder
    )
    standards = stages.normalise(stages.read(stages.ingest(request)))
    of = {record.rid: record for record in records(standards)}
    for standard in standards:
        record = of[standard.mention.mention_id]
        for listing in standard.listings:
            yield {
                "rid": f"{listing.page} {listing.ordinal}",
                "source": listing.page,
                "listed_on": listing.page,
                "title": record.title,
                "year": str(record.year or ""),
                "author": " and ".join(record.authors.split("; ")),
                "venue": "",
                "volume": "",
                "number": "",
                "pages": "",
                "doi": record.doi,
                "isbn": "; ".join(isbn for isbn, _ in record.isbns),
                "abstract": record.abstract,
            }
