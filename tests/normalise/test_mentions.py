import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import schema
from pipeline.model import Entry, Listing, Mention, Reading, Standard
from pipeline.normalise.mentions import standardise
from tests.normalise.builders import FETCHED, entry, reading

DAY = timedelta(days=1)
STORY = "The first story tells of two sisters who leave their village for work in the city."
OTHER = "A father borrows money from a neighbour; what the debt does to his family is shown here."


def only(*readings: Reading) -> Standard:
    (found,) = standardise(readings)
    return found


def mention(item: Entry, source: str = "iom_topics") -> Mention:
    return only(reading(item, source=source)).mention


def ids(*readings: Reading) -> list[str]:
    return [item.mention.mention_id for item in standardise(readings)]


# --- identity


def test_the_same_entry_on_two_pages_is_one_mention_with_two_listings() -> None:
    item = entry("Toolkit", STORY, year="2016")
    pages = [reading(item, page="a.txt"), reading(entry("Other", OTHER), item, page="b.txt")]
    assert sorted(len(found.listings) for found in standardise(pages)) == [1, 2]


def test_a_second_file_with_the_same_bytes_changes_nothing() -> None:
    page = reading(entry("Toolkit", STORY, year="2016"), page="a.txt")
    copy = replace(page, snapshot=replace(page.snapshot, page="b.txt"))
    assert standardise([page, copy]) == standardise([copy, page]) == standardise([page])


def test_pages_with_the_same_entries_change_only_the_listings() -> None:
    page = reading(entry("Toolkit", STORY, year="2016"), page="a.txt")
    again = reading(entry("Toolkit", STORY, year="2016"), page="b.txt", body="other bytes")
    assert only(page, again).mention == only(page).mention
    assert len(only(page, again).listings) == 2


def test_two_sources_never_share_a_mention() -> None:
    item = entry("Toolkit", STORY, year="2016")
    assert len(set(ids(reading(item), reading(item, source="iom_catalogue", body="x")))) == 2


def test_page_names_formats_and_places_on_the_page_make_no_id() -> None:
    text = reading(entry("Needs  Assessment:\n Balkans", STORY, year="2014"), page="a.txt")
    html = reading(
        entry("Other", OTHER),
        entry("Needs Assessment: Balkans", STORY.replace(" ", "\n"), year=" 2014 "),
        page="b.html",
    )
    assert set(ids(text)) < set(ids(html))


def test_another_year_or_isbn_makes_another_mention() -> None:
    imprints = [
        "2017/134 pages English",
        "2017/64 pages ISBN 978-92-806-4897-3 English",
        "2018/1 p.",
    ]
    items = [entry("Manual for Teachers", imprint=text) for text in imprints]
    assert len(set(ids(reading(*items, source="iom_catalogue")))) == 3


def test_hyphens_in_an_isbn_make_no_other_mention() -> None:
    plain = entry("Manual", imprint="2017/64 pages ISBN 9789280648973 English")
    hyphens = entry("Manual", imprint="2017/64 pages ISBN 978-92-806-4897-3 English")
    assert ids(reading(plain)) == ids(reading(hyphens))


def test_two_entries_of_one_page_with_one_title_and_year_are_two_mentions() -> None:
    twins = [
        entry("A broken dream", text, imprint="2013/24 pages Albanian") for text in (STORY, OTHER)
    ]
    found = standardise([reading(*twins)])
    assert sorted(item.mention.abstract or "" for item in found) == sorted([STORY, OTHER])


def test_a_twin_that_turns_up_later_takes_nobodys_id() -> None:
    old, new = (entry("A broken dream", text, year="2013") for text in (STORY, OTHER))
    for first, second in ((old, new), (new, old)):
        page = reading(first)
        later = reading(second, first, page="b.txt")
        later = replace(later, snapshot=replace(later.snapshot, fetched_at=FETCHED + DAY))
        found = {
            item.mention.abstract: item.mention.mention_id for item in standardise([later, page])
        }
        assert found[first.abstract] == only(page).mention.mention_id
        assert len(found) == 2


def test_twins_without_any_abstract_are_two_mentions_too() -> None:
    twin = entry("A broken dream", imprint="2013/24 pages Albanian")
    assert len(standardise([reading(twin, twin)])) == 2


def test_an_entry_printed_twice_to_the_letter_is_one() -> None:
    twin = entry("A broken dream", STORY, imprint="2013/24 pages Albanian")
    assert len(only(reading(twin, twin)).listings) == 2


