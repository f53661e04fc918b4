"""Every value of the five real pages, as the truth beside the checkout has it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Reading, Snapshot, Standard
from pipeline.normalise.mentions import standardise
from pipeline.sources import read_page
from tests.sources import forms
from tests.sources.pages import html

pytestmark = pytest.mark.seeds
Found = Mapping[tuple[str, int], Standard]


@pytest.fixture(scope="module")
def readings(seeds: Path) -> list[Reading]:
    pages = [
        Snapshot(
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            page=path.name,
            url=None,
            fetched_at=datetime(2026, 11, 21, tzinfo=UTC),
            media_type="text/plain",
            body=path.read_bytes(),
        )
        for path in sorted(seeds.glob("*.txt"))
    ]
    return [read_page(page) for page in pages]


@pytest.fixture(scope="module")
def found(readings: list[Reading]) -> Found:
    mentions = standardise(readings)
    return {(row.page, row.ordinal): item for item in mentions for row in item.listings}


def _places(item: Standard, basis: str) -> list[str]:
    return [place.code for place in item.places if place.basis == basis]


READERS: Mapping[str, Callable[[Standard], Any]] = {
    "title": lambda item: item.mention.title,
    "year": lambda item: item.mention.year,
    "month": lambda item: item.mention.month,
    "series": lambda item: item.mention.series,
    "authors": lambda item: [
        {"kind": one.kind, "name": one.name, "given": one.given}
        for one in item.mention.contributors
    ],
    "editions": lambda item: [
        {"language": e.language, "isbn": e.isbn, "pages": e.pages, "year": e.year}
        for e in item.mention.editions
    ],
    "identifiers": lambda item: [
        {"scheme": i.scheme, "value": i.value}
        | ({"electronic": i.is_electronic} if i.scheme == "isbn" else {})
        for i in item.identifiers
    ],
    "price": lambda item: (
        item.mention.price_amount
        and {"currency": item.mention.price_currency, "amount": item.mention.price_amount}
    ),
    "availability": lambda item: (
        None if item.mention.availability is None else list(item.mention.availability)
    ),
    "worldwide": lambda item: item.mention.is_worldwide,
    "stated_countries": lambda item: list(item.mention.country_codes),
    "stated_regions": lambda item: list(item.mention.region_codes),
    # The truth orders these by no rule: they are sets.
    "title_countries": lambda item: set(_places(item, "title")),
    "abstract_countries": lambda item: set(_places(item, "abstract")),
}


@pytest.mark.parametrize("field", READERS)
def test_every_listing_has_the_true_value(
    field: str, found: Found, truth: list[dict[str, Any]]
) -> None:
    wrong = {}
    for true in truth:
        said = READERS[field](found[true["page"], true["ordinal"]])
        expected = set(true[field]) if isinstance(said, set) else true[field]
        if said != expected:
            wrong[true["page"], true["ordinal"]] = (expected, said)
    assert wrong == {}


def test_the_entry_on_two_topic_pages_is_one_mention(found: Found) -> None:
    twice = [item for item in found.values() if len(item.listings) > 1]
    assert len(found) == 68
    assert [len(item.listings) for item in twice] == [2, 2]
    assert len({item.mention.mention_id for item in found.values()}) == 67


@pytest.mark.parametrize("form", [forms.drupal, forms.flat_divs, forms.headings])
def test_the_same_cards_as_html_are_the_same_mentions(
    form: Callable[[forms.Card], str], readings: list[Reading]
) -> None:
    cards = [reading for reading in readings if reading.source == "iom_topics"]
    pages = [forms.page("Topic", "".join(map(form, forms.cards(card)))) for card in cards]
    again = standardise(replace(html(page), source="iom_topics") for page in pages)
    assert [item.mention for item in again] == [item.mention for item in standardise(cards)]


def test_shuffled_and_doubled_pages_are_the_same_mentions(readings: list[Reading]) -> None:
    renamed = [
        replace(r, snapshot=replace(r.snapshot, page=f"{n}.txt")) for n, r in enumerate(readings)
    ]
    again = standardise([*reversed(renamed), *readings])
    assert [item.mention for item in again] == [item.mention for item in standardise(readings)]


def test_only_the_reference_among_the_authors_is_unknown(found: Found) -> None:
    kinds = [u.kind for item in {id(x): x for x in found.values()}.values() for u in item.unknowns]
    assert kinds == ["contributor"]


def test_abstracts_are_in_their_languages(found: Found) -> None:
    said = {item.mention.abstract_language for item in found.values() if item.mention.abstract}
    assert said == {"en", "fr", "es"}
