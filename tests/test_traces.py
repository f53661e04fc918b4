"""Every published value leads back to the words of the stored page that it was read from."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

import pipeline
from pipeline.merge.provenance import DERIVED
from pipeline.normalise.languages import languages
from pipeline.normalise.places import is_worldwide
from pipeline.rebuild import text_reader
from pipeline.release.spans import spans
from pipeline.release.why import raw_texts
from pipeline.run import run
from pipeline.stages import Request

ROOT = Path(__file__).resolve().parent.parent
NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)


class Made(NamedTuple):
    """A release and the pages it was made from."""

    curated: Path
    text_at: Callable[[str, str], str | None]

    def rows(self, table: str) -> list[Any]:
        found = pipeline.load(table, root=self.curated)
        return list(found.astype(object).where(found.notna(), None).itertuples(index=False))


@pytest.fixture(
    scope="module", params=["demonstration", pytest.param("seeds", marks=pytest.mark.seeds)]
)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    if request.param == "demonstration":
        return Made(request.getfixturevalue("demonstration"), text_reader(ROOT / "raw"))
    curated = tmp_path_factory.mktemp("curated")
    pages = (request.getfixturevalue("seeds"),)
    run(Request(as_of=NIGHT, pages=pages, raw=curated / "raw", curated=curated))
    return Made(curated, text_reader(curated / "raw"))


def _plain(text: str | None) -> str:
    """Text with white space folded and, as HTML draws them itself, without list markers."""
    return " ".join(re.sub(r"(?m)^[-•–*]\s+", "", text or "").split())


def _holds(text: str | None, *parts: str) -> bool:
    return text is not None and all(_plain(part) in _plain(text) for part in parts)


def test_the_strings_of_a_listing_stand_where_it_says(made: Made) -> None:
    for row in made.rows("listings"):
        at = {each: made.text_at(row.snapshot_sha256, each) for each in _locators(row)}
        assert _holds(at[row.title_locator], row.title)
        assert not row.abstract or _holds(at[row.abstract_locator], *row.abstract.split("\n\n"))
        assert at[row.locator]
        for item in row.fields:
            for value, locator in zip(item["values"], item["value_locators"], strict=True):
                assert _holds(at[locator], value), (row.page, item)


def _locators(row: Any) -> Iterator[str]:
    yield from (row.locator, row.title_locator)
    if row.abstract:
        yield row.abstract_locator
    for item in row.fields:
        yield from item["value_locators"]


def test_every_value_of_every_work_has_a_place_on_a_page(made: Made) -> None:
    known = {(row.work_id, row.field, row.value) for row in made.rows("provenance")}
    works = pipeline.load("works", root=made.curated)
    names = [str(name) for name in works.columns if name not in {"work_id", *DERIVED}]
    for row in made.rows("works"):
        for name in names:
            value = getattr(row, name)
            for one in value if isinstance(value, list) else [value]:
                assert one is None or (row.work_id, name, str(one)) in known, (name, one)


def test_the_span_of_every_value_read_again_gives_its_raw_value(made: Made) -> None:
    listings = {row.listing_id: row for row in made.rows("listings")}
    raw = _raw_values(made)
    for row in made.rows("provenance"):
        text = made.text_at(listings[row.listing_id].snapshot_sha256, row.locator)
        assert text is not None, row
        assert _says(row, text, raw), (row.field, row.value, text[:200])


Raw = dict[tuple[str, str, str], set[str]]


def _raw_values(made: Made) -> Raw:
    """Return (mention, field, value) to the texts that the value was read from."""
    found: Raw = {}
    for row in made.rows("coverage"):
        for name in ("country_codes", "region_codes"):
            found.setdefault((row.mention_id, name, row.place_code), set()).add(row.raw)
    for row in made.rows("identifiers"):
        found.setdefault((row.mention_id, f"{row.scheme}s", row.value), set()).add(row.raw)
    for row in made.rows("contributors"):
        name = " ".join(filter(None, (row.given, row.name)))
        found.setdefault((row.mention_id, "contributors", name), set()).add(row.raw)
    return found


def _says(row: Any, text: str, raw: Raw) -> bool:
    """Tell whether ``text`` holds what the value was read from."""
    if row.field in ("country_codes", "region_codes", "isbns", "contributors"):
        said = raw[row.mention_id, row.field, row.value]
        return any(_holds(text, *_pieces(row.field, each)) for each in said)
    if row.field == "year":
        return row.value in text or bool(re.search(rf"\b\d\d?/{row.value[2:]}\b", text))
    if row.field == "series":
        return all(word in _plain(text) for word in re.findall(r"\w+", row.value))
    if row.field == "languages":
        words = re.findall(r"[^\W\d_]+", text)
        names = [" ".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words))]
        return any(row.value in languages(each) for each in names)
    if row.field == "is_worldwide":
        return str(is_worldwide(text)) == str(row.value)
    if row.field == "sources":
        return bool(text.strip())  # recognised from the page as a whole
    return _holds(text, *row.value.split("\n\n"))


def _pieces(field: str, raw: str) -> list[str]:
    """A name that the page cut stands in pieces; so does a family name and its initials."""
    if field == "contributors":
        return re.findall(r"[^\s,]+", raw)
    return raw.split(" · ")


def test_every_place_is_read_from_the_text_it_points_at(made: Made) -> None:
    snapshots: dict[str, set[str]] = {}
    for row in made.rows("listings"):
        snapshots.setdefault(row.mention_id, set()).add(row.snapshot_sha256)
    for row in made.rows("coverage"):
        texts = [made.text_at(sha256, row.locator) for sha256 in snapshots[row.mention_id]]
        assert any(_holds(text, *row.raw.split(" · ")) for text in texts), row


def test_no_value_is_traced_to_a_page_that_the_release_does_not_name(made: Made) -> None:
    listed = pipeline.load("listings", root=made.curated)
    traced = pipeline.load("provenance", root=made.curated)
    assert set(traced.listing_id) <= set(listed.listing_id)
    assert pd.Series(traced.rule).str.len().gt(0).all()


def test_why_marks_the_words_of_every_value(made: Made) -> None:
    tables = [made.rows(name) for name in ("coverage", "contributors", "identifiers")]
    raw = raw_texts([row._asdict() for row in rows] for rows in tables)
    listings = {row.listing_id: row.snapshot_sha256 for row in made.rows("listings")}
    for row in made.rows("provenance"):
        if row.field == "sources":
            continue  # recognised from the page as a whole
        text = made.text_at(listings[row.listing_id], row.locator) or ""
        said = raw.get((row.mention_id, row.field, row.value), ())
        assert spans(row.field, row.value, said, text), (row.field, row.value, text[:200])


# -------------------------------------------------------------- tables without places of their own


@pytest.fixture(scope="module")
def entries(made: Made) -> dict[str, list[str]]:
    """Mention to the stored text of its entries, each read again from the page."""
    found: dict[str, list[str]] = {}
    for row in made.rows("listings"):
        text = made.text_at(row.snapshot_sha256, row.locator)
        assert text, row.locator
        found.setdefault(row.mention_id, []).append(text)
    return found


def test_every_name_stands_in_an_entry_of_its_mention(
    made: Made, entries: dict[str, list[str]]
) -> None:
    for row in made.rows("contributors"):
        assert _any_holds(entries[row.mention_id], _pieces("contributors", row.raw)), row
        assert _words(f"{row.given or ''} {row.name}") <= _words(row.raw), row


def test_every_identifier_stands_in_an_entry_of_its_mention(
    made: Made, entries: dict[str, list[str]]
) -> None:
    for row in made.rows("identifiers"):
        assert _any_holds(entries[row.mention_id], [row.raw]), row


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _any_holds(texts: list[str], parts: list[str]) -> bool:
    return any(_holds(text, *parts) for text in texts)


def test_every_value_of_an_edition_stands_in_an_entry_of_its_work(
    made: Made, entries: dict[str, list[str]]
) -> None:
    of_work: dict[str, list[str]] = {}
    for row in made.rows("mentions"):
        of_work.setdefault(row.work_id, []).extend(entries[row.mention_id])
    printed: dict[str, set[str]] = {}
    for row in made.rows("identifiers"):
        printed.setdefault(row.value, set()).add(row.raw)
    traced = {
        (row.work_id, row.value) for row in made.rows("provenance") if row.field == "languages"
    }
    for row in made.rows("editions"):
        texts = of_work[row.work_id]
        for value in _edition_values(row):
            said = printed.get(value, {value})
            assert any(_holds(text, each) for text in texts for each in said), (row, value)
        assert not row.language or (row.work_id, row.language) in traced, row
        for word in row.formats:
            assert any(re.search(FORMATS[word], text, re.IGNORECASE) for text in texts), row


FORMATS = {
    "pdf": r"\bpdf\b",
    "print": r"\bprint|\bhard ?cop",
    "epub": r"\bepub\b",
    "online": r"online",
}


def _edition_values(row: Any) -> Iterator[str]:
    yield from (str(int(value)) for value in (row.year, row.pages) if value is not None)
    yield from (value for value in (row.isbn, row.url) if value)
    if row.price_amount is not None:
        yield f"{row.price_amount:g}"


def test_every_single_value_of_a_mention_stands_in_its_entry(
    made: Made, entries: dict[str, list[str]]
) -> None:
    for row in made.rows("mentions"):
        texts = entries[row.mention_id]
        assert _any_holds(texts, [row.title]), row.title
        assert not row.abstract or _any_holds(texts, row.abstract.split("\n\n"))
        if row.year is not None:
            year = str(int(row.year))
            assert any(year in t or re.search(rf"\d/{year[2:]}\b", t) for t in texts), row
        if row.series:
            assert _any_holds(texts, re.findall(r"\w+", row.series)), row


def test_every_unknown_stands_where_it_says(made: Made) -> None:
    for row in made.rows("unknowns"):
        text = made.text_at(row.snapshot_sha256, row.locator) or ""
        pieces = ", ".join(text.split("\n"))  # a value that the page cut at its commas
        assert _holds(text, *row.text.split(" · ")) or _holds(pieces, row.text), row


def test_every_claim_leads_to_words(made: Made) -> None:
    for row in made.rows("claims"):
        assert (made.text_at(row.snapshot_sha256, row.locator) or "").strip(), row


def test_both_sides_of_a_conflict_stand_in_entries_of_their_mentions(
    made: Made, entries: dict[str, list[str]]
) -> None:
    for row in made.rows("conflicts"):
        if row.field in ("title", "abstract", "year", "series"):
            for value, mention in (
                (row.kept, row.kept_mention_id),
                (row.lost, row.lost_mention_id),
            ):
                assert _any_holds(entries[mention], value.split("\n\n")), row
