"""The five real pages, clustered as the truth has them: what the golden records hold."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.merge import DERIVED, Merged, merge
from pipeline.model import Snapshot, Standard, Work
from pipeline.normalise.mentions import standardise
from pipeline.resolve import Resolution
from pipeline.sources import read_page
from tests.merge.build import resolution

pytestmark = pytest.mark.seeds


def snapshots(folder: Path) -> Iterator[Snapshot]:
    for path in sorted(folder.iterdir()):
        body = path.read_bytes()
        yield Snapshot(
            sha256=sha256(body).hexdigest(),
            page=path.name,
            url=None,
            fetched_at=datetime(2026, 11, 21, tzinfo=UTC),
            media_type="text/plain",
            body=body,
        )


@pytest.fixture(scope="module")
def standards(seeds: Path) -> list[Standard]:
    return standardise([read_page(snapshot) for snapshot in snapshots(seeds)])


@pytest.fixture(scope="module")
def clustered(standards: list[Standard], shared: Path) -> Resolution:
    """The clusters of `pairs.csv`, every other mention alone."""
    at = {
        (listing.page, str(listing.ordinal)): listing.mention_id
        for standard in standards
        for listing in standard.listings
    }
    clusters = {
        standard.mention.mention_id: {standard.mention.mention_id} for standard in standards
    }
    with (shared / "truth" / "pairs.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["verdict"] == "same":
                left = clusters[at[row["left_page"], row["left_ordinal"]]]
                left |= clusters[at[row["right_page"], row["right_ordinal"]]]
                clusters.update(dict.fromkeys(left, left))
    return resolution(*{min(cluster): cluster for cluster in clusters.values()}.values())


@pytest.fixture(scope="module")
def found(standards: list[Standard], clustered: Resolution) -> Merged:
    return merge(standards, clustered)


def the(found: Merged, start: str) -> Work:
    (work,) = [w for w in found.works if w.title.startswith(start) and w.mention_count > 1]
    return work


def test_there_are_59_works_of_which_8_have_several_entries(found: Merged) -> None:
    assert len(found.works) == 59
    assert sum(work.mention_count > 1 for work in found.works) == 8


def test_the_subtitle_alone_gives_way_to_the_full_title(found: Merged) -> None:
    work = the(found, "Harnessing Accumulated Knowledge")
    assert (work.year, work.alternative_titles[0][:20]) == (2016, "A Toolkit for Guidan")


def test_a_title_printed_over_does_not_stand_and_waits_for_a_steward(found: Merged) -> None:
    work = the(found, "Harrowing Journeys")
    (clash,) = [c for c in found.conflicts if (c.work_id, c.field) == (work.work_id, "title")]
    assert (clash.kind, clash.severity, work.needs_review) == ("different", "high", True)
    assert work.isbns == ("9789280648973",)


def test_four_editions_of_one_work_keep_their_isbns_and_pages(found: Merged) -> None:
    work = the(found, "Caring for Trafficked Persons")
    own = [edition for edition in found.editions if edition.work_id == work.work_id]
    editions = {edition.language or "": (edition.isbn, edition.pages) for edition in own}
    assert sorted(editions) == list(work.languages) == ["ar", "en", "es", "zh"]
    assert editions["zh"] == ("9789290685555", 173)


def test_a_work_of_two_sources_takes_from_each_what_the_other_lacks(found: Merged) -> None:
    work = the(found, "Legal Review on Trafficking in Persons in the Caribbean: The Bahamas")
    assert work.country_codes == ("ANHH", "BB", "BS", "GY", "JM", "LC", "SR", "TT")
    assert (work.languages, work.isbns) == (("en",), ("9789290682509",))
    assert (work.year, len(work.sources)) == (2010, 2)


def test_every_value_can_be_traced_to_a_line_of_a_page(
    found: Merged, standards: list[Standard], seeds: Path
) -> None:
    lines = {path.name: len(path.read_text("utf-8").splitlines()) for path in seeds.iterdir()}
    pages = {x.listing_id: x.page for standard in standards for x in standard.listings}
    traced = {(row.work_id, row.field, row.value) for row in found.provenance}
    for work in found.works:
        for name in {field.name for field in fields(Work)} - DERIVED.keys() - {"work_id"}:
            value = getattr(work, name)
            for part in value if isinstance(value, tuple) else (value,):
                assert part is None or (work.work_id, name, str(part)) in traced
    for row in found.provenance:
        for part in row.locator.split(";"):
            numbers = [int(number) for number in part.replace("L", "").split("-")]
            assert 1 <= numbers[0] <= numbers[-1] <= lines[pages[row.listing_id]]


def test_the_order_of_entries_makes_no_difference(
    found: Merged, standards: list[Standard], clustered: Resolution
) -> None:
    shuffled = random.Random(0).sample(standards, len(standards))
    assert merge(shuffled, clustered) == found
