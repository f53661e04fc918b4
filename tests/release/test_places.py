from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from pipeline import model
from pipeline.release import disk
from pipeline.release.build import tables
from tests.release.rows import Entry, entries, few, place, published, rows

said = st.lists(
    st.builds(
        Entry,
        work=st.sampled_from(["w-1", "w-2", "w-3"]),
        title=st.sampled_from(["One", "Two", "Three", "Four"]),
        countries=st.sampled_from([(), ("TT",), ("BA", "TT"), ("BA",)]),
    ),
    max_size=4,
    unique_by=lambda entry: entry.title,
)


@few
@given(said=said)
def test_places_say_what_coverage_says(said: list[Entry]) -> None:
    built = tables(rows(said))

    found = [(row["place_code"], row["work_id"]) for row in built["places"].to_pylist()]
    pairs = {(row["place_code"], row["work_id"]) for row in built["coverage"].to_pylist()}
    assert found == sorted(pairs)


def test_a_row_has_every_basis_and_what_the_work_says() -> None:
    entry = Entry(work="w-1", title="One", year=2016)
    other = replace(entry, title="Two", source="catalogue")
    more = [
        replace(place(entry, "TT"), basis="title"),
        replace(place(other, "TT"), basis="abstract"),
        replace(place(entry, "BA"), basis="abstract"),
    ]
    made = rows([entry, other], coverage=more)

    found = {row["place_code"]: row for row in tables(made)["places"].to_pylist()}

    title = made["works"][0].title
    assert found["TT"] == {
        "place_code": "TT",
        "work_id": "w-1",
        "scheme": "iso3166-1",
        "bases": ["abstract", "stated", "title"],
        "title": title,
        "year": made["works"][0].year,
        "languages": ["en"],
    }
    assert found["BA"]["bases"] == ["abstract"]


def test_a_place_is_read_without_the_others(tmp_path: Path) -> None:
    many = [
        replace(entry, countries=(f"{chr(65 + number % 26)}{chr(65 + number // 1000)}",))
        for number, entry in enumerate(entries(300))
    ]
    folder = published(tmp_path, rows(many))
    file = pq.ParquetFile(folder / "places.parquet")

    assert disk.IN_SMALL_GROUPS["places"] < disk.ROWS_PER_GROUP
    assert file.metadata.row_group(0).column(0).statistics.has_min_max
    found = disk.read_table(folder, "places", only=("place_code", "AA"))
    assert set(found.column("place_code").to_pylist()) == {"AA"}
    assert found.num_rows == 12
    assert set(model.TABLES) == {path.stem for path in folder.glob("*.parquet")}
