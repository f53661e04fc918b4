"""Grouping a table takes short cuts; it finds the groups that all links together give."""

from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.match import model, table
from pipeline.match.groups import Groups, join_along
from pipeline.match.scores import Scored
from pipeline.match.vetoes import VETOES, link

RECORDS = 12
ANY = tuple(combinations(range(RECORDS), 2))
NEAR = tuple((a, b) for a, b in ANY if a % 4 == b % 4)  # four works, each listed three times
WEIGHTS = st.one_of(st.floats(-12, 25), st.floats(0, 25))
VETO = st.sampled_from([*[-1] * 20, *range(len(VETOES))])
LINKS = st.dictionaries(
    st.sampled_from([*NEAR * 20, *ANY]),
    st.tuples(WEIGHTS, VETO),
    max_size=14,
)


@given(LINKS, st.sampled_from([-3.0, 6.0]))
def test_rows_linked_to_each_other_alone_are_grouped_as_the_rules_of_groups_have_it(
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
