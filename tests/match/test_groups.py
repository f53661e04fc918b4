"""Groups hold together: what one slip contradicts, many entries bear out, and rivals stay two."""

from itertools import combinations, permutations

from pipeline.match.groups import Groups, Link, join_along
from pipeline.match.vetoes import VETOES, link

HARD, PRINTED = (
    next(veto.says for veto in VETOES if veto.printing is printing) for printing in (False, True)
)


def groups_of(count: int, links: list[Link]) -> list[list[int]]:
    groups = Groups.of(count)
    join_along(groups, links)
    return groups.members()


def whole(members: range, weight: float = 8.0) -> list[Link]:
    return [Link(a, b, weight, joins=True) for a, b in combinations(members, 2)]


def test_a_misprinted_page_is_outweighed_by_the_other_entries() -> None:
    fits = [link(4, at, 7.0, joins=True, veto=None) for at in range(3)]
    slip = link(4, 3, 8.0, joins=True, veto=PRINTED)
    assert groups_of(5, [*whole(range(4), 9.0), *fits, slip]) == [[0, 1, 2, 3, 4]]


def test_between_two_editions_nothing_is_outweighed() -> None:
    fits = [link(4, at, 8.0, joins=True, veto=None) for at in range(3)]
    other = link(4, 3, 8.0, joins=True, veto=HARD)
    assert groups_of(5, [*whole(range(4)), *fits, other]) == [[0, 1, 2], [3], [4]]


def test_a_contradiction_of_where_it_was_printed_keeps_two_entries_apart() -> None:
    assert groups_of(2, [link(0, 1, 12.0, joins=True, veto=PRINTED)]) == [[0], [1]]


def test_two_printings_that_many_entries_attest_are_two_works() -> None:
    across = [link(a, b, 10.0, True, PRINTED) for a in range(3) for b in range(3, 6)]
    assert groups_of(6, [*whole(range(3)), *whole(range(3, 6)), *across]) == [[0, 1, 2], [3, 4, 5]]


def test_an_entry_that_fits_two_printings_equally_well_joins_neither() -> None:
    across = [link(a, b, 10.0, True, PRINTED) for a in range(3) for b in range(3, 6)]
    fits = [link(at, 6, 7.0, joins=True, veto=None) for at in range(6)]
    links = [*whole(range(3)), *whole(range(3, 6)), *across, *fits]
    assert groups_of(7, links) == [[0, 1, 2], [3, 4, 5], [6]]


def test_an_entry_that_fits_two_printings_joins_the_one_that_is_listed_far_more_often() -> None:
    across = [link(a, 6, 10.0, True, PRINTED) for a in range(6)]
    fits = [link(at, 7, 7.0, joins=True, veto=None) for at in range(7)]
    links = [*whole(range(6)), *across, *fits]
    assert groups_of(8, links) == [[0, 1, 2, 3, 4, 5, 7], [6]]


def test_a_crowd_of_one_title_is_one_group_although_each_meets_its_neighbours_only() -> None:
    near = [Link(a, b, 5.6, True) for a in range(60) for b in range(a + 1, min(a + 7, 60))]
    assert groups_of(60, near) == groups_of(60, near[::-1]) == [list(range(60))]


def test_two_crowds_that_touch_stay_two() -> None:
    near = [
        Link(a, b, 5.6 if (a < 30) == (b < 30) else 1.0, (a < 30) == (b < 30))
        for a in range(60)
        for b in range(a + 1, min(a + 7, 60))
    ]
    assert groups_of(60, near) == [list(range(30)), list(range(30, 60))]


def test_the_order_of_links_never_matters() -> None:
    links = [
        Link(0, 1, 9.0, joins=True),
        link(1, 2, 8.0, True, PRINTED),
        Link(0, 2, 8.5, joins=True),
        Link(2, 3, 6.0, joins=True),
        link(0, 3, 5.5, True, HARD),
    ]
    assert len({str(groups_of(4, list(order))) for order in permutations(links)}) == 1
