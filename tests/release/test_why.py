from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipeline import model
from pipeline.errors import ReleaseError
from pipeline.release.spans import spans
from pipeline.release.why import Why, why
from pipeline.release.why_shown import render, show
from tests.release.rows import Entry, entries, provenance, published, redirect, rows

ONE = Entry(work="w-1", title="One")
TWO = Entry(work="w-1", title="Two", source="catalogue", page="page-2")


def made(**more: Any) -> dict[str, list[Any]]:
    built = rows([ONE, TWO], **more)
    built["provenance"] = [
        provenance(ONE, "title", "One"),
        provenance(ONE, "year", "2015"),
        provenance(TWO, "isbns", "9789290687481"),
    ]
    return built


def asked(curated: Path, work_id: str, field: str | None = None) -> Why:
    return why(work_id, field, curated=curated, text_at=lambda sha256, at: f"{at} of {sha256[:4]}")


def test_each_value_leads_to_its_line(tmp_path: Path) -> None:
    published(tmp_path, made())

    found = asked(tmp_path, "w-1")

    assert [(each.field, each.value, each.source, each.page) for each in found.origins] == [
        ("title", "One", "bookstore", "page-1.txt"),
        ("year", "2015", "bookstore", "page-1.txt"),
        ("isbns", "9789290687481", "catalogue", "page-2.txt"),
    ]
    assert found.origins[2].text == f"L1 of {TWO.snapshot[:4]}"


def test_one_field_can_be_asked_for(tmp_path: Path) -> None:
    published(tmp_path, made())

    assert [each.value for each in asked(tmp_path, "w-1", "year").origins] == ["2015"]
    assert "no page is on record" in render(asked(tmp_path, "w-1", "series"))


def test_an_old_id_leads_to_the_work_it_is_now(tmp_path: Path) -> None:
    published(tmp_path, made(redirects=[redirect("w-0", "w-1")]))

    found = asked(tmp_path, "w-0")

    assert found.work_id == "w-1"
    assert "w-0 leads to w-1 since 2026-11-21.1 (merged)" in render(found)


def test_a_withdrawn_work_says_since_when(tmp_path: Path) -> None:
    published(tmp_path, made(redirects=[redirect("w-0", None, "withdrawn")]))

    found = asked(tmp_path, "w-0")

    assert found.work_id is None
    assert "w-0 was withdrawn since 2026-11-21.1" in render(found)


def test_what_lost_is_told_as_well(tmp_path: Path) -> None:
    conflict = model.Conflict(
        work_id="w-1",
        field="title",
        kept="One",
        lost="Two",
        kept_mention_id=ONE.mention_id,
        lost_mention_id=TWO.mention_id,
        kind="different",
        severity="low",
    )
    published(tmp_path, made(conflicts=[conflict]))

    assert "title: Two lost to One (different)" in render(asked(tmp_path, "w-1"))
    assert asked(tmp_path, "w-1", "year").lost == ()


def test_a_snapshot_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    published(tmp_path, made())

    found = why("w-1", curated=tmp_path, text_at=lambda *_: None)

    assert "the stored page is not at hand" in render(found)


def test_the_text_of_a_page_cannot_reach_the_terminal(tmp_path: Path) -> None:
    published(tmp_path, made())

    found = why("w-1", curated=tmp_path, text_at=lambda *_: "\x1b[31mred\x1b[0m\n" * 99)

    assert "\x1b" not in render(found)
    assert max(map(len, render(found).splitlines())) < 300


@pytest.mark.parametrize(
    ("work_id", "field", "says"),
    [
        ("w-9", None, "has no work 'w-9' and no redirect"),
        ("w-1", "colour", "works have no column 'colour'; they have work_id, title"),
        ("", None, "has no work ''"),
    ],
)
def test_an_error_says_what_there_is(
    tmp_path: Path, work_id: str, field: str | None, says: str
) -> None:
    published(tmp_path, made())

    with pytest.raises(ReleaseError, match=says):
        asked(tmp_path, work_id, field)


def test_an_older_release_can_be_asked(tmp_path: Path) -> None:
    published(tmp_path, made())
    published(tmp_path, rows([replace(entry, work="w-5") for entry in entries(2)]))

    found = why("w-1", curated=tmp_path, text_at=lambda *_: "", version="2026-11-21.1")

    assert found.version == "2026-11-21.1"
    assert found.title is not None


