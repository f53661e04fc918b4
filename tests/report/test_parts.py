"""The parts of a report: differing words, waterfalls, charts, summaries."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.model import SourceState
from pipeline.report import PageSetAside, summary_markdown, summary_text
from pipeline.report.charts import HEIGHT, WIDTH, scores, years
from pipeline.report.waterfall import waterfall
from pipeline.report.words import marked, marked_beginnings, partings
from tests.report.builders import THRESHOLDS, evidence, pair, release, sample, work

# ---------------------------------------------------------------------- differing words

words = st.lists(st.sampled_from(["a", "A", "b:", "c-d", "2", "3", "(", "é"]), max_size=12).map(
    " ".join
)


@pytest.mark.parametrize(
    ("left", "right", "marks"),
    [
        ("Legal Review", "Legal Review", []),
        ("Human Trafficking", "Human trafficking", [("form", "trafficking")]),
        (
            "MAIN TITLE",
            "Main Title: a subtitle",
            [("form", "Main Title"), ("other", ": a subtitle")],
        ),
        ("Guide, Part 1", "Guide, Part 2", [("other", "2")]),
        (
            "Legal Review of Law",
            "Exploratory Assessment of Law",
            [("other", "Exploratory Assessment")],
        ),
        ("", "Anything at all", []),
        ("دليل", "دليل جديد", [("other", "جديد")]),
    ],
    ids=["equal", "case", "subtitle", "number", "head", "nothing", "arabic"],
)
def test_words_that_the_other_title_lacks_are_marked(
    left: str, right: str, marks: list[tuple[str, str]]
) -> None:
    node = html.fragment_fromstring(str(marked([left, right])[1]))
    assert [(mark.get("class"), mark.text_content()) for mark in node.iter("mark")] == marks


def test_a_beginning_is_held_against_more_than_the_beginning_of_the_others() -> None:
    left, right = "one two three four", "zero " * 3 + "one two three five"
    (shown, _) = marked_beginnings([left, right[:20]], [left, right])
    assert "<mark" not in shown.partition("four")[0][:-20]
    assert '<mark class="other">four</mark>' in shown


@given(words, words, words)
def test_texts_are_shown_from_where_they_part(common: str, left: str, right: str) -> None:
    given = [common * 12 + " " + left, common * 12 + " " + right]
    shown = partings(given)
    assert all(
        text.endswith(part.removeprefix("… ")) for part, text in zip(shown, given, strict=True)
    )
    assert (shown[0] == shown[1]) == (given[0] == given[1])
    parted = next((at for at, (a, b) in enumerate(zip(*shown, strict=False)) if a != b), 0)
    assert parted <= 150


def test_beginnings_that_share_nothing_are_not_marked() -> None:
    texts = [" ".join(f"{word}{at}" for at in range(40)) for word in ("left", "right")]
    assert not any("<mark" in shown for shown in marked_beginnings(texts, texts))


@given(st.lists(words, min_size=1, max_size=4))
def test_marking_never_changes_what_a_title_says(titles: list[str]) -> None:
    said = [html.fragment_fromstring(str(m)).text_content() for m in marked(titles)]
    assert said == titles


@given(st.lists(words, min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_titles_makes_no_difference_to_their_marks(
    titles: list[str], random: Random
) -> None:
    shuffled = random.sample(titles, len(titles))
    assert dict(zip(titles, marked(titles), strict=True)) == dict(
        zip(shuffled, marked(shuffled), strict=True)
    )


# ---------------------------------------------------------------------------- waterfall

weights = st.floats(-30, 30)


@given(st.lists(weights, max_size=8))
def test_each_bar_starts_where_the_one_before_it_ends(bits: list[float]) -> None:
    rows = [evidence("a", "b", f"c{at}", weight) for at, weight in enumerate(bits)]
    total = THRESHOLDS.prior + sum(bits)
    drawn = waterfall(pair("a", "b", total, "same"), rows, THRESHOLDS)
    at = drawn.zero
    for step in drawn.steps:
        start, end = (
            (step.x, step.x + step.width) if step.sign == "up" else (step.x + step.width, step.x)
        )
        assert start == pytest.approx(at, abs=0.7)  # a bar is never thinner than can be seen
        at = end
    assert all(0 <= step.x <= 100 and step.x + step.width <= 100.5 for step in drawn.steps)


def test_the_weightiest_comparison_comes_first_and_the_silent_ones_apart() -> None:
    rows = [
        evidence("a", "b", "year", 4.0),
        evidence("a", "b", "authors", 0.0, level="neither names an author"),
        evidence("a", "b", "isbn", -9.0),
    ]
    drawn = waterfall(pair("a", "b", -13.0, "different"), rows, THRESHOLDS)
    assert [(step.name, step.bits) for step in drawn.steps] == [
        ("prior", "−8.0"),
        ("isbn", "−9.0"),
        ("year", "+4.0"),
    ]
    assert drawn.silent == (("authors", "neither names an author"),)


def test_a_prior_that_stands_among_the_evidence_is_drawn_once() -> None:
    rows = [evidence("a", "b", "title", 12.0), evidence("a", "b", "prior", -3.0)]
    drawn = waterfall(pair("a", "b", 9.0, "same"), rows, THRESHOLDS)
    assert [(step.name, step.bits) for step in drawn.steps] == [
        ("prior", "−3.0"),
        ("title", "+12.0"),
    ]


def test_what_the_comparisons_do_not_add_up_to_is_said() -> None:
    drawn = waterfall(pair("a", "b", 9.6, "same"), [evidence("a", "b", "title", 12.0)], THRESHOLDS)
    assert (drawn.steps[-1].name, drawn.steps[-1].bits) == ("other", "+5.6")


@pytest.mark.parametrize("weight", [math.inf, -math.inf, 1e9, -1e9])
def test_a_weight_beyond_all_measure_is_drawn_to_the_edge(weight: float) -> None:
    drawn = waterfall(pair("a", "b", 0.0, "same"), [evidence("a", "b", "x", weight)], THRESHOLDS)
    assert all(math.isfinite(step.x) and math.isfinite(step.width) for step in drawn.steps)


# ------------------------------------------------------------------------------- charts


@given(st.lists(st.tuples(weights, st.sampled_from(["same", "review", "different"]))))
def test_every_pair_is_in_one_bar_within_the_plot(found: list[tuple[float, str]]) -> None:
    chart = scores([pair("a", "b", weight, band) for weight, band in found], THRESHOLDS)
    if chart is None:
        assert not found
        return
    assert sum(bar.count for bar in chart.bars) == len(found)
    assert sum(sum(counts) for _, counts in chart.rows) == len(found)
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.2
        assert -0.2 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.2
    assert all(0 <= line.x <= WIDTH for line in chart.lines)


@given(st.lists(st.integers(1400, 2100) | st.none()))
def test_every_dated_work_is_in_one_bar(found: list[int | None]) -> None:
    chart = years([work(f"w-{at}", year=year) for at, year in enumerate(found)])
    dated = [year for year in found if year is not None]
    assert sum(bar.count for bar in chart.bars) == len(dated) if chart else not dated
    assert chart is None or len(chart.tops) <= 40


def test_a_rare_band_is_still_seen_beside_a_common_one() -> None:
    pairs = [pair("a", "b", -9.5, "different")] * 10_000 + [pair("a", "b", 1.0, "review")]
    chart = scores(pairs, THRESHOLDS)
    assert chart is not None
    assert chart.is_rooted
    assert min(bar.height for bar in chart.bars) > 1


# ---------------------------------------------------------------------------- summaries


def test_the_text_says_in_a_dozen_lines_what_came_of_it() -> None:
    said = summary_text(sample(), report="curated/latest/report/index.html")
    assert said.splitlines() == [
        "Release 2026-11-21.1, as of 2026-11-21 02:00 UTC",
        "  came in    4 pages of 2 sources, 8 listings, 7 distinct entries",
        "  works      5",
        "  merged     2 works out of 4 entries",
        "  waits      1 pair for a steward",
        "  conflicts  2 between entries of one work: 1 medium, 1 low",
        "  unread     3 unknown: 1 × date, 1 × label, 1 × place",
        "  set aside  1 page: notes.txt (no source recognises it)",
        "  decisions  1 applied",
        "  changed    since 2026-11-20.1: 1 withdrawn, 1 changed, 1 added",
        "  report     curated/latest/report/index.html",
    ]


def test_a_quiet_release_says_so() -> None:
    said = summary_text(release(), report="r")
    assert "nothing for a steward" in said
    assert "first release" in said
    assert "set aside" not in said


def test_a_run_without_news_does_not_compare_a_release_with_itself() -> None:
    data = replace(sample(), parent=sample().version)
    assert "since" not in summary_text(data, report="r")


def test_many_pages_set_aside_are_counted_and_the_first_named() -> None:
    aside = tuple(
        PageSetAside(page=f"p{at}.txt", snapshot_sha256=str(at), reason="odd") for at in range(9)
    )
    said = summary_text(release(set_aside=aside), report="r")
    assert "9 pages: p0.txt (odd); p1.txt (odd); p2.txt (odd); 6 more" in said


def test_the_markdown_has_a_row_for_each_source() -> None:
    rows = [line for line in summary_markdown(sample()).splitlines() if line.startswith("|")]
    assert rows[2:] == [
        "| catalogue | fresh |  | 1 | 4 | 4 | 4 |",
        r"| topic\_pages | fresh |  | 3 | 4 | 3 | 3 |",
    ]


def test_a_source_in_the_markdown_links_to_its_address_if_that_is_harmless() -> None:
    def row(name: str, url: str) -> SourceState:
        return SourceState(
            source=name,
            title=None,
            url=url,
            state="stale",
            reason="it answered 500",
            good_at=datetime(2026, 11, 20, tzinfo=UTC),
            pages=0,
            listings=0,
        )

    sources = (row("a", "https://example.org/list?p=1"), row("b", "https://x/) <script>"))
    told = summary_markdown(release(sources=sources))
    assert "| [a](https://example.org/list?p=1) | stale | 2026-11-20 | 0 | 0 | 0 | 0 |" in told
    assert "| b | stale | 2026-11-20 |" in told


def test_summaries_do_not_depend_on_the_order_of_rows() -> None:
    data = sample()
    turned = replace(
        data, pages=data.pages[::-1], listings=data.listings[::-1], works=data.works[::-1]
    )
    assert summary_markdown(turned) == summary_markdown(data)
