"""Regions: M49 and groupings, in the six languages of the United Nations, and cut names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Unknown
from pipeline.normalise import places, regions
from pipeline.tables import rows


def test_every_name_in_the_table_is_read_as_its_code() -> None:
    for row in rows("region_names.tsv"):
        assert regions.region(row["name"]) == row["code"], row


def test_regions_lie_in_one_another_without_a_cycle_and_hold_their_parts() -> None:
    table = regions.table()
    for region in table.values():
        seen = {region.code}
        above = region
        while above.parent:
            above = table[above.parent]
            assert above.code not in seen, region.code
            seen.add(above.code)
            assert set(region.members) <= set(above.members), (region.code, above.code)


def test_members_are_codes_of_countries() -> None:
    known = {row["code"] for row in rows("country_codes.tsv")}
    for region in regions.table().values():
        assert set(region.members) <= known, region.code


def test_the_column_decides_what_a_name_means() -> None:
    assert places.country("Micronesia") == "FM"
    assert places.regions(["Micronesia"]) == ["057"]
    assert isinstance(places.country("Southern Africa"), Unknown)
    assert places.regions(["Southern Africa"]) == ["018"]
    (south_africa,) = places.regions(["South Africa"])
    assert south_africa == Unknown(text="South Africa", kind="place", suggestion="ZA")
    assert places.regions(["America"]) == ["019"]


def test_a_publishers_cut_region_is_read_by_its_own_names() -> None:
    cut = ["Central", "North America", "Caribbean"]
    assert places.regions(cut, publisher="IOM") == ["013", "021", "029"]
    assert places.regions(["Central and North America and the Caribbean"], "iom") == [
        "013",
        "021",
        "029",
    ]


def test_without_a_publisher_a_lone_piece_is_unknown() -> None:
    assert places.regions(["Central"]) == [Unknown(text="Central", kind="place", suggestion="013")]


@pytest.mark.parametrize(
    ("texts", "codes"),
    [
        (["West Africa", "Central Africa"], ["011", "017"]),
        (["Eastern Europe", "South Eastern Europe", "Central Asia"],
         ["151", "x-south-eastern-europe", "143"]),
        (["Latin America", "the Caribbean"], ["419"]),
        (["Australia", "New Zealand"], ["053"]),
        (["Worldwide"], ["001"]),
        (["Африка", "非洲", "أفريقيا"], ["002"]),
        (["Asia; Africa"], ["142", "002"]),
        (["Africa, Western"], ["011"]),
        (["L'Afrique de l'Est"], ["014"]),
        (["Africa - Western", "Africa (West)", "Western African region"], ["011"]),
        (["South", "Central Asia"], ["034", "143"]),
        (["North and South America"], ["003", "005"]),
        (["Central", "North America", "Caribbean"], ["013", "003", "029"]),
        (["東南亞", "Europa do Norte"], ["035", "154"]),
        (["Sub-Saharan Africa (UN)"], ["202"]),
        ([], []),
    ],
)  # fmt: skip
def test_a_region_field_is_read_as_its_codes(texts: list[str], codes: list[str]) -> None:
    assert places.regions(texts) == codes


def test_members_and_schemes_of_regions_and_groupings() -> None:
    assert places.members("143") == ("KG", "KZ", "TJ", "TM", "UZ")
    assert "XK" in places.members("x-western-balkans")
    assert places.scheme("011") == "m49"
    assert places.scheme("x-south-eastern-europe") == "grouping"
    assert places.name("x-south-eastern-europe") == "South-Eastern Europe"


@given(st.lists(st.sampled_from(["Asia", "the Pacific", "Central", "", "Latin America", "Xy"])))
def test_every_value_is_covered_once_and_in_order(texts: list[str]) -> None:
    for publisher in (None, "IOM"):
        found = regions.stretches(texts, publisher)
        covered = [at for one in found for at in range(one.start, one.stop)]
        assert covered == list(range(len(texts)))


@given(st.text(max_size=150), st.text(max_size=10))
def test_any_text_gives_codes_or_unknowns(text: str, publisher: str) -> None:
    for found in places.regions([text, text], publisher):
        assert isinstance(found, (str, Unknown))
