"""What fails tonight is stood in for by its last good listings, and everybody is told."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

import pipeline
from pipeline import stages
from pipeline.errors import ReaderError
from pipeline.ingest.fetched import Fetched
from pipeline.model import Claim, Reading, SourceState
from pipeline.rebuild import rebuild
from pipeline.release import manifest, replay, verify, versions
from pipeline.release.inputs import snapshot_ref
from pipeline.run import run
from pipeline.sources import apart
from pipeline.sources.apart import Limits, Part, Read, read_part
from pipeline.stages import Outcome, Request
from pipeline.standing import readings_of, stand_in, states

NIGHT = datetime(2026, 11, 20, 2, tzinfo=UTC)
CARD = "{0}\n\nCountry\n{1}\nRegion\nAfrica\nYear\n{2}\nAuthors\nIOM\n\n"
PAGES = {
    "west.txt": [("Counter-Trafficking in Ghana", "Ghana", 2014), ("Return to Togo", "Togo", 2011)],
    "east.txt": [("Data on Kenya", "Kenya", 2012), ("A Handbook for Uganda", "Uganda", 2019)],
}


class Site:
    """A folder of pages that runs read, night after night."""

    def __init__(self, folder: Path) -> None:
        self.pages, self.curated = folder / "pages", folder / "curated"
        self.pages.mkdir()
        self.nights = 0
        for name, cards in PAGES.items():
            self.write(name, "".join(CARD.format(*card) for card in cards))

    def write(self, name: str, text: str) -> None:
        (self.pages / name).write_text(text, encoding="utf-8")

    @property
    def request(self) -> Request:
        return Request(
            as_of=NIGHT + timedelta(days=self.nights),
            pages=(self.pages,),
            raw=self.curated / "raw",
            curated=self.curated,
        )

    def night(self) -> Outcome:
        outcome = run(self.request)
        self.nights += 1
        return outcome

    def sources(self) -> dict[str, SourceState]:
        return {row.source: row for row in states(versions.resolve(root=self.curated))}

    def titles(self) -> list[str]:
        return sorted(pipeline.load("listings", root=self.curated).title)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_page_that_cannot_be_read_leaves_its_last_listings_standing(site: Site) -> None:
    first = site.night()
    assert (first.warnings, site.sources()["iom_topics"].state) == ((), "fresh")
    titles, west = site.titles(), (site.pages / "west.txt").read_text()
    site.write("west.txt", "Please log in\n\nYour session has ended.\n")

    bad = site.night()
    assert bad.published
    assert site.titles() == titles
    row = site.sources()["iom_topics"]
    assert (row.state, row.good_at, row.pages, row.listings) == ("stale", NIGHT, 2, 4)
    told = "iom_topics is stale: its listings of 2026-11-20 stand (1 d old), for west.txt could"
    assert bad.warnings[0].startswith(told)
    assert told in bad.summary
    changes = (site.curated / "latest" / "CHANGES.md").read_text()
    assert "iom\\_topics is stale since 2026-11-20: west.txt could not be read" in changes
    report = (site.curated / "latest" / "report" / "index.html").read_text()
    assert told in report
    assert verify.verify(versions.resolve(root=site.curated)) == []

    again = site.night()
    assert not again.published
    assert "(2 d old)" in again.warnings[0]

    site.write("west.txt", west + CARD.format("New in Mali", "Mali", 2020))
    good = site.night()
    assert (good.published, good.warnings) == (True, ())
    assert site.titles() == sorted([*titles, "New in Mali"])
    assert site.sources()["iom_topics"].state == "fresh"
    changes = (site.curated / "latest" / "CHANGES.md").read_text()
    assert "iom\\_topics is fresh again; it was stale." in changes


def test_a_release_with_stale_listings_is_made_again_the_same(site: Site) -> None:
    site.night()
    site.write("west.txt", "Please log in\n")
    version = site.night().version
    again = rebuild(site.curated, site.curated / "raw")
    assert replay.replay(version, curated=site.curated, rebuild=again).is_same


def test_a_reader_that_hangs_on_a_page_read_before_leaves_its_listings(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.night()
    titles = site.titles()
    site.write("west.txt", CARD.format("Something New", "Niger", 2021) * 2)

    def hanging(part: Part, limits: Limits) -> Sequence[Read]:
        return [
            ReaderError(page.page, "reading it failed: it took 60 s") for page in part.snapshots
        ]

    monkeypatch.setattr(apart, "read_part", hanging)
    outcome = site.night()
    assert site.titles() == titles
    assert "it took 60 s" in outcome.warnings[0]
    monkeypatch.setattr(apart, "read_part", read_part)
    assert site.night().published
    assert "Something New" in site.titles()
    assert site.sources()["iom_topics"].state == "fresh"


def test_a_page_damaged_on_disk_leaves_its_last_listings_standing(site: Site) -> None:
    site.night()
    titles = site.titles()
    for path in (site.curated / "raw" / "adopted").glob("*.txt"):
        path.write_bytes(b"x")
    outcome = run(replace(site.request, pages=()))
    assert site.titles() == titles
    assert "is stale" in outcome.summary


def test_a_new_page_that_nobody_reads_is_a_warning_once(site: Site) -> None:
    site.night()
    site.write("menu.txt", "Soup\nBread\n")
    told = site.night()
    assert not told.published  # nothing that a release says has changed
    assert told.warnings == ("menu.txt was set aside: no source recognises it from its content",)
    assert site.night().warnings == ()


def test_a_page_taken_away_is_gone_and_does_not_stand(site: Site) -> None:
    site.night()
    (site.pages / "west.txt").unlink()
    site.night()
    assert len(site.titles()) == 2
    assert site.sources()["iom_topics"].state == "fresh"


def test_a_run_holds_the_bytes_of_no_page(site: Site) -> None:
    pages = stages.ingest(site.request)
    read = stages.read(pages)
    held = [*pages.snapshots, *(each.snapshot for each in read.readings)]
    assert [(page.body, page.path is not None) for page in held] == [(b"", True)] * 4


# ------------------------------------------------------------------------ as the last release has


def _plain(reading: Reading) -> tuple[object, ...]:
    claims = {(claim.locator, claim.claimed_by, claim.listing) for claim in reading.claims}
    return reading.source, reading.snapshot.sha256, reading.entries, claims, set(reading.unread)


def test_a_reading_had_from_a_release_is_the_reading_of_its_page(demonstration: Path) -> None:
    request = Request(as_of=NIGHT, raw=Path(__file__).parent.parent / "raw", curated=demonstration)
    read = stages.read(stages.ingest(request)).readings
    refs = [snapshot_ref(each.snapshot, each.source) for each in read]
    version = versions.latest(demonstration)
    assert version
    had = readings_of(demonstration, version, refs)
    assert list(map(_plain, had)) == list(map(_plain, read))
    assert all(isinstance(claim, Claim) for each in had for claim in each.claims)


def _read(site: Site) -> tuple[Reading, ...]:
    return stages.read(stages.ingest(site.request)).readings


def test_a_source_that_could_not_be_fetched_is_stale_and_keeps_its_pages(site: Site) -> None:
    site.night()
    ended = Fetched(source="adopted", state="stale", reason="it answered 500.", last_good_at=NIGHT)
    found = stand_in(_read(site), (), fetched=[ended], curated=site.curated)
    assert len(found.readings) == 2
    (stale,) = found.stale
    assert stale.sentence(NIGHT + timedelta(hours=5)) == (
        "iom_topics is stale: its listings of 2026-11-20 stand (5 h old), for it answered 500."
    )


def test_a_source_of_which_nothing_was_ever_read_is_missing(site: Site) -> None:
    ended = Fetched(source="elsewhere", state="failed", reason="it answered 500")
    found = stand_in(_read(site), (), fetched=[ended], curated=site.curated)
    (stale,) = found.stale
    assert stale.state == "missing"
    assert stale.sentence(NIGHT) == (
        "elsewhere is missing: it answered 500; nothing of it was ever read."
    )


def test_a_source_that_is_not_believed_stands_as_the_last_release_has_it(site: Site) -> None:
    site.night()
    titles = site.titles()
    site.write("west.txt", CARD.format("Odd", "Niger", 2021) * 2)
    tonight = _read(site)
    found = stand_in(tonight, (), doubted={"iom_topics": "fewer entries"}, curated=site.curated)
    assert sorted(entry.title for each in found.readings for entry in each.entries) == titles
    assert [page.page for page in found.aside] == ["west.txt"]
    assert found.stale[0].reason == "fewer entries"


def test_a_source_that_no_release_holds_has_nothing_to_stand_in(site: Site) -> None:
    tonight = _read(site)
    found = stand_in(tonight, (), doubted={"iom_topics": "fewer entries"}, curated=site.curated)
    assert found.readings == tonight
    assert found.stale == ()


def test_a_release_older_than_the_table_of_sources_can_be_stood_on(site: Site) -> None:
    site.night()
    release = versions.resolve(root=site.curated)
    stated = manifest.read(release)
    assert "sources" in stated.resources
    shutil.copytree(release, site.curated / "copy")
    text = (release / "datapackage.json").read_text().replace('"sources.parquet"', '"x.parquet"')
    (release / "datapackage.json").write_text(text.replace('"name": "sources"', '"name": "x"'))
    assert states(release) == []


def test_the_table_of_sources_is_read_like_any_other(site: Site) -> None:
    site.night()
    frame = pd.read_parquet(site.curated / "latest" / "sources.parquet")
    assert list(frame.source) == ["iom_topics"]
    assert list(pipeline.load("sources", root=site.curated).state) == ["fresh"]
