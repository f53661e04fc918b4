"""Blocking keeps true pairs together and its pairs grow with the records."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from pipeline.match import blocking
from pipeline.match.columns import columns
from pipeline.match.records import Record
from pipeline.match.rows import record
from tests.benchmarks.blocking import proposed, skewed
from tests.benchmarks.planted import rows


def planted(n: int) -> tuple[list[Record], dict[str, str]]:
    made = list(rows(n))
    records = [record(row, Path("made"), at) for at, row in enumerate(made)]
    return records, {row["rid"]: row["cluster"] for row in made}


def test_few_records_are_all_compared() -> None:
    c = columns(Record(rid=f"r{at}", title=f"title {at}") for at in range(20))
    assert len(blocking.pairs(c)[0]) == 190


def test_blocking_loses_no_more_than_one_planted_pair_in_two_hundred() -> None:
    records, cluster = planted(3000)
    c = columns(records)
    left, right = blocking.pairs(c)
    label = np.array([cluster[rid] for rid in c.rids])
    _, sizes = np.unique(label, return_counts=True)
    true = (sizes * (sizes - 1) // 2).sum()
    assert (label[left] == label[right]).sum() >= 0.995 * true


def test_skew_costs_pairs_in_proportion_and_no_true_pairs() -> None:
    for n in (1000, 2000):
        found = {each.rule: each for each in proposed(skewed(n))}
        assert found["all rules"].pairs <= 8 * n
        assert found["all rules"].recall >= 0.995


def test_each_pair_comes_once_with_the_smaller_row_first() -> None:
    c = columns(planted(1000)[0])
    left, right = blocking.pairs(c)
    assert (left < right).all()
    assert len(np.unique(left * len(c) + right)) == len(left)


def test_the_pairs_of_a_rule_are_bounded_where_all_records_are_alike() -> None:
    one = planted(1)[0][0]
    c = columns(replace(one, rid=f"r{at:05d}") for at in range(5000))
    for found in blocking.by_rule(c).values():
        assert len(found) <= 5000 * blocking.NEIGHBOURS


def test_three_authors_bring_two_titles_together() -> None:
    authors = ("Lee, A. and Kim, B. and Diaz, C.", "Diaz, C. and Lee, A. and Kim, B.")
    others = [Record(rid=f"r{at:04d}", title=f"title{at}") for at in range(300)]
    two = [
        Record(rid=f"s{at}", title=f"other{at}", authors=each) for at, each in enumerate(authors)
    ]
    left, right = blocking.pairs(columns([*others, *two]))
    assert (300, 301) in set(zip(left.tolist(), right.tolist(), strict=True))


def test_a_block_without_keys_is_no_block() -> None:
    c = columns(Record(rid=f"r{at:04d}", title="") for at in range(300))
    assert len(blocking.pairs(c)[0]) == 0
