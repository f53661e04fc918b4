"""What is asked, in which order, and what filters leave."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pipeline.desk.opened import Opened
from pipeline.desk.questions import (
    AGAIN,
    HELD,
    UNCOMPARED,
    UNSURE,
    VETO,
    Filters,
    Question,
    entropy,
    questions,
)
from pipeline.release import versions
from tests.desk.build import address, asks, browser, entry, release
from tests.release.rows import decision


def opened(curated: Path) -> Opened:
    return Opened(versions.resolve(versions.LATEST, curated))


def question(**said: Any) -> Question:
    plain = Question(
        ids=("m-1", "m-2"),
        works=("w-1", "w-2"),
        pairs=(("m-1", "m-2"),),
        titles=("One", "Other"),
        sources=("a", "b"),
        countries=("TT",),
        years=(2015,),
        probability=0.5,
        weight=0.0,
        reason=VETO,
        text="one other",
    )
    return replace(plain, **said)


chances = st.floats(0, 1)


@given(chances, chances, st.integers(1, 50), st.integers(2, 50))
def test_the_more_open_a_question_is_the_more_useful(
    one: float, other: float, settles: int, touches: int
) -> None:
    pairs = (("m-1", "m-2"),) * settles
    first, second = (question(probability=p, pairs=pairs, touches=touches) for p in (one, other))
    if entropy(one) >= entropy(other):
        assert first.usefulness >= second.usefulness


@given(chances, st.integers(1, 50), st.integers(2, 50))
def test_what_settles_or_touches_more_is_more_useful(
    chance: float, settles: int, touches: int
) -> None:
    pair = ("m-1", "m-2")
    base = question(probability=chance, pairs=(pair,) * settles, touches=touches)
    more = replace(base, pairs=(pair,) * (settles + 1))
    assert more.usefulness > base.usefulness
    assert replace(base, touches=touches + 1).usefulness > base.usefulness


def test_two_works_are_asked_about_once_by_their_likeliest_pair(tmp_path: Path) -> None:
    one, other = (entry(n, "a", work="w-one") for n in (1, 2))
    third = entry(3, "b", work="w-two")
    pairs = [asks(one, third, 1.0), asks(other, third, 3.0)]
    release(tmp_path, [one, other, third], pairs)
    (asked,) = questions(opened(tmp_path), 6.0)
    assert asked.weight == 3.0
    assert len(asked.pairs) == 2
    with browser(tmp_path) as desk:
        assert "It settles 2 pairs" in desk.get(address(pairs[0])).text
        desk.answer(pairs[0], "different")  # by whichever pair it is answered
        assert "Nothing waits" in desk.get("/queue").text


def test_reasons_say_what_is_special(tmp_path: Path) -> None:
    sides = [(entry(n, "a"), entry(n, "b")) for n in range(6)]
    pairs = [
        asks(*sides[0], veto="another volume"),
        asks(*sides[1], weight=9.0),
        asks(*sides[2], weight=0.0, evidence_hash=""),
        asks(*sides[3]),
        asks(*sides[4]),
        asks(*sides[5]),
    ]
    said = [
        replace(decision(pair.left_mention_id, pair.right_mention_id, verdict), status=status)
        for pair, verdict, status in [
            (pairs[3], "same", "reopened"),
            (pairs[4], "unsure", "applied"),
        ]
    ]
    release(tmp_path, [each for both in sides for each in both], pairs, decisions=said)
    found = questions(opened(tmp_path), 6.0)
    by_ids = {each.ids: each.reason for each in found}
    reasons = [by_ids[pair.left_mention_id, pair.right_mention_id] for pair in pairs]
    assert reasons[:5] == [VETO, HELD, UNCOMPARED, AGAIN, UNSURE]
    assert found[-1].reason == UNSURE
    with browser(tmp_path) as desk:
        assert address(pairs[4]) not in desk.get("/queue").text
        assert address(pairs[4]) in desk.get("/queue?show=unsure").text


def test_filters_leave_what_they_name(tmp_path: Path) -> None:
    left = entry(1, "a", title="Déjà vu: a survey", year=1999, countries=("CI",))
    right = entry(1, "b", year=2001, countries=())
    other = (entry(2, "c"), entry(2, "d"))
    pairs = [asks(left, right), asks(*other)]
    release(tmp_path, [left, right, *other], pairs)
    with browser(tmp_path) as desk:
        for query in ("source=a", "country=CI", "year=1999", "year=2001", "q=DEJA+survey"):
            page = desk.get(f"/queue?{query}").text
            assert address(pairs[0]) in page, query
            assert address(pairs[1]) not in page, query
        nothing = desk.get("/queue?year=1899&source=%3Cscript%3E&from=99999999999").text
        assert "No question fits" in nothing


def test_with_filters_the_next_question_is_among_those_that_fit(tmp_path: Path) -> None:
    sides = [(entry(n, "a", year=1990 + n % 2), entry(n, "b", year=None)) for n in range(6)]
    pairs = [asks(*both) for both in sides]
    release(tmp_path, [each for both in sides for each in both], pairs)
    fitting = {address(pair) for pair, n in zip(pairs, range(6), strict=True) if n % 2}
    with browser(tmp_path) as desk:
        at = f"{sorted(fitting)[0]}?year=1991"
        seen = set()
        while at.startswith("/pair/"):
            seen.add(at.partition("?")[0])
            at = desk.post(at, {"verdict": "same", "seen": "0"}).headers["location"]
        assert seen == fitting
        assert "year=1991" in at


def test_a_long_queue_comes_in_pages(tmp_path: Path) -> None:
    sides = [(entry(n, "a"), entry(n, "b")) for n in range(60)]
    release(tmp_path, [e for both in sides for e in both], [asks(*both) for both in sides])
    with browser(tmp_path) as desk:
        shown = [re.findall(r"/pair/[^\"?]+", desk.get(f"/queue?from={n}").text) for n in (0, 50)]
    assert [len(page) for page in shown] == [50, 10]
    assert len({href for page in shown for href in page}) == 60


def test_any_filter_text_is_answered(tmp_path: Path) -> None:
    assert list(Filters(words="(*[").holding([question()]))  # folds to nothing
    assert not list(Filters(words="three").holding([question()]))