def test_twins_find_their_own_listings_on_another_page() -> None:
    twins = [entry("A broken dream", text, year="2013") for text in (STORY, OTHER)]
    found = standardise([reading(*twins), reading(*reversed(twins), page="b.txt")])
    assert [len({row.abstract for row in item.listings}) for item in found] == [1, 1]
    assert [len(item.listings) for item in found] == [2, 2]


def test_one_key_with_clearly_different_abstracts_on_two_pages_is_two_mentions() -> None:
    pages = [reading(entry("A broken dream", text, year="2013")) for text in (STORY, OTHER)]
    assert len(standardise(pages)) == 2


def test_an_abstract_that_goes_on_longer_is_the_same_entry_and_the_longer_counts() -> None:
    short = reading(entry("Toolkit", STORY, year="2016"))
    long = reading(entry("Toolkit", f"{STORY} {OTHER}", year="2016"))
    none = reading(entry("Toolkit", year="2016"))
    assert only(short, long, none).mention.abstract == f"{STORY} {OTHER}"


def test_an_entry_with_slightly_different_fields_is_the_union_of_them() -> None:
    left = reading(
        entry("Toolkit", STORY, year="2016", country=["Ghana"], authors=["Lori J. Mann"])
    )
    right = reading(entry("Toolkit", STORY, year="2016", country=["Ghana", "Togo"], price="USD 30"))
    found = only(left, right).mention
    assert found.country_codes == ("GH", "TG")
    assert [one.name for one in found.contributors] == ["Mann"]
    assert (found.price_amount, found.price_currency) == (30, "USD")
    assert found == only(right, left).mention


def test_ids_are_hexadecimal_and_listings_know_their_mention() -> None:
    found = only(reading(entry("Toolkit", STORY, year="2016")))
    assert re.fullmatch(r"m-[0-9a-f]{12,}", found.mention.mention_id)
    assert re.fullmatch(r"l-[0-9a-f]{12,}", found.listings[0].listing_id)
    assert found.listings[0].mention_id == found.mention.mention_id


def test_ids_are_what_they_always_were() -> None:
    """Frozen: a change here renames every mention of every release."""
    item = entry("Toolkit to Combat Trafficking in Persons", year="2008")
    page = reading(item, source="iom_topics")
    assert ids(page) == ["m-a5011608b00211ca"]


PAGES = [
    reading(
        entry("A broken dream", STORY, year="2013"), entry("A broken dream", OTHER, year="2013")
    ),
    reading(entry("A broken dream", OTHER, year="2013"), entry("Toolkit", year="2016"), page="b"),
    reading(entry("Toolkit", STORY, year="2016", country=["Ghana"]), page="c"),
    reading(entry("Toolkit", OTHER, year="2016", country=["Togo"]), page="d"),
    reading(entry("A broken dream", year="2013"), page="e"),
]


@given(st.permutations(PAGES))
def test_the_order_of_pages_changes_nothing(pages: list[Reading]) -> None:
    assert standardise(pages) == standardise(PAGES)


@given(st.permutations("abcde"))
def test_the_names_of_pages_change_nothing_but_the_names(names: list[str]) -> None:
    named = [
        replace(page, snapshot=replace(page.snapshot, page=name))
        for page, name in zip(PAGES, names, strict=True)
    ]
    assert [x.mention for x in standardise(named)] == [x.mention for x in standardise(PAGES)]


# --- dates


@pytest.mark.parametrize(
    ("item", "year", "month"),
    [
        (entry("Review", year="2010"), 2010, None),
        (entry("Review (2014)"), 2014, None),
        (entry("Review (2014)", year="2016"), 2016, None),
        (entry("Review 2012", imprint="2013/140 pages English"), 2013, None),
        (entry("Review I December 2015", imprint="2015/51 pages English"), 2015, None),
        (entry("Review I December 2015"), 2015, 12),
        (entry("The cotton harvest of 2011"), None, None),
        (entry("The cotton harvest, 2011"), None, None),
        (entry("Brief", series="ICAT Issue Brief 01, 10/2016"), 2016, 10),
        (entry("Brief", date="12 October 2016"), 2016, 10),
        (entry("Brief", year="2016", date="12 October 2016"), 2016, 10),
        (entry("Brief", year="2015", date="12 October 2016"), 2015, None),
        (entry("Brief", year="2010-2012"), 2010, None),
        (entry("Brief", imprint="20118/32 pages English"), None, None),
    ],
)
def test_the_year_is_that_of_the_surest_statement(
    item: Entry, year: int | None, month: int | None
) -> None:
    found = mention(item)
    assert (found.year, found.month) == (year, month)


