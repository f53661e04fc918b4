"""What breaks is told, clean nights raise nothing, and what is told names what to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources.drift import NIGHTS, Drift, drift, severe
from pipeline.sources.habits import Habit, habits
from tests.benchmarks.drift import Years, verdict, years
from tests.benchmarks.drifting import BREAKS, SITES
from tests.sources.pages import text

SMALL = [site for site in SITES if site.name in ("terms", "headed")]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def few() -> list[Years]:
    return [years(site, 14) for site in SMALL]


# Of a list of nine, two that are cut off are not told from two that the site took away.
SHORTENED = "the page is cut at four fifths"


@pytest.mark.parametrize("name", sorted(BREAKS.keys() - {SHORTENED}))
def test_what_breaks_a_page_is_told_or_changes_nothing(few: list[Years], name: str) -> None:
    assert "missed" not in {verdict(past, BREAKS[name]) for past in few}


def test_clean_nights_raise_nothing(few: list[Years]) -> None:
    assert [alarm for past in few for alarm in past.alarms] == []


@pytest.mark.heavy
def test_of_hundreds_of_clean_nights_hardly_one_raises_an_alarm_and_no_break_is_missed() -> None:
    known = [years(site, 60) for site in SITES]
    assert sum(len(past.alarms) for past in known) <= 2
    missed = {name for past in known for name in BREAKS if verdict(past, BREAKS[name]) == "missed"}
    assert missed <= {SHORTENED}


# ------------------------------------------------------------------------------ one by one

CARD = "Title {n} of a card\n\nA study of the subject, number {n}.\nCountry\nMali\nYear\n2001\n\n"


def cards(count: int, old: str = "", new: str = "") -> str:
    body = "".join(CARD.format(n=n) for n in range(count))
    return "IOM reports\n\n" + (body.replace(old, new) if old else body)


def night(count: int, old: str = "", new: str = "") -> dict[str, Habit]:
    return habits([text(cards(count, old, new))])


def kinds(found: tuple[Drift, ...]) -> set[tuple[str, str]]:
    return {(each.kind, each.severity) for each in found}


def test_a_night_like_the_one_before_is_nothing_to_tell() -> None:
    assert drift([night(12)], night(12)) == ()
    assert drift([night(12)] * 20, night(13)) == ()


def test_a_source_never_read_before_is_nothing_to_tell() -> None:
    assert drift([], night(12)) == ()
    assert drift([{}], night(12), NOW) == ()


@pytest.mark.parametrize("nights", [1, 20])
def test_a_label_never_seen_is_named(nights: int) -> None:
    found = drift([night(12)] * nights, night(12, "Country", "País"))
    (labels,) = [each for each in found if each.kind == "labels"]
    assert "“pais”" in labels.sentence
    assert labels.severity == "warning"


def test_fields_that_empty_out_are_told_with_their_shares() -> None:
    found = drift([night(12)], night(12, "Country\nMali", "Country"))
    assert [each.sentence for each in found if each.kind == "fields"] == [
        "iom_topics: country stands in 0% of the entries, and used to in 100%; see whether the "
        "page still prints it, and under which label"
    ]


@pytest.mark.parametrize(("count", "severity"), [(12, "severe"), (9, "warning")])
def test_a_source_is_not_believed_rather_than_the_whole_release_refused(
    count: int, severity: str
) -> None:
    found = drift([night(count)], night(count, "Country\nMali", "Country"))
    assert kinds(found) == {("fields", severity)}


def test_a_page_that_lost_most_of_its_entries_is_not_believed() -> None:
    found = drift([night(12)], night(4))
    assert ("entries", "severe") in kinds(found)
    assert severe(found).keys() == {"iom_topics"}
    assert "4 entries where it had 12" in severe(found)["iom_topics"]


def test_a_page_that_lost_some_is_told_and_believed() -> None:
    assert kinds(drift([night(12)], night(8))) == {("entries", "warning")}


def test_pages_that_somebody_took_away_are_told_and_what_is_left_is_believed() -> None:
    def two(*numbers: int) -> dict[str, Habit]:
        read = [text(cards(9, "Title", f"Work {number},")) for number in numbers]
        named = [
            replace(each, snapshot=replace(each.snapshot, page=f"page{number}"))
            for number, each in zip(numbers, read, strict=True)
        ]
        return habits(named)

    found = drift([two(1, 2, 3)], two(1))
    assert kinds(found) == {("entries", "warning")}
    assert severe(found) == {}


def test_one_page_of_several_that_lost_most_of_its_entries_is_enough() -> None:
    def two(*counts: int) -> dict[str, Habit]:
        read = [text(cards(count, "Title", f"Work {n},")) for n, count in enumerate(counts)]
        return habits(
            [
                replace(each, snapshot=replace(each.snapshot, page=f"page{n}"))
                for n, each in enumerate(read)
            ]
        )

    assert severe(drift([two(20, 20, 20)], two(20, 20, 6))).keys() == {"iom_topics"}
    assert severe(drift([two(20, 20, 20)], two(20, 20, 13))) == {}
    assert severe(drift([two(20, 20, 6)], two(26, 20))) == {}


def test_a_page_more_is_nothing_to_tell() -> None:
    first, second = (
        replace(each, snapshot=replace(each.snapshot, page=name))
        for each, name in ((text(cards(9)), "one"), (text(cards(12, "Title", "Work")), "two"))
    )
    for nights in (1, 20):
        assert drift([habits([first])] * nights, habits([first, second])) == ()


def test_a_source_that_is_gone_is_told_as_such() -> None:
    (found,) = drift([night(12)], {})
    assert (found.kind, found.severity) == ("source", "warning")
    assert "its page with 12 entries" in found.sentence


def test_a_list_printed_twice_is_told() -> None:
    twice = cards(12) + cards(12).removeprefix("IOM reports\n\n")
    assert {"duplicates", "entries"} <= {
        each.kind for each in drift([night(12)], habits([text(twice)]))
    }


def test_what_changed_once_is_told_once() -> None:
    old, new = night(12), night(12, "Country\nMali", "Country")
    assert drift([*[old] * 10, new], new) == ()


def test_a_source_that_grows_for_months_says_nothing() -> None:
    grown = [night(count) for count in range(10, 40)]
    assert [drift(grown[:n], grown[n]) for n in range(1, len(grown))] == [()] * 29


def test_a_source_that_comes_and_goes_says_less_than_one_that_never_did() -> None:
    restless = [night(12 if n % 2 else 15) for n in range(2 * NIGHTS)]
    calm = [night(15) for _ in range(2 * NIGHTS)]
    assert drift(restless, night(12)) == ()
    assert kinds(drift(calm, night(11))) == {("entries", "warning")}


def test_few_entries_say_nothing_by_chance() -> None:
    assert drift([night(3)], night(2)) == ()
    assert drift([night(4)] * 20, night(3)) == ()


def test_a_sentence_holds_nothing_that_a_terminal_obeys() -> None:
    page = cards(12, "Category\n", "Category\n").replace("Country\n", "Country\x1b[2J:\n")
    told = [each.sentence for each in drift([night(12)], habits([text(page)]))]
    assert all(sentence.isprintable() for sentence in told)


# ------------------------------------------------------------------------------ silence


def changing(every: float, times: int) -> dict[str, Habit]:
    """A source whose pages changed so many times, the last of them now."""
    known: dict[str, Habit] = {}
    page = text(cards(3))
    for number in range(times):
        at = NOW - timedelta(days=every * (times - 1 - number))
        known = habits([replace(page, snapshot=replace(page.snapshot, fetched_at=at))], known)
    return known


@pytest.mark.parametrize(
    ("every", "waited", "is_told"),
    [(1, 2, False), (1, 4, True), (7, 20, False), (7, 22, True), (30, 80, False), (0.1, 2, False)],
)
def test_a_source_is_silent_by_its_own_measure(every: float, waited: int, is_told: bool) -> None:
    known = changing(every, NIGHTS + 1)
    found = drift([known], known, NOW + timedelta(days=waited))
    assert [each.kind for each in found] == ["silence"] * is_told


def test_a_source_whose_pace_is_not_known_is_never_silent() -> None:
    known = changing(1, NIGHTS)
    assert drift([known], known, NOW + timedelta(days=400)) == ()


# ------------------------------------------------------------------------------ laws

measures = st.dictionaries(
    st.sampled_from(["entries", "fill year", "titles dated", "page x", "claimed", "language en"]),
    st.floats(0, 6),
)
made = st.builds(
    Habit,
    entries=st.integers(0, 50),
    pages=st.integers(0, 3),
    measures=measures,
    labels=st.dictionaries(st.text(max_size=4), st.floats(0, 1), max_size=3),
    changed_at=st.none() | st.just(NOW),
    gaps=st.lists(st.floats(0, 400), max_size=12).map(tuple),
)
nights = st.dictionaries(st.sampled_from("ab"), made)


@given(st.lists(nights, max_size=12), nights)
def test_any_history_gives_an_answer_and_a_night_repeated_gives_none(
    history: list[dict[str, Habit]], tonight: dict[str, Habit]
) -> None:
    assert isinstance(drift(history, tonight, NOW), tuple)
    said = {each.kind for each in drift([*history, tonight], tonight)}
    assert said <= {"source"}


@given(made)
def test_a_habit_is_what_it_was_when_it_is_read_again(habit: Habit) -> None:
    again = Habit.of(habit.as_dict())
    assert again.as_dict() == habit.as_dict()
    assert Habit.of(again.as_dict()) == again
