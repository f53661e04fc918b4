"""One work out of many mentions: whose value stands, what is lost, where it was read."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.merge import DERIVED, Merged, merge
from pipeline.merge.choose import RULES
from pipeline.merge.conflicts import as_text
from pipeline.model import (
    TABLES,
    Conflict,
    Decision,
    Field,
    Identifier,
    Place,
    Standard,
    Trace,
    Work,
)
from pipeline.schema import keys, table
from tests.merge.build import edition, listing, pair, person, resolution, standard


def merged(*standards: Standard) -> Merged:
    """All of them as one work."""
    return merge(standards, resolution([s.mention.mention_id for s in standards]))


def one(*standards: Standard) -> Work:
    (work,) = merged(*standards).works
    return work


def lost(*standards: Standard) -> dict[str, tuple[str, str, str]]:
    return {c.field: (c.lost, c.kind, c.severity) for c in merged(*standards).conflicts}


# --------------------------------------------------------------------------- title


FULL = "Harnessing Accumulated Knowledge: A Toolkit for Guidance in Designing Programmes"


def test_the_fullest_title_stands_where_a_source_prints_only_the_subtitle() -> None:
    short = standard("a", title="Toolkit for Guidance in Designing Programmes", source="source_b")
    assert one(short, standard("b", title=FULL)).title == FULL
    assert lost(short, standard("b", title=FULL))["title"][1:] == ("shorter", "low")


def test_a_clash_that_a_steward_saw_is_not_asked_about_again() -> None:
    standards = standard("a", title="Data on the Move"), standard("b", title="Sea and Smuggling")
    said = Decision(
        decided_at=datetime(2026, 11, 21, tzinfo=UTC),
        steward="Steward One",
        left_mention_id="a",
        right_mention_id="b",
        verdict="same",
        because="the same ISBN",
        left_title="",
        right_title="",
        evidence_hash="",
        status="applied",
    )
    asked = resolution("ab")
    assert merge(standards, asked).works[0].needs_review
    answered = replace(asked, decisions=(said,))
    assert not merge(standards, answered).works[0].needs_review
    assert merge(standards, answered).works[0].has_conflict


@pytest.mark.parametrize("ids", ["abc", "cba", "bca"])
def test_a_title_printed_over_from_the_neighbour_does_not_stand(ids: str) -> None:
    own, over, neighbour = tuple(ids)
    title, other = (
        "Migrant Smuggling in the Mekong",
        "A Longer Title of Another Handbook Altogether",
    )
    standards = (
        standard(own, title=title, source="source_a"),
        standard(over, title=other, source="source_b"),
        standard(neighbour, title=other, source="source_b"),
    )
    found = merge(standards, resolution([own, over], [neighbour]))
    work = next(work for work in found.works if work.mention_count == 2)
    assert (work.title, work.alternative_titles) == (title, (other,))
    assert work.needs_review
    (conflict,) = found.conflicts
    assert (conflict.kept, conflict.lost) == (title, other)
    assert (conflict.kind, conflict.severity) == ("different", "high")


def test_the_title_that_most_sources_print_stands_before_a_longer_one() -> None:
    standards = (
        standard("a", title="Data on the Move", source="source_a"),
        standard("b", title="Data on the move", source="source_b"),
        standard("c", title="Something Quite Unlike It in Every Respect", source="source_c"),
    )
    assert one(*standards).title in ("Data on the Move", "Data on the move")


def test_a_shouted_title_gives_way_to_one_in_mixed_case() -> None:
    standards = standard("a", title="DATA ON THE MOVE"), standard("b", title="Data on the Move")
    assert one(*standards).title == "Data on the Move"
    assert lost(*standards)["title"] == ("DATA ON THE MOVE", "spelling", "low")


def test_a_title_in_another_language_is_no_clash() -> None:
    standards = (
        standard("a", title="Children on the Move", abstract="x", abstract_language="en"),
        standard("b", title="Niños y niñas migrantes", abstract="y", abstract_language="es"),
    )
    assert lost(*standards)["title"][1:] == ("language", "low")


# --------------------------------------------------------------------------- other fields


def test_the_longest_abstract_stands() -> None:
    cut, whole = "It begins", "It begins and it goes on"
    standards = standard("a", abstract=whole), standard("b", abstract=cut)
    assert one(*standards).abstract == whole
    assert lost(*standards)["abstract"] == (cut, "shorter", "low")


def test_the_abstract_is_in_the_language_of_the_title() -> None:
    standards = (
        standard("a", title=FULL, abstract="short", abstract_language="en"),
        standard("b", title=FULL[:30], abstract="plus long que cela", abstract_language="fr"),
    )
    assert one(*standards).abstract == "short"


@pytest.mark.parametrize(("years", "severity"), [((2014, 2015), "low"), ((2010, 2015), "medium")])
def test_the_earliest_year_stands_and_the_other_is_a_conflict(
    years: tuple[int, int], severity: str
) -> None:
    standards = [standard(name, year=year) for name, year in zip("ab", years, strict=True)]
    assert one(*standards).year == years[0]
    assert lost(*standards)["year"] == (str(years[1]), "different", severity)


def test_a_year_that_only_an_edition_gives_is_better_than_none() -> None:
    assert one(standard("a", editions=(edition("en", year=2012),))).year == 2012


def test_a_year_missing_on_one_side_is_no_conflict() -> None:
    assert lost(standard("a", year=2010), standard("b")) == {}


def test_a_page_that_contradicts_itself_is_a_conflict_within() -> None:
    traces = tuple(
        Trace(field="year", value=year, listing_id="l-a-1", locator=at, rule=rule)
        for year, at, rule in [
            ("2015", "L2", "imprint"),
            ("2015-2017", "L2", "imprint; a range"),
            ("2014", "L1", "year in the title"),
        ]
    )
    assert lost(standard("a", year=2015, traces=traces))["year"] == ("2014", "within", "medium")


def test_the_fullest_series_stands() -> None:
    standards = standard("a", series="MRS 36"), standard("b", series="Migration Research MRS 36")
    assert one(*standards).series == "Migration Research MRS 36"


def test_the_fullest_list_of_contributors_stands_in_its_own_order() -> None:
    standards = (
        standard("a", contributors=(person("Zed", "Ann"), person("Able", "Bo"))),
        standard("b", contributors=(person("Zed", "A."),)),
    )
    assert one(*standards).contributors == ("Ann Zed", "Bo Able")
    assert lost(*standards)["contributors"] == ("A. Zed", "shorter", "low")


def test_other_people_are_a_conflict() -> None:
    standards = (
        standard("a", contributors=(person("Zed", "Ann"), person("Able", "Bo"))),
        standard("b", contributors=(person("Other", "Cy"),)),
    )
    assert lost(*standards)["contributors"][1:] == ("different", "medium")


def test_places_are_those_that_any_mention_states() -> None:
    work = one(
        standard("a", country_codes=("TT", "BS"), region_codes=("029",)),
        standard("b", country_codes=("BS", "GY"), is_worldwide=False),
    )
    assert (work.country_codes, work.region_codes) == (("BS", "GY", "TT"), ("029",))
    assert work.is_worldwide is False


def test_worldwide_beside_a_list_of_places_is_worldwide_with_a_conflict() -> None:
    standards = standard("a", is_worldwide=False), standard("b", is_worldwide=True)
    assert one(*standards).is_worldwide is True
    assert lost(*standards)["is_worldwide"] == ("False", "different", "low")


def test_the_dates_are_those_of_the_oldest_and_the_newest_listing() -> None:
    old, new = datetime(2025, 1, 2, 23, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
    work = one(standard("a", listings=(listing("a", 1, new), listing("a", 2, old))), standard("b"))
    assert (work.first_seen_on, work.last_seen_on) == (date(2025, 1, 2), date(2026, 11, 21))


def test_a_pair_in_review_marks_the_works_on_both_sides() -> None:
    standards = standard("a"), standard("b", title="Another"), standard("c", title="Third")
    found = merge(standards, resolution("a", "b", "c", pairs=(pair("a", "b", "review"),)))
    assert [work.needs_review for work in found.works] == [True, True, False]


@pytest.mark.parametrize(
    ("field", "kept", "other", "expected"),
    [
        ("series", "Issue Brief 01 of 2016", "issue brief 01", ("shorter", "low")),
        ("series", "Issue Brief: 01", "ISSUE BRIEF 01", ("spelling", "low")),
        ("series", "Research Series 36", "Issue Brief 1", ("different", "medium")),
        ("abstract", "It says «so», they say", "It says so they say", ("spelling", "low")),
        ("abstract", "One account of it all", "Another account", ("different", "medium")),
        ("title", "Needs Assessment of Georgia", "Needs Asessment of Georgia", ("spelling", "low")),
        (
            "title",
            "Guide on Migration Data, Part B",
            "Guide to Migration Data",
            ("different", "medium"),
        ),
        ("title", "移民数据手册第二版", "移民数据手册", ("different", "medium")),
    ],
)
def test_two_values_differ_by_kind_and_severity(
    field: str, kept: str, other: str, expected: tuple[str, str]
) -> None:
    values: list[dict[str, Any]] = [{field: kept}, {field: other}]
    standards = standard("a", **values[0]), standard("b", **values[1])
    assert getattr(one(*standards), field) == kept
    assert lost(*standards)[field] == (other, *expected)


def test_white_space_alone_is_no_conflict() -> None:
    assert lost(standard("a", abstract="One  two"), standard("b", abstract="One two")) == {}


def test_names_in_another_order_or_spelling_are_spelling() -> None:
    standards = (
        standard("a", contributors=(person("Zed", "Ann"), person("Äble", "Bo"))),
        standard("b", contributors=(person("Able", "Bo"), person("ZED", "Ann"))),
    )
    assert lost(*standards)["contributors"][1:] == ("spelling", "low")


# --------------------------------------------------------------------------- provenance


def origins(*standards: Standard) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (row.field, row.value): (row.listing_id, row.locator, row.rule)
        for row in merged(*standards).provenance
    }


def test_a_value_is_traced_to_its_own_trace_and_the_rule_that_chose_it() -> None:
    trace = Trace(field="year", value="2014", listing_id="l-a-1", locator="L7", rule="label Year")
    found = origins(standard("a", year=2014, traces=(trace,)), standard("b", year=2015))
    assert found["year", "2014"] == ("l-a-1", "L7", "label Year; earliest_year")


def test_a_trace_of_the_oldest_listing_goes_before_others() -> None:
    old = listing("a", 2, datetime(2020, 1, 1, tzinfo=UTC))
    traces = tuple(
        Trace(field="year", value="2014", listing_id=f"l-a-{n}", locator=f"L{n}", rule="label")
        for n in (1, 2)
    )
    found = origins(standard("a", year=2014, traces=traces, listings=(listing("a"), old)))
    assert found["year", "2014"][:2] == ("l-a-2", "L2")


def test_a_value_without_a_trace_of_its_own_is_traced_to_its_field() -> None:
    part = Field(label="Year", role="year", values=("2014",), locator="L8", value_locators=("L8",))
    found = origins(
        standard(
            "a",
            series="MRS 36",
            year=2014,
            is_worldwide=True,
            listings=(listing("a", fields=(part,)),),
        )
    )
    assert found["series", "MRS 36"][1:] == ("L1-L9", "read from the entry; fullest_series")
    assert found["year", "2014"][1] == "L8"
    assert found["is_worldwide", "True"][1] == "L1-L9"


def test_places_and_identifiers_say_themselves_where_they_stand() -> None:
    number = Identifier(
        scheme="isbn", value=ISBN, is_valid=True, raw="978", listing_id="l-a-1", locator="L5"
    )
    found = origins(
        standard(
            "a",
            country_codes=("KH",),
            isbns=(ISBN,),
            places=(place("KH", number=1),),
            identifiers=(number,),
        )
    )
    assert found["country_codes", "KH"] == ("l-a-1", "L1", "read 'kh'; every_country_stated")
    assert found["isbns", ISBN] == ("l-a-1", "L5", "an ISBN; every_isbn_printed")


def test_a_value_that_several_mentions_give_is_traced_to_each() -> None:
    found = merged(standard("a", country_codes=("KH",)), standard("b", country_codes=("KH",)))
    rows = [row.mention_id for row in found.provenance if row.field == "country_codes"]
    assert rows == ["a", "b"]


# --------------------------------------------------------------------------- editions


def rows(*standards: Standard) -> list[tuple[Any, ...]]:
    found = merged(*standards).editions
    return sorted((e.language, e.isbn, e.year, e.pages, e.formats) for e in found)


ISBN = "9789290686880"


def test_variants_with_one_isbn_are_one_edition() -> None:
    found = rows(
        standard("a", editions=(edition("en", ISBN, 64),)),
        standard("b", editions=(edition(None, ISBN, None, 2014, ("pdf",)),)),
    )
    assert found == [("en", ISBN, 2014, 64, ("pdf",))]


def test_a_variant_without_isbn_joins_that_of_its_language() -> None:
    found = rows(
        standard("a", editions=(edition("en", ISBN, 64), edition("es"))),
        standard("b", editions=(edition("en", None, 64, 2014),)),
    )
    assert found == [("en", ISBN, 2014, 64, ()), ("es", None, None, None, ())]


def test_another_year_of_one_language_is_another_edition() -> None:
    found = rows(
        standard("a", editions=(edition("en", year=2010),)),
        standard("b", editions=(edition("en", year=2014),)),
    )
    assert [row[2] for row in found] == [2010, 2014]


def test_what_one_page_sets_side_by_side_stays_two_unless_only_formats_differ() -> None:
    apart = standard("a", editions=(edition("en", pages=100), edition("en", pages=20)))
    formats = standard(
        "b", editions=(edition("en", formats=("print",)), edition("en", formats=("pdf",)))
    )
    assert len(rows(apart)) == 2
    assert rows(formats) == [("en", None, None, None, ("pdf", "print"))]


def test_page_counts_that_differ_are_a_conflict() -> None:
    standards = (
        standard("a", editions=(edition("en", ISBN, 134),)),
        standard("b", editions=(edition("en", ISBN, 64),)),
    )
    assert {lost(*standards)["pages"][0]} <= {"134", "64"}
    assert lost(*standards)["pages"][1:] == ("different", "medium")


def test_a_price_is_that_of_the_printed_edition() -> None:
    printed = edition("en", formats=("print",))
    found = merged(
        standard(
            "a",
            editions=(printed, edition("es", formats=("pdf",))),
            price_amount=20.0,
            price_currency="USD",
        )
    ).editions
    assert {e.language: e.price_amount for e in found} == {"en": 20.0, "es": None}


def test_a_price_that_lost_is_a_conflict() -> None:
    printed = edition("en", isbn=ISBN, formats=("print",))
    prices = (("a", 20.0, "USD"), ("b", 18.0, "EUR"), ("c", 20.0, "USD"))
    standards = [
        standard(name, editions=(printed,), price_amount=amount, price_currency=currency)
        for name, amount, currency in prices
    ]
    assert lost(*standards) == {"price_amount": ("18.0 EUR", "different", "low")}


def test_a_work_whose_mentions_name_no_edition_has_none() -> None:
    assert one(standard("a", year=2010)).edition_count == 0


# --------------------------------------------------------------------------- long tables


def place(code: str, basis: str = "stated", number: int = 1) -> Place:
    return Place(
        code=code,
        scheme="iso3166-1",
        name=code,
        basis=basis,
        raw=code.lower(),
        listing_id=f"l-a-{number}",
        locator=f"L{number}",
    )


def test_a_place_has_one_row_per_mention_and_basis() -> None:
    places = place("KH"), place("KH", number=2), place("KH", "title"), place("TH")
    found = merged(standard("a", places=places)).coverage
    assert [(row.place_code, row.basis) for row in found] == [
        ("KH", "stated"),
        ("KH", "title"),
        ("TH", "stated"),
    ]


def test_an_identifier_printed_twice_has_one_row() -> None:
    number = Identifier(scheme="isbn", value=ISBN, is_valid=True, raw="978-92-9068-688-0")
    found = merged(
        standard("a", identifiers=(number, replace(number, raw="b", language="en")))
    ).identifiers
    assert [row.language for row in found] == ["en"]


# --------------------------------------------------------------------------- laws

law = settings(deadline=None, max_examples=60)  # the first call builds what later ones use
words = st.sampled_from(
    ["Data", "Move", "on", "the", "Children", "2014", "Niños", "移民", "Mekong"]
)
texts = st.lists(words, min_size=1, max_size=5).map(" ".join)
editions = st.builds(
    edition,
    st.sampled_from(["en", "es", None]),
    st.sampled_from([ISBN, "9789213630045", None, None]),
    st.sampled_from([10, 20, None]),
    st.sampled_from([2010, 2014, None]),
    st.sampled_from([(), ("pdf",), ("print",)]),
)
values = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["source_a", "source_b", "source_c"]),
        "title": texts,
        "abstract": st.none() | texts,
        "abstract_language": st.sampled_from([None, "en", "es"]),
        "year": st.none() | st.integers(2008, 2012),
        "series": st.none() | texts,
        "contributors": st.lists(st.builds(person, words, st.none() | words), max_size=3).map(
            tuple
        ),
        "editions": st.lists(editions, max_size=3).map(tuple),
        "isbns": st.sampled_from([(), (ISBN,)]),
        "country_codes": st.sampled_from([(), ("KH",), ("KH", "TH")]),
        "region_codes": st.sampled_from([(), ("029",)]),
        "is_worldwide": st.sampled_from([None, True, False]),
        "price_amount": st.sampled_from([None, 5.0, 6.5]),
    }
)
works = st.lists(st.tuples(values, st.integers(0, 2)), min_size=1, max_size=6)


def built(parts: list[tuple[dict[str, Any], int]]) -> tuple[list[Standard], Any]:
    standards = [standard(f"m{n}", **given) for n, (given, _) in enumerate(parts)]
    clusters: dict[int, list[str]] = {}
    for n, (_, group) in enumerate(parts):
        clusters.setdefault(group, []).append(f"m{n}")
    return standards, resolution(*clusters.values())


@law
@given(works, st.randoms(use_true_random=False))
def test_the_order_of_mentions_makes_no_difference(
    parts: list[tuple[dict[str, Any], int]], rng: random.Random
) -> None:
    standards, resolved = built(parts)
    assert merge(standards, resolved) == merge(rng.sample(standards, len(standards)), resolved)


@law
@given(works)
def test_every_row_keeps_its_declaration_and_stands_in_the_order_of_its_key(
    parts: list[tuple[dict[str, Any], int]],
) -> None:
    found = merge(*built(parts))
    for name in (field.name for field in fields(Merged)):
        made, row_type = getattr(found, name), TABLES[name]
        table(row_type, made)  # raises where a row breaks its declaration or repeats a key
        order = [tuple(getattr(row, key) for key in keys(row_type)) for row in made]
        assert order == sorted(order)


@law
@given(works)
def test_every_value_read_from_a_page_can_be_traced_to_it(
    parts: list[tuple[dict[str, Any], int]],
) -> None:
    standards, resolved = built(parts)
    found = merge(standards, resolved)
    traced = {(row.work_id, row.field, row.value) for row in found.provenance}
    listings = {item.listing_id: item.mention_id for s in standards for item in s.listings}
    for work in found.works:
        for name in {field.name for field in fields(Work)} - DERIVED.keys() - {"work_id"}:
            value = getattr(work, name)
            for part in value if isinstance(value, tuple) else (value,):
                assert part is None or (work.work_id, name, str(part)) in traced
    assert all(listings[row.listing_id] == row.mention_id for row in found.provenance)
    assert all(row.locator and "; " in row.rule for row in found.provenance)


@law
@given(works)
def test_no_value_is_lost_in_silence(parts: list[tuple[dict[str, Any], int]]) -> None:
    standards, resolved = built(parts)
    found = merge(standards, resolved)
    work_of = {work.work_id: work for work in found.works}
    kept: set[Conflict] = set(found.conflicts)
    for mention in found.mentions:
        work = work_of[mention.work_id]
        for name in ("title", "year", "series"):
            value = getattr(mention, name)
            assert value in (None, getattr(work, name)) or any(
                (c.field, c.lost, c.lost_mention_id) == (name, str(value), mention.mention_id)
                for c in kept
            )
        for name, (_, value_of) in RULES.items():
            value, stands = value_of(mention), getattr(work, name)
            is_kept = (
                value in (None, (), stands) or as_text(value).split() == as_text(stands).split()
            )
            assert is_kept or (name, as_text(value), mention.mention_id) in {
                (c.field, c.lost, c.lost_mention_id) for c in kept
            }, name
        for each in mention.editions:
            rows = [e for e in found.editions if e.work_id == mention.work_id]
            for name in ("language", "pages", "year", "isbn"):
                value = getattr(each, name)
                assert (
                    value is None
                    or any(value == getattr(row, name) for row in rows)
                    or any((c.field, c.lost) == (name, str(value)) for c in kept)
                ), name
        assert set(mention.country_codes) <= set(work.country_codes)
        assert set(mention.isbns) <= set(work.isbns)


@law
@given(works)
def test_a_work_has_a_conflict_exactly_when_a_row_says_so(
    parts: list[tuple[dict[str, Any], int]],
) -> None:
    found = merge(*built(parts))
    assert {c.work_id for c in found.conflicts} == {
        w.work_id for w in found.works if w.has_conflict
    }


@law
@given(values)
def test_a_second_listing_of_the_same_entry_changes_no_value(given: dict[str, Any]) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    once = standard("a", **given)
    twice = standard("a", listings=(listing("a"), listing("a", 2, later)), **given)
    there, back = merged(once), merged(twice)
    assert there.provenance == back.provenance
    assert replace(there.works[0], last_seen_on=later.date()) == back.works[0]