def test_a_year_that_contradicts_is_recorded_and_not_chosen() -> None:
    found = only(reading(entry("Trafficked at sea 2012", imprint="2013/140 pages English")))
    years = {trace.value: trace.rule for trace in found.traces if trace.field == "year"}
    assert found.mention.year == 2013
    assert "not chosen" in years["2012"]
    assert "not chosen" not in years["2013"]


def test_an_unreadable_year_waits_for_a_steward_with_its_place() -> None:
    found = only(reading(entry("Review", year="20118")))
    assert [(u.kind, u.text, u.locator) for u in found.unknowns] == [("date", "20118", "L100.0")]
    assert found.unknowns[0].listing_id == found.listings[0].listing_id


# --- editions


def test_labelled_fields_make_an_edition() -> None:
    found = mention(
        entry("Review", year="2015", language="French", pages="184", isbn="978-92-9068-715-3")
    )
    assert [(e.language, e.isbn, e.pages, e.year) for e in found.editions] == [
        ("fr", "9789290687153", 184, 2015)
    ]


def test_labelled_isbns_are_tied_to_languages_only_by_the_page() -> None:
    isbns = ["978-92-9068-715-3 (English)", "978-92-9068-716-0 (Spanish)"]
    tied = mention(entry("Review", language=["English, Spanish"], isbn=isbns))
    assert [(e.language, e.isbn) for e in tied.editions] == [
        ("en", "9789290687153"), ("es", "9789290687160"),
    ]  # fmt: skip
    loose = mention(entry("Review", language=["English", "Spanish"], isbn="978-92-9068-715-3"))
    assert [(e.language, e.isbn) for e in loose.editions] == [("en", None), ("es", None)]
    assert loose.isbns == ("9789290687153",)


def test_a_link_to_a_version_is_an_edition_in_its_language() -> None:
    found = mention(entry("Brief", language_link="Click here for the Russian version."))
    assert [(e.language, e.year) for e in found.editions] == [("ru", None)]


def test_a_year_alone_makes_no_edition() -> None:
    assert mention(entry("Review", year="2015")).editions == ()


def test_a_wrong_isbn_is_kept_as_an_identifier_and_matched_by_nobody() -> None:
    found = only(reading(entry("Review", isbn="978-92-9068-249-4")))
    assert [(i.value, i.is_valid) for i in found.identifiers] == [("9789290682494", False)]
    assert found.mention.isbns == ()
    assert [u.kind for u in found.unknowns] == ["identifier"]


@pytest.mark.parametrize(
    ("item", "availability"),
    [
        (entry("Review", year="2015"), None),
        (entry("Review", imprint="2015/12 pages English USD 30"), ()),
        (entry("Review", imprint="2015/12 pages English Available for PDF download"), ("pdf",)),
        (entry("Review", format="PDF, print"), ("print", "pdf")),
    ],
)
def test_availability_is_null_where_the_page_does_not_speak_of_it(
    item: Entry, availability: tuple[str, ...] | None
) -> None:
    assert mention(item).availability == availability


def test_a_symbol_in_an_abstract_is_a_reference_and_in_a_title_the_works_own() -> None:
    cited = only(reading(entry("Review", "Adopted by resolution A/RES/55/25 of the Assembly.")))
    own = only(reading(entry("Report of the Working Group (CTOC/COP/2010/1)")))
    assert cited.identifiers == ()
    assert [(i.scheme, i.value) for i in own.identifiers] == [("un_symbol", "CTOC/COP/2010/1")]


# --- series and titles


@pytest.mark.parametrize(
    ("item", "title", "series"),
    [
        (entry("MRS° 36 - Trafficking of men"), "MRS° 36 - Trafficking of men", "MRS 36"),
        (entry("N°24 – Rights (2010)"), "N°24 – Rights", "24"),
        (entry("Brief", series="ICAT Issue Brief 01, 10/2016"), "Brief", "ICAT Issue Brief 01"),
    ],
)
def test_the_series_is_read_and_the_title_kept(item: Entry, title: str, series: str) -> None:
    found = mention(item)
    assert (found.title, found.series) == (title, series)


# --- places


@pytest.mark.parametrize(
    ("item", "scope", "countries", "regions"),
    [
        (entry("Review"), None, (), ()),
        (entry("Review", country="Worldwide", region="Worldwide"), True, (), ("001",)),
        (entry("Review", country=["Trinidad", "Tobago"]), False, ("TT",), ()),
        (entry("Review", country=["Bosnia", "Herzegovina", "Serbia"]), False, ("BA", "RS"), ()),
        (
            entry("Review", region=["Central", "North America", "Caribbean"]),
            False,
            (),
            ("013", "021", "029"),
        ),
        (entry("Review", country=["Atlantis"]), False, (), ()),
    ],
)
def test_places_are_read_with_the_publisher_in_mind(
    item: Entry, scope: bool | None, countries: tuple[str, ...], regions: tuple[str, ...]
) -> None:
    found = mention(item)
    assert found.is_worldwide is scope
    assert (found.country_codes, found.region_codes) == (countries, regions)


