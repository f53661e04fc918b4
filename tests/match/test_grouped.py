"""Grouping a table takes short cuts; it finds the groups that all links together give."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match import model, table
from pipeline.match.groups import Groups, join_along
from pipeline.match.scores import Scored
from pipeline.match.vetoes import VETOES, link

RECORDS = 12
LINKS = st.dictionaries(
    st.tuples(st.integers(0, RECORDS - 1), st.integers(0, RECORDS - 1)).filter(
        lambda ends: ends[0] < ends[1]
    ),
    st.tuples(st.floats(-12, 25), st.sampled_from([-1, -1, -1, *range(len(VETOES))])),
    max_size=14,
)


@given(LINKS, st.sampled_from([-3.0, 6.0]))
def test_a_pair_that_nothing_else_is_linked_to_is_one_group_as_the_rules_of_groups_have_it(
    links: dict[tuple[int, int], tuple[float, int]], same: float
) -> None:
    shape = replace(model.shipped(), same=same)
    ends = sorted(links)
    said = [links[pair] for pair in ends]
    found = Scored(
        left=np.array([a for a, _ in ends], dtype=np.int64),
        right=np.array([b for _, b in ends], dtype=np.int64),
        weight=np.array([weight for weight, _ in said], dtype=np.float64),
        probability=np.zeros(len(ends)),
        levels=np.zeros((len(ends), 0), dtype=np.int8),
        veto=np.array([veto for _, veto in said], dtype=np.int64),
        alike=np.zeros((0, 3), dtype=np.int64),
    )
    groups = Groups.of(RECORDS)
    join_along(
        groups,
        [
            link(a, b, weight, weight >= same, VETOES[veto].says if veto >= 0 else None)
            for (a, b), weight, veto in zip(
                ends, found.weight.round(3).tolist(), found.veto.tolist(), strict=True
            )
        ],
    )
    assert table.grouped(RECORDS, found, shape) == groups.members()
