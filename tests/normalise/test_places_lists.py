"""The values of one country field: cut names joined again, lists left as they are."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Unknown
from pipeline.normalise import places
from pipeline.normalise.place_relations import sovereign
from pipeline.tables import rows

JOINED = {
    "at and": (["Trinidad", "Tobago"], ["TT"]),
    "at and, with neighbours": (["Serbia", "Bosnia", "Herzegovina", "Albania"], ["RS", "BA", "AL"]),
    "inverted": (["Korea", "Republic of"], ["KR"]),
    "inverted, the other one": (["Korea", "Democratic People's Republic of"], ["KP"]),
    "two inverted": (["Korea", "Republic of", "Moldova", "Republic of"], ["KR", "MD"]),
    "bare and inverted": (["Congo", "Congo", "Dem. Rep."], ["CG", "CD"]),
    "no country twice": (["Zaire/Congo", "Dem. Rep.", "Congo"], ["CD", "CG"]),
    "no country twice, the other way": (["Congo", "Dem. Rep.", "Congo"], ["CD", "CG"]),
    "three pieces": (["Bonaire", "Sint Eustatius", "Saba"], ["BQ"]),
    "article": (["Saint Vincent", "the Grenadines"], ["VC"]),
    "code before": (["ATG: Antigua", "Barbuda"], ["AG"]),
    "only an article": (["Bahamas", "The"], ["BS"]),
    "long": (
        ["South Georgia", "the South Sandwich Islands", "Spain"],
        ["GS", "ES"],
    ),
    "cut within brackets": (["Palau", "Macao (SAR", "China)"], ["PW", "MO"]),
    "United Kingdom in full": (
        ["Ireland", "United Kingdom of Great Britain", "Northern Ireland"],
        ["IE", "GB"],
    ),
    "sovereign, formal": (["Sint Maarten", "Kingdom of the Netherlands"], ["SX"]),
    "former, marked": (["Serbia", "Montenegro", "Former"], ["CSXX"]),
    "compass": (["Germany", "East"], ["DDDE"]),
    "Arabic": (["أنتيغوا", "بربودا"], ["AG"]),
    "Chinese": (["波斯尼亚", "黑塞哥维那"], ["BA"]),
    "abbreviated form that is a code": (["Brazil", "Egypt", "AR"], ["BR", "EG"]),
    "out of a sorted list's order": (
        ["Japan", "Korea", "Taiwan", "China", "Togo"],
        ["JP", "KR", "TW", "TG"],
    ),
    "all pieces joined by and": (["بونير", "سانت يوستاشيوس", "سابا"], ["BQ"]),
    "the other Chinese and": (["大不列颠", "北爱尔兰联合王国", "挪威"], ["GB", "NO"]),
    "inverted, before China": (
        ["Lithuania", "Republic of", "China", "Sint Maarten"],
        ["LT", "CN", "SX"],
    ),
    "inverted by form only, before China": (["Gabon", "Republic of", "China"], ["GA", "CN"]),
    "its old name behind": (["Benin", "formerly Dahomey", "Portugal"], ["BJ", "PT"]),
    "a kingdom and a republic": (
        ["United Kingdom", "Dem.", "Popular Rep. of Algeria"],
        ["GB", "DZ"],
    ),
    "form and the next country": (["Mozambique", "Rep.", "China"], ["MZ", "CN"]),
    "cut at an escaped ampersand": (["Trinidad", "amp; Tobago"], ["TT"]),
    "shortened pieces": (["Bsnia.", "Hrzgvna.", "Croatia"], ["BA", "HR"]),
    "French": (["Trinité", "Tobago"], ["TT"]),
    "Spanish": (["Bosnia", "Herzegovina", "Santo Tomé", "Príncipe"], ["BA", "ST"]),
}

APART = [
    ["Serbia", "Montenegro"],
    ["Mexico", "US"],
    ["Germany", "FR"],
    ["Chile", "China", "Hong Kong SAR", "Japan"],
    ["Fiji", "Finland", "France", "Martinique", "Mexico"],
    ["China", "Hong Kong"],
    ["Samoa", "American Samoa"],
    ["Sudan", "South Sudan"],
    ["Guinea", "Guinea-Bissau", "Equatorial Guinea"],
    ["Niger", "Nigeria"],
    ["Dominica", "Dominican Republic"],
    ["Ireland", "United Kingdom"],
    ["Belgium", "Luxembourg"],
    ["Netherlands", "Aruba"],
    ["Morocco", "Western Sahara"],
    ["Croatia", "China", "Macao SAR China"],
    ["France", "French Guiana", "French Polynesia"],
    ["United States", "United States Virgin Islands"],
]


@pytest.mark.parametrize(("texts", "codes"), JOINED.values(), ids=JOINED.keys())
def test_a_cut_name_is_joined_again(texts: list[str], codes: list[str]) -> None:
    assert places.countries(texts) == codes


@pytest.mark.parametrize("texts", APART, ids=" · ".join)
def test_neighbours_that_are_countries_each_stay_apart(texts: list[str]) -> None:
    assert places.countries(texts) == [places.country(text) for text in texts]
    assert len(places.read_countries(texts)) == len(texts)


def test_a_random_list_of_countries_is_left_as_it_is() -> None:
    integral = {"GP", "MQ", "GF", "RE", "YT"}  # beside France these are one place
    names = {row["name"]: row["code"] for row in rows("country_codes.tsv")}
    chosen = [name for name, code in names.items() if code not in integral]
    shuffle = random.Random(3166)
    for _ in range(200):
        texts = shuffle.sample(chosen, 8)
        assert places.countries(texts) == [names[text] for text in texts], texts


def test_two_countries_in_one_value_are_neither_of_them_but_both() -> None:
    integral = {"GP", "MQ", "GF", "RE", "YT", "HK", "MO", "TW"}
    names = {row["name"]: row["code"] for row in rows("country_codes.tsv")}
    chosen = [name for name, code in names.items() if code not in integral and "and" not in name]
    shuffle = random.Random(3166)
    for _ in range(300):
        one, other = shuffle.sample(chosen, 2)
        joined = f"{one}, {other}"
        if (found := places.countries([joined])) != [names[one], names[other]]:
            (only,) = found  # a territory behind its sovereign
            assert only in (names[one], names[other])
            assert {names[one], names[other]} - {only} == {sovereign(str(only))}, joined


def test_the_alphabetical_list_of_all_countries_is_left_as_it_is() -> None:
    table = rows("country_codes.tsv")
    assert places.countries([row["name"] for row in table]) == [row["code"] for row in table]


def test_worldwide_is_a_scope_and_no_country() -> None:
    for text in ("Worldwide", "Global", "World-wide", "Multi-regional", "全球", "Мир", "Mundial"):
        assert places.is_worldwide(text), text
        assert places.countries([text]) == []
    assert not places.is_worldwide("Kenya")


def test_one_value_that_lists_several_countries_is_split_where_all_are_known() -> None:
    assert places.countries(["Kenya, Uganda and Tanzania"]) == ["KE", "UG", "TZ"]
    assert places.countries(["Kenya; Uganda"]) == ["KE", "UG"]
    assert places.countries(["Trinidad and Tobago"]) == ["TT"]
    assert places.countries(["Kenya and the rest of it"]) == [
        Unknown(text="Kenya and the rest of it", kind="place", suggestion="KE")
    ]


def test_what_is_named_twice_comes_once_and_unknowns_keep_their_place() -> None:
    found = places.countries(["Kenya", "Atlantis", "Kenya", "Chad", "Atlantis"])
    assert found == ["KE", Unknown(text="Atlantis", kind="place"), "TD"]


def test_a_territory_before_whose_it_is_may_be_one_where_no_order_shows() -> None:
    found = places.read_countries(["Somalia", "Taiwan", "China", "Guatemala", "Algeria"])
    assert [(one.value, one.also) for one in found[1:3]] == [("TW", ()), ("CN", ("TW",))]


def test_two_honest_readings_are_both_recorded() -> None:
    serbia, montenegro = places.read_countries(["Serbia", "Montenegro"])
    assert (serbia.value, montenegro.value) == ("RS", "ME")
    assert serbia.also == montenegro.also == ("CSXX",)
    (aruba,) = places.read_countries(["Aruba", "Kingdom of the Netherlands"])
    assert (aruba.value, aruba.also) == ("AW", ("NL",))


@given(st.lists(st.sampled_from(["Kenya", "Korea", "Republic of", "and", "", "Tobago", "Xy", "("])))
def test_every_value_is_covered_once_and_in_order(texts: list[str]) -> None:
    covered = [
        at for found in places.read_countries(texts) for at in range(found.start, found.stop)
    ]
    assert covered == sorted(set(covered))
    assert set(covered) >= {at for at, text in enumerate(texts) if text.strip()}


def test_a_thousand_values_are_read_in_time_that_grows_with_their_number() -> None:
    assert len(places.read_countries(["Republic of"] * 2000)) == 2000


@pytest.mark.seeds
def test_the_countries_and_regions_that_the_real_pages_state(
    truth: list[dict[str, object]],
) -> None:
    for entry in truth:
        if texts := entry["raw_countries"]:
            assert isinstance(texts, list)
            assert places.countries(texts) == entry["stated_countries"]
        if texts := entry["raw_regions"]:
            assert isinstance(texts, list)
            assert places.regions(texts, publisher="IOM") == entry["stated_regions"]


@pytest.mark.parametrize(
    ("texts", "also"),
    [
        (["Burma"], "BUMM"),
        (["Upper Volta"], "HVBF"),
        (["Dahomey"], ""),
        (["Myanmar"], ""),
        (["Egypt", "AR"], "AR"),
        (["France", "Martinique"], "FR"),
    ],
)
def test_another_honest_reading_is_kept(texts: list[str], also: str) -> None:
    (found,) = places.read_countries(texts)
    assert " ".join(found.also) == also