def test_an_unknown_place_keeps_its_place_on_the_page() -> None:
    found = only(reading(entry("Review", country=["Ghana", "Atlantis"])))
    assert [(u.kind, u.text, u.locator) for u in found.unknowns] == [
        ("place", "Atlantis", "L100.1")
    ]


def test_places_say_on_what_basis_and_where() -> None:
    item = entry("Response in Georgia", "A study of Armenia and Georgia.", country="Worldwide")
    bases = {(place.basis, place.code, place.locator) for place in only(reading(item)).places}
    assert {("title", "GE", "L1"), ("abstract", "AM", "L1-abstract")} <= bases


# --- traces


def test_every_value_of_a_mention_has_a_trace() -> None:
    item = entry(
        "Legal Review (2010)",
        STORY,
        country=["Ghana"],
        region=["West Africa"],
        authors=["Lori J. Mann"],
        imprint="2010/204 pages ISBN 978-92-9068-250-9 English PDF USD 30",
    )
    found = only(reading(item))
    traced = {(trace.field, trace.value) for trace in found.traces}
    assert {
        ("title", "Legal Review"), ("abstract", STORY), ("year", "2010"), ("country_codes", "GH"),
        ("region_codes", "011"), ("is_worldwide", "False"), ("contributors", "Lori J. Mann"),
        ("languages", "en"), ("isbns", "9789290682509"), ("availability", "pdf"),
    } <= traced  # fmt: skip
    assert all(trace.listing_id and trace.locator and trace.rule for trace in found.traces)


def test_rows_keep_their_declarations() -> None:
    for item in standardise(PAGES):
        schema.check(item.mention)
        for row in item.listings:
            schema.check(row)
    assert schema.table(Mention, [item.mention for item in standardise(PAGES)]).num_rows
    assert schema.table(Listing, [row for x in standardise(PAGES) for row in x.listings]).num_rows


def test_a_thousand_entries_of_one_title_are_read_in_reasonable_time() -> None:
    words = [f"{n} {random.Random(n).random()} story of its own" for n in range(1000)]
    page = reading(*(entry("A broken dream", text, year="2013") for text in words))
    assert len(standardise([page])) == 1000


def test_publisher_place_edition_and_every_price_of_an_imprint_leave_a_trace() -> None:
    line = "2nd ed. Geneva: IOM, 2015, 184 pages, USD 30, CHF 28. Sales No. E.15.IV.3"
    found = only(reading(entry("Manual", imprint=line), source="iom_catalogue"))
    said = {(trace.field, trace.value) for trace in found.traces}
    assert {
        ("price_amount", "USD 30"),
        ("price_amount", "CHF 28"),
        ("published_at", "Geneva"),
        ("edition", "2nd ed."),
        ("contributors", "IOM"),
    } <= said
    assert [(one.name, one.role) for one in found.mention.contributors] == [("IOM", "publisher")]
    assert [(u.kind, u.text) for u in found.unknowns] == [("identifier", "Sales No. E.15.IV.3")]


def test_what_a_title_says_of_language_and_edition_goes_to_fields_of_their_own() -> None:
    found = only(reading(entry("Handbook, Second Edition (Spanish)", STORY)))
    assert found.mention.title == "Handbook, Second Edition (Spanish)"
    assert [item.language for item in found.mention.editions] == ["es"]
    assert ("edition", "Second Edition") in {(t.field, t.value) for t in found.traces}


def test_authors_of_one_line_are_read_with_the_commas_they_were_cut_at() -> None:
    item = entry("Handbook", STORY, authors=("Surtees", "R.", "Craggs", "S."))
    field = replace(item.fields[0], value_locators=("L9",) * 4)
    found = mention(replace(item, fields=(field,)))
    assert [(one.name, one.given) for one in found.contributors] == [
        ("Surtees", "R."),
        ("Craggs", "S."),
    ]


@pytest.mark.parametrize("text", ["n.d.", "[s.f.]", "forthcoming", "-"])
def test_a_field_that_says_there_is_no_date_is_no_unknown(text: str) -> None:
    found = only(reading(entry("Handbook", STORY, year=text)))
    assert (found.mention.year, found.unknowns) == (None, ())
