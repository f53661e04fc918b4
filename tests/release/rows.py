"""Small but complete row sets: one call per entry of a page, every table filled from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import settings

from pipeline import model
from pipeline.release import manifest
from pipeline.release.build import tables
from pipeline.release.inputs import Inputs, SnapshotRef
from pipeline.release.publish import next_version, publish

few = settings(max_examples=25, deadline=None)  # each example builds whole releases
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as a test says it: what is not said is the same for all."""

    work: str
    title: str
    source: str = "bookstore"
    page: str = "page-1"
    year: int | None = 2015
    countries: tuple[str, ...] = ("TT",)
    abstract: str | None = "An abstract."

    @property
    def mention_id(self) -> str:
        return "m-" + digest(f"{self.source}{self.title}")[:12]

    @property
    def listing_id(self) -> str:
        return "l-" + digest(f"{self.source}{self.page}{self.title}")[:12]

    @property
    def snapshot(self) -> str:
        return digest(self.page)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entries(count: int, *, start: int = 1, **said: Any) -> list[Entry]:
    return [
        Entry(work=f"w-{number:04}", title=f"Title {number}", **said)
        for number in range(start, start + count)
    ]


def rows(said: Sequence[Entry], **more: Sequence[Any]) -> dict[str, list[Any]]:
    """Return rows for every table that follows from the entries, and those given as well."""
    made: dict[str, list[Any]] = {name: [] for name in model.TABLES}
    for ordinal, entry in enumerate(said, 1):
        made["listings"].append(listing(entry, ordinal))
        made["mentions"].append(mention(entry))
        made["provenance"].append(provenance(entry, "title", entry.title))
        made["claims"].append(claim(entry, ordinal))
        made["coverage"] += [place(entry, code) for code in entry.countries]
    for work_id in sorted({entry.work for entry in said}):
        made["works"].append(work([entry for entry in said if entry.work == work_id]))
    for name, extra in more.items():
        made[name] += extra
    return made


def listing(entry: Entry, ordinal: int) -> model.Listing:
    return model.Listing(
        listing_id=entry.listing_id,
        mention_id=entry.mention_id,
        source=entry.source,
        page=f"{entry.page}.txt",
        url=None,
        entry_url=None,
        snapshot_sha256=entry.snapshot,
        ordinal=ordinal,
        locator=f"L{ordinal}",
        title=entry.title,
        title_locator=f"L{ordinal}",
        abstract=entry.abstract,
        abstract_locator=None,
        fields=(
            model.Field(
                label="Year",
                role="year",
                values=(str(entry.year),),
                locator=f"L{ordinal}",
                value_locators=(f"L{ordinal}",),
            ),
        ),
        fetched_at=NOON,
    )


def mention(entry: Entry) -> model.Mention:
    return model.Mention(
        mention_id=entry.mention_id,
        work_id=entry.work,
        source=entry.source,
        title=entry.title,
        abstract=entry.abstract,
        abstract_language=None,
        year=entry.year,
        month=None,
        series=None,
        contributors=(),
        editions=(
            model.MentionEdition(language="en", isbn=None, pages=None, year=None, formats=()),
        ),
        isbns=(),
        issns=(),
        availability=None,
        price_amount=None,
        price_currency=None,
        country_codes=entry.countries,
        region_codes=(),
        is_worldwide=None,
    )


def provenance(entry: Entry, field: str, value: str) -> model.Provenance:
    return model.Provenance(
        work_id=entry.work,
        field=field,
        value=value,
        mention_id=entry.mention_id,
        listing_id=entry.listing_id,
        locator="L1",
        rule="the title as printed; longest_title",
    )


def claim(entry: Entry, ordinal: int) -> model.ClaimRow:
    return model.ClaimRow(
        snapshot_sha256=entry.snapshot,
        locator=f"L{ordinal}",
        claimed_by=f"title {entry.title}",
        listing_id=entry.listing_id,
    )


def place(entry: Entry, code: str) -> model.Coverage:
    return model.Coverage(
        work_id=entry.work,
        mention_id=entry.mention_id,
        place_code=code,
        scheme="iso3166-1",
        name=code,
        successor_codes=(),
        basis="stated",
        raw=code,
        locator="L2",
    )


def work(said: Sequence[Entry]) -> model.Work:
    first = min(said, key=lambda entry: entry.mention_id)
    return model.Work(
        work_id=first.work,
        title=first.title,
        alternative_titles=(),
        abstract=first.abstract,
        year=first.year,
        series=None,
        languages=("en",),
        contributors=(),
        country_codes=tuple(sorted({code for entry in said for code in entry.countries})),
        region_codes=(),
        is_worldwide=None,
        isbns=(),
        sources=tuple(sorted({entry.source for entry in said})),
        mention_count=len({entry.mention_id for entry in said}),
        edition_count=1,
        has_conflict=False,
        needs_review=False,
        first_seen_on=date(2026, 11, 21),
        last_seen_on=date(2026, 11, 21),
    )


def redirect(old: str, new: str | None, why: str = "merged") -> model.Redirect:
    return model.Redirect(old_work_id=old, work_id=new, since="2026-11-21.1", why=why)


def decision(left: str, right: str, verdict: str = "same") -> model.Decision:
    low, high = sorted((left, right))
    return model.Decision(
        decided_at=NOON,
        steward="steward",
        left_mention_id=low,
        right_mention_id=high,
        verdict=verdict,
        because="the same title page",
        left_title="Left",
        right_title="Right",
        evidence_hash="",
        status="applied",
    )


def unknown(entry: Entry, text: str, kind: str = "line") -> model.UnknownRow:
    return model.UnknownRow(
        snapshot_sha256=entry.snapshot,
        page=f"{entry.page}.txt",
        locator="L9",
        kind=kind,
        text=text,
        suggestion=None,
    )


def inputs(made: Mapping[str, Iterable[Any]], **other: Any) -> Inputs:
    """Return inputs that fit the rows: their pages, and versions that say they are a test's."""
    seen = {
        SnapshotRef(
            sha256=row.snapshot_sha256,
            page=row.page,
            url=row.url,
            fetched_at=row.fetched_at,
            source=row.source,
        )
        for row in made["listings"]
    }
    fits = Inputs(
        created_at=NOON,
        snapshots=tuple(seen),
        code="code-1",
        tables="tables-1",
        model="model-1",
        decisions="decisions-1",
    )
    return replace(fits, **other)


def published(
    curated: Path, made: Mapping[str, Sequence[Any]], *, version: str | None = None, **other: Any
) -> Path:
    """Publish the rows as the next version, whatever they are."""
    return publish(
        tables(made),
        curated=curated,
        version=version or next_version(curated, NOON.date()),
        manifest_inputs=inputs(made, **other),
        report_html="<!doctype html><title>Report</title>",
        changes_md="# Changes\n",
    )


def restated(folder: Path, value: Mapping[str, Any]) -> None:
    """Put another descriptor in a release's, with its seal put right, as a forger would."""
    (folder / "datapackage.json").write_bytes(manifest.as_json(manifest.sealed(value)))
