"""The five real pages, field by field, as text and in every form of HTML."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.model import Entry, Reading
from pipeline.sources import read_page
from tests.sources import forms
from tests.sources.pages import file, html, said, text

pytestmark = pytest.mark.seeds

EXPECTED = {
    "000": ("iom_topics", 5),
    "001": ("iom_topics", 10),
    "002": ("iom_topics", 6),
    "003": ("icat_publications", 8),
    "004": ("iom_catalogue", 39),
}
PAGES = list(EXPECTED)
CARDS = ["000", "001", "002"]
PROSE = ["003", "004"]


def seed(seeds: Path, number: str) -> Path:
    return next(seeds.glob(f"{number}_*"))


def reading(seeds: Path, number: str) -> Reading:
    return read_page(file(seed(seeds, number)))


def values(entry: Entry, role: str) -> list[str]:
    return [value for field in entry.fields if field.role == role for value in field.values]


def pairs(
    seeds: Path, truth: list[dict[str, Any]], number: str
) -> list[tuple[Entry, dict[str, Any]]]:
    rows = [row for row in truth if row["page"].startswith(number)]
    return list(zip(reading(seeds, number).entries, rows, strict=True))


@pytest.mark.parametrize("number", PAGES)
def test_the_source_is_known_from_content(seeds: Path, number: str) -> None:
    found = reading(seeds, number)
    assert (found.source, len(found.entries)) == EXPECTED[number]


@pytest.mark.parametrize("number", PAGES)
def test_titles_stand_where_they_stand(
    seeds: Path, truth: list[dict[str, Any]], number: str
) -> None:
    for entry, row in pairs(seeds, truth, number):
        assert re.sub(r" \(\d{4}\)$", "", entry.title) == row["title"]
        assert entry.title_locator == f"L{row['line']}"
        assert entry.ordinal == row["ordinal"]


@pytest.mark.parametrize("number", PAGES)
def test_abstracts_run_from_first_word_to_last(
    seeds: Path, truth: list[dict[str, Any]], number: str
) -> None:
    for entry, row in pairs(seeds, truth, number):
        assert entry.abstract[:40].startswith(row["abstract_starts"] or "")
        assert entry.abstract.endswith(row["abstract_ends"] or "")
        assert len(list(filter(None, entry.abstract.split("\n\n")))) == row["abstract_paragraphs"]


@pytest.mark.parametrize("number", CARDS)
def test_labels_have_the_values_the_page_cuts(
    seeds: Path, truth: list[dict[str, Any]], number: str
) -> None:
    for entry, row in pairs(seeds, truth, number):
        assert values(entry, "country") == row["raw_countries"]
        assert values(entry, "region") == row["raw_regions"]
        assert values(entry, "authors") == row["raw_authors"]
        assert values(entry, "year") == [str(row["year"])]
        printed = any(field.role == "category" for field in entry.fields)
        assert printed == row["category_label_present"]


def test_headed_prose_has_years_series_and_translations(
    seeds: Path, truth: list[dict[str, Any]]
) -> None:
    for entry, row in pairs(seeds, truth, "003"):
        if row["series"]:
            assert values(entry, "series")[0].startswith(row["series"])
        else:
            assert values(entry, "year") == ([str(row["year"])] if row["year"] else [])
        assert len(values(entry, "language_link")) == len(row["editions"])


def test_every_imprint_is_kept_whole(seeds: Path, truth: list[dict[str, Any]]) -> None:
    lines = seed(seeds, "004").read_text(encoding="utf-8").split("\n")
    for entry, row in pairs(seeds, truth, "004"):
        assert values(entry, "imprint") == [" ".join(lines[row["line"] + 1].split())]


@pytest.mark.parametrize("number", PAGES)
def test_every_line_is_claimed_once_and_nothing_is_unread(seeds: Path, number: str) -> None:
    found = reading(seeds, number)
    raw = found.snapshot.body.decode().split("\n")
    full = [place for place, line in enumerate(raw, start=1) if line.strip()]
    assert [claim.line for claim in found.claims] == full
    assert not found.unread


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("number", CARDS)
def test_cards_say_the_same_as_html(
    seeds: Path, number: str, form: Callable[[forms.Card], str]
) -> None:
    expected = reading(seeds, number)
    page = forms.page("Trafficking", "".join(map(form, forms.cards(expected))))
    found = html(page)
    assert said(found) == said(expected)
    assert not found.unread
    assert found.source == expected.source


@pytest.mark.parametrize("form", forms.PROSE_FORMS, ids=lambda form: form.__name__)
@pytest.mark.parametrize("number", PROSE)
def test_prose_says_the_same_as_html(
    seeds: Path, number: str, form: Callable[[forms.Prose], str]
) -> None:
    expected = reading(seeds, number)
    page = forms.page("Publications", "".join(map(form, forms.proses(expected))))
    found = html(page)
    assert said(found) == said(expected)
    assert not found.unread
    assert found.source == expected.source


def lines_as(tag: str) -> Callable[[str], str]:
    def made(page: str) -> str:
        return "".join(f"<{tag}>{line}</{tag}>\n" for line in page.split("\n") if line.strip())

    return made


LINE_BY_LINE: dict[str, Callable[[str], str]] = {
    "p": lines_as("p"),
    "div": lines_as("div"),
    "section": lines_as("section"),
    "pre": lambda page: f"<pre>{page}</pre>",
    "br": lambda page: "<p>" + "<br>\n".join(page.split("\n")) + "</p>",
}


@pytest.mark.parametrize("form", LINE_BY_LINE)
@pytest.mark.parametrize("number", PAGES)
def test_a_page_turned_into_html_line_by_line_says_the_same(
    seeds: Path, number: str, form: str
) -> None:
    expected = reading(seeds, number)
    page = expected.snapshot.body.decode().replace("&", "&amp;").replace("<", "&lt;")
    assert said(html(LINE_BY_LINE[form](page))) == said(expected)


SETTINGS: dict[str, Callable[[str], bytes]] = {
    "CRLF": lambda page: page.replace("\n", "\r\n").encode(),
    "UTF-16": lambda page: page.encode("utf-16"),
    "a BOM": lambda page: page.encode("utf-8-sig"),
    "NBSP": lambda page: page.replace(" ", "\xa0").encode(),
    "form feeds": lambda page: page.replace("\n \n", "\n\f\n").encode(),
    "indented": lambda page: re.sub("(?m)^", "    ", page).encode(),
    "no blank lines": lambda page: re.sub(r"\n\s*\n+", "\n", page).encode(),
    "a blank line after each": lambda page: re.sub(r"\n+", "\n\n", page).encode(),
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("number", PAGES)
def test_a_page_set_otherwise_says_the_same(seeds: Path, number: str, setting: str) -> None:
    expected = reading(seeds, number)
    page = expected.snapshot.body.decode()
    assert said(text(SETTINGS[setting](page))) == said(expected)
