from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Change
from pipeline.release.build import tables
from pipeline.release.changelog import SHOWN, markdown, render, short
from pipeline.release.losses import Loss, losses
from tests.release.rows import entries, rows


def change(op: str, field: str = "", before: str | None = None, after: str | None = None) -> Change:
    return Change(work_id="w-1", op=op, field=field, before=before, after=after, cause="page")


def test_large_losses_come_first_and_loud() -> None:
    before, after = tables(rows(entries(10))), tables(rows(entries(4)))

    text = markdown(
        [change("withdrawn", before="One")],
        version="b",
        parent="a",
        losses=losses(before, after),
    )

    assert text.index("LARGE LOSSES") < text.index("| withdrawn | page | 1 |")
    assert "- **works: 10 before, 4 now (-60 %)**" in text
    assert "works about TT: 10 before, 4 now" in text


def test_small_losses_are_not_shouted() -> None:
    before, after = tables(rows(entries(40))), tables(rows(entries(39)))

    assert "LOSS" not in markdown([], version="b", parent="a", losses=losses(before, after))


def test_a_field_that_empties_is_a_loss() -> None:
    before, after = tables(rows(entries(4))), tables(rows(entries(4, year=None)))

    assert Loss(what="works with year", before=4, after=0) in losses(before, after)


def test_nothing_lost_is_no_loss() -> None:
    assert losses(tables(rows(entries(4))), tables(rows(entries(5)))) == []


def test_long_lists_are_cut_and_say_so() -> None:
    text = markdown([change("added", after="T")] * (SHOWN + 7), version="b", parent=None)

    assert text.count("`w-1` T") == SHOWN
    assert "and 7 more, in `changes.parquet`" in text


def test_no_change_is_said() -> None:
    assert "No work changed." in markdown([], version="b", parent="a")
    assert render([]) == "Nothing changed."


def test_a_terminal_is_told_each_change_on_one_line() -> None:
    told = render(
        [
            change("merged", before="One", after="w-2"),
            change("split", before="w-2", after="One"),
            change("changed", "year", None, "2015"),
        ]
    )

    assert told.splitlines() == [
        "merged     w-1 One, now w-2  [page]",
        "split      w-1 One, from w-2  [page]",
        "changed    w-1 year: nothing → 2015  [page]",
    ]


@settings(deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_is_shown_on_one_printable_line(text: str) -> None:
    shown = short(text)

    assert shown.isprintable()
    assert len(shown) <= 160
    assert short(shown) == shown
