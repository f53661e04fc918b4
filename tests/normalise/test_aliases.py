"""What stewards said of a text holds for all that print it, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.model import (
    Alias,
    Entry,
    Field,
    Listing,
    MentionEdition,
    Reading,
    Snapshot,
    Standard,
    Unknown,
)
from pipeline.normalise import aliases
from pipeline.normalise.mention_union import union

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def alias(kind: str, text: str, value: str, **more: Any) -> Alias:
    plain = Alias(
        decided_at=NOW, steward="s", kind=kind, text=text, value=value, because="", line=2
    )
    return replace(plain, **more)


def field(role: str, *values: str, label: str = "") -> Field:
    places = tuple(f"L{n}" for n, _ in enumerate(values, 2))
    return Field(label=label or role, role=role, values=values, locator="L1", value_locators=places)


def listed(*fields: Field) -> Standard:
    row = Listing(
        listing_id="l-1", mention_id="", source="s", page="p", url=None, entry_url=None,
        snapshot_sha256="0" * 64, ordinal=1, locator="L1", title="A title", title_locator="L1",
        abstract=None, abstract_locator=None, fields=fields, fetched_at=NOW,
    )  # fmt: skip
    return union("m-1", [row], None)


def test_a_place_is_read_as_the_steward_said_and_leads_to_its_line() -> None:
    before = listed(field("country", "Kenya", "Ruritania"), field("region", "Outer Ring"))
    said = [alias("place", "RURITANIA", "UG"), alias("place", "outer ring", "x-sahel", line=3)]
    (after,) = aliases.answered([before], said)
    assert [u.text for u in before.unknowns] == ["Ruritania", "Outer Ring"]
    assert after.unknowns == ()
    assert after.mention.country_codes == ("KE", "UG")
    assert after.mention.region_codes == ("x-sahel",)
    (uganda,) = (place for place in after.places if place.code == "UG")
    assert (uganda.raw, uganda.locator, uganda.listing_id) == ("Ruritania", "L3", "l-1")
    (trace,) = (trace for trace in after.traces if trace.value == "UG")
    assert trace.rule == "aliases.csv, line 2: s"


def test_one_text_may_be_several_places_or_none() -> None:
    before = listed(field("country", "Ruritania", "Erewhon"))
    said = [alias("place", "Ruritania", "KE UG"), alias("place", "Erewhon", aliases.NOTHING)]
    (after,) = aliases.answered([before], said)
    assert after.mention.country_codes == ("KE", "UG")
    assert after.unknowns == ()


def test_a_text_open_to_two_readings_is_read_as_the_steward_said() -> None:
    before = listed(field("country", "Congo"))
    if not before.unknowns:
        before = replace(
            before,
            unknowns=(Unknown(text="Congo", kind="place", locator="L2", listing_id="l-1"),),
        )
    (after,) = aliases.answered([before], [alias("place", "Congo", "CD")])
    assert after.mention.country_codes == ("CD",)
    assert {place.code for place in after.places} == {"CD"}


def test_what_nobody_asked_about_is_untouched() -> None:
    before = listed(field("country", "Kenya"))
    (after,) = aliases.answered([before], [alias("place", "Kenya", "UG")])
    assert after is before


@pytest.mark.parametrize("more", [{"status": "superseded"}, {"status": "refused"}, {"value": ""}])
def test_an_alias_that_does_not_stand_does_nothing(more: dict[str, Any]) -> None:
    before = listed(field("country", "Ruritania"))
    assert aliases.answered([before], [replace(alias("place", "Ruritania", "KE"), **more)]) == [
        before
    ]


def test_a_language_is_added_or_given_to_the_only_edition() -> None:
    before = listed(field("language", "Ruritanian"))
    assert [u.kind for u in before.unknowns] == ["language"]
    (after,) = aliases.answered([before], [alias("language", "ruritanian", "sw")])
    assert [edition.language for edition in after.mention.editions] == ["sw"]
    silent = MentionEdition(language=None, isbn=None, pages=9, year=None, formats=())
    other = replace(before, mention=replace(before.mention, editions=(silent,)))
    (after,) = aliases.answered([other], [alias("language", "ruritanian", "sw")])
    assert after.mention.editions == (replace(silent, language="sw"),)


def page(label: str, *values: str) -> Reading:
    entry = Entry(
        ordinal=1, locator="L1", title="A title", title_locator="L1", abstract="",
        abstract_locator="", fields=(field("other", *values, label=label),),
    )  # fmt: skip
    snapshot = Snapshot(
        sha256="0" * 64, page="p", url=None, fetched_at=NOW, media_type="text/plain", body=b""
    )
    unread = (Unknown(text=label, kind="label"), Unknown(text="x", kind="line"))
    return Reading(
        source="s", snapshot=snapshot, entries=(entry,), claims=(), unread=unread, key=b"k"
    )


def test_a_label_gives_its_values_their_role_on_every_page() -> None:
    pages = [page("Lands", "Kenya, Uganda", "Peru"), page("LANDS:", "Chad")]
    found = aliases.relabelled(pages, [alias("label", "Lands", "country")])
    fields = [reading.entries[0].fields[0] for reading in found]
    assert [field.role for field in fields] == ["country", "country"]
    assert fields[0].values == ("Kenya", "Uganda", "Peru")
    assert fields[0].value_locators == ("L2", "L2", "L3")
    assert [[u.kind for u in reading.unread] for reading in found] == [["line"], ["line"]]
    assert all(reading.key == b"" for reading in found)  # what was kept under it is another


def test_a_label_that_means_nothing_is_no_question_any_more() -> None:
    (found,) = aliases.relabelled([page("Sales", "12")], [alias("label", "Sales", "-")])
    assert found.entries[0].fields[0].role == "other"
    assert [u.kind for u in found.unread] == ["line"]


def test_pages_without_the_label_stay_as_they_are() -> None:
    given = [page("Lands", "Kenya")]
    assert aliases.relabelled(given, [alias("label", "Waters", "region")])[0] is given[0]


@pytest.mark.parametrize(
    ("kind", "value", "is_good"),
    [
        ("place", "KE", True), ("place", "ke", False), ("place", "KE UG 011", True),
        ("place", "ZZ", False), ("place", "Kenya", False), ("place", "-", True),
        ("language", "sw", True), ("language", "Swahili", False), ("language", "xx", False),
        ("label", "year", True), ("label", "Year", False), ("label", "-", True),
    ],
)  # fmt: skip
def test_only_codes_and_roles_that_there_are_mean_something(
    kind: str, value: str, is_good: bool
) -> None:
    assert (aliases.problem(kind, value) is None) is is_good
    (weighed,) = aliases.weighed([alias(kind, "t", value)])
    assert weighed.status == ("applied" if is_good else "refused")