PAGE = "Two\n2013/140 pages English\nISBN 978-92-9068-748-1"


def test_the_words_of_the_page_are_marked(tmp_path: Path) -> None:
    built = made()
    built["identifiers"] = [
        model.IdentifierRow(
            work_id="w-1",
            mention_id=TWO.mention_id,
            scheme="isbn",
            value="9789290687481",
            is_valid=True,
            is_electronic=False,
            language=None,
            raw="978-92-9068-748-1",
        )
    ]
    published(tmp_path, built)

    told = render(why("w-1", "isbns", curated=tmp_path, text_at=lambda *_: PAGE))

    assert "    │ ISBN ⟦978-92-9068-748-1⟧\n" in told
    assert "2013" not in told


def test_a_value_says_which_rule_read_it_and_by_which_it_stands(tmp_path: Path) -> None:
    built = made()
    built["provenance"] = [
        replace(provenance(ONE, "year", "2013"), rule="dates.read: year; earliest_year")
    ]
    published(tmp_path, built)

    told = render(why("w-1", "year", curated=tmp_path, text_at=lambda *_: PAGE))

    assert "│ ⟦2013⟧/140 pages English" in told
    assert "read by  dates.read: year\n" in told
    assert "stands   earliest year: The earliest year given: later ones are reprints" in told


def test_a_value_on_no_page_says_how_it_is_had(tmp_path: Path) -> None:
    published(tmp_path, made())

    told = render(asked(tmp_path, "w-1", "mention_count"))

    assert "mention_count = 2\n    on no page; counted: mentions with this work_id" in told


def test_a_terminal_gets_the_words_in_reverse_and_a_pipe_in_brackets(tmp_path: Path) -> None:
    published(tmp_path, made())
    found = why("w-1", "title", curated=tmp_path, text_at=lambda *_: "One \x1b[31mfine\u202e day")
    terminal = Console(file=io.StringIO(), force_terminal=True, highlight=False, color_system=None)
    pipe = Console(file=io.StringIO(), force_terminal=False)

    show(found, terminal)
    show(found, pipe)

    assert isinstance(terminal.file, io.StringIO)
    assert "⟦" not in terminal.file.getvalue()
    assert "One  [31mfine  day" in terminal.file.getvalue()
    assert isinstance(pipe.file, io.StringIO)
    assert "│ ⟦One⟧  [31mfine  day" in pipe.file.getvalue()


@pytest.mark.parametrize(
    ("field", "value", "raw", "text", "marked"),
    [
        ("title", "A  b", (), "a\nB c", ["a\nB"]),
        ("year", "2016", (), "Issue Brief 01, 10/2016", ["2016"]),
        ("year", "2016", (), "Issue Brief 01, 10/16", ["10/16"]),
        ("year", "2014", (), "20140/76 pages", []),
        ("languages", "mk", (), "2014/76 pages English, Macedonian", ["Macedonian"]),
        ("country_codes", "TT", ("Trinidad · Tobago",), "Trinidad\nTobago", ["Trinidad", "Tobago"]),
        ("contributors", "S. Martin", ("Martin, S.",), "Martin\nS.", ["Martin", "S."]),
        ("is_worldwide", "True", (), "Region\nWorldwide", ["Worldwide"]),
        ("is_worldwide", "False", (), "Albania", ["Albania"]),
        ("abstract", "One.\n\nTwo.", (), "One.\n- Two.", ["One.\n- Two."]),
        ("series", "MRS 36", (), "MRS no. 36", ["MRS", "36"]),
        ("title", "(((((", (), "a(((((b", ["((((("]),
        ("title", "", (), "a", []),
        ("title", "gone", (), "", []),
    ],
)
def test_words_are_found_as_the_page_has_them(
    field: str, value: str, raw: tuple[str, ...], text: str, marked: list[str]
) -> None:
    assert [text[start:end] for start, end in spans(field, value, raw, text)] == marked


@given(st.text(), st.text(), st.text())
def test_marks_are_in_order_and_within_the_text(value: str, raw: str, text: str) -> None:
    for field in ("title", "year", "languages", "contributors"):
        flat = [at for span in spans(field, value, [raw], text) for at in span]
        assert flat == sorted(flat)
        assert all(0 <= at <= len(text) for at in flat)
