"""Saved pages and what was read from them: the diff of a rewrite is what gets reviewed."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.read import text_at
from pipeline.sources import read_page, sources
from tests.sources.pages import HERE, file

CASES = sorted(HERE.glob("*/*/page.*"))


@pytest.mark.parametrize("page", CASES, ids=lambda page: f"{page.parts[-3]}-{page.parts[-2]}")
def test_listings_are_those_saved(page: Path, request: pytest.FixtureRequest) -> None:
    reading = read_page(file(page))
    found = {
        "source": reading.source,
        "entries": [asdict(entry) for entry in reading.entries],
        "ignored": [[c.locator, c.claimed_by] for c in reading.claims if not c.listing],
        "unread": [[u.locator, u.kind, u.text] for u in reading.unread],
    }
    as_saved = json.dumps(found, indent=2, ensure_ascii=False) + "\n"

    golden = page.with_name("listings.json")
    if request.config.getoption("--update-golden"):
        golden.write_text(as_saved, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == as_saved


@pytest.mark.parametrize("page", CASES, ids=lambda page: f"{page.parts[-3]}-{page.parts[-2]}")
def test_a_page_is_read_by_the_source_whose_folder_it_is_in(page: Path) -> None:
    assert read_page(file(page)).source == page.parts[-3]


@pytest.mark.parametrize("page", CASES, ids=lambda page: f"{page.parts[-3]}-{page.parts[-2]}")
def test_every_locator_leads_back_to_its_text(page: Path) -> None:
    snapshot = file(page)
    reading = read_page(snapshot)
    for claim in reading.claims:
        assert text_at(snapshot, claim.locator) == claim.text
    for entry in reading.entries:
        assert " ".join(text_at(snapshot, entry.title_locator).split("\n")) == entry.title
        assert entry.title in text_at(snapshot, entry.locator)


@pytest.mark.parametrize("name", sources())
def test_every_source_has_a_saved_page(name: str) -> None:
    assert [page for page in CASES if page.parts[-3] == name]
