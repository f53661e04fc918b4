"""The pure functions are total, bounded on hostile text, and read what listings print."""

import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match import people, printing, titles, words
from pipeline.match.columns import columns
from pipeline.match.records import Record, title_places
from pipeline.match.scripts import WORD
from pipeline.normalise import place_names, places
from tests.match.build import band, record

TOTAL: tuple[Callable[[str], object], ...] = (
    words.fold,
    words.words,
    words.spelt,
    words.skeleton,
    words.turns,
    words.number,
    lambda text: words.numbers(words.words(text)),
    lambda text: words.parts(words.words(text)),
    lambda text: words.months(words.words(text)),
    lambda text: words.is_generic(words.words(text)),
    lambda text: titles.companions(words.words(text)),
    lambda text: titles.without_last_year(text, 2010),
    titles.trimmed,
    titles.segments,
    titles.without_citation,
    titles.without_run_in,
    titles.whole_words,
    printing.page_digits,
    titles.edition_number,
    people.families,
    printing.venue_words,
    printing.acronyms,
    printing.venue_kind,
    printing.first_number,
    printing.page_range,
    printing.doi_key,
    printing.isbn_key,
    printing.series_number,
    lambda text: columns([Record(rid="a", title=text, abstract=text, authors=text, venue=text)]),
)
HOSTILE = (
    " " * 200_000 + "x 2014x",
    "(" * 100_000,
    "[" * 50_000 + "]" * 50_000,
    "a, " * 70_000,
    "a and " * 40_000,
    "1-" * 100_000,
    "-" * 200_000 + "x",
    "\u0301" * 100_000,
    "&" * 100_000,
    "part part " * 20_000,
    "second edition " * 10_000,
)


@pytest.mark.parametrize("function", TOTAL)
@given(text=st.text(max_size=80))
def test_every_text_has_features(function: Callable[[str], object], text: str) -> None:
    function(text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    for function in TOTAL:
        function(text)
    assert time.process_time() - start < 5


@given(st.text(max_size=60), st.text("aZ09 _-'`{}~&;.\n", max_size=60))
def test_words_of_ascii_are_those_of_any_text(text: str, plain: str) -> None:
    for one in (text, plain):
        assert words.words(one) == WORD.findall(words.fold(one))


def test_a_quick_look_overlooks_no_country_in_a_title() -> None:
    for name in place_names.in_language("en"):
        title = f"Notes on {name.text}, 2014"
        language = "en" if title.isascii() else None
        named = {code for code, _, _ in places.mentioned(title, language)}
        assert set(title_places(title)) == named, title


@pytest.mark.heavy
def test_folding_any_character_twice_changes_nothing() -> None:
    for char in map(chr, range(sys.maxunicode + 1)):
        once = words.words(char)
        assert words.words(" ".join(once)) == once, f"U+{ord(char):04X}"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mann, Lori J.", ("mann",)),
        ("Lori J. Mann", ("mann",)),
        ("p. auer and n. cesa-bianchi and y. freund", ("auer", "cesa", "bianchi", "freund")),
        ("Schapire, R. E., Freund, Y., Bartlett, P.", ("schapire", "freund", "bartlett")),
        ("m. kearns, m. li and l. pitt", ("kearns", "li", "pitt")),
        ("van den Heuvel, L. P.", ("heuvel",)),
        ("Arnd Christian K&#246;nig", ("konig",)),
        ("Zuber J et al.", ("zuber",)),
        ("M. Tamer ?zsu and Stefan Fischer 0003", ("fischer",)),
        ("R. J. Bayardo and Jr. and W. Bohrer", ("bayardo", "bohrer")),
        ("", ()),
    ],
)
def test_family_names_are_read_however_they_are_printed(text: str, names: tuple[str, ...]) -> None:
    assert people.families(text) == names


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("[Batroxobin for vascular impairment].", "Batroxobin for vascular impairment"),
        ("Memory after stroke. [Article in Chinese]", "Memory after stroke."),
        (
            "Rows and columns (panel session): odd couples?",
            "Rows and columns  : odd couples?",
        ),
        ("A guide (in three parts)", "A guide (in three parts)"),
    ],
)
def test_notes_are_taken_off_titles(title: str, plain: str) -> None:
    assert titles.trimmed(title)[0] == plain


LONG = "Report of a consultation on the safe return of people who were trafficked for labour"


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        (f"Erratum: {LONG} held over three days in 2012 in many cities (One Journal (Janu",
         f"Erratum: {LONG} held over three days in 2012 in many cities"),
        ("A short title (never closed", "A short title (never closed"),
        (f"{LONG} (first) and then again (second) in all the cities of one region, twice, 2012",
         f"{LONG} (first) and then again (second) in all the cities of one region, twice, 2012"),
        ("The Exploitation of Seafarers and Fish…", "The Exploitation of Seafarers and"),
        ("…", "…"),
    ],
)  # fmt: skip
def test_what_a_page_or_a_database_cut_is_left_out(title: str, plain: str) -> None:
    assert titles.whole_words(title) == plain


@pytest.mark.parametrize(
    "title",
    ["Return (Fiji)", "Return (IOM, Geneva, 2009)", "Return) vol 3", "Return ((2009) 12-14", "()"],
)
def test_brackets_that_cite_nothing_stay(title: str) -> None:
    assert titles.without_citation(title) == (title, False)


def test_a_long_list_of_names_is_the_same_in_any_order() -> None:
    names = [f"Family{letter * 3}, A." for letter in "bcdfghjklmnpqrst"]
    turned = [*names[:5], *reversed(names[5:])]
    c = columns(
        Record(rid=f"r{at}", title="t", authors="; ".join(each))
        for at, each in enumerate((names, turned))
    )
    assert set(c.names[0].tolist()) == set(c.names[1].tolist())


def test_a_sentence_that_stands_for_an_abstract_is_no_evidence() -> None:
    said = "No description is available for this item in the catalogue of the library."
    left = record("a", "Shelter capacity in coastal towns", year=2011, abstract=said)
    right = record("b", "Debt and recruitment fees of domestic workers", year=2011, abstract=said)
    assert band(left, right) == "different"
