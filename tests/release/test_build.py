from dataclasses import replace

import pytest

from pipeline import model
from pipeline.errors import RowError, UsageError
from pipeline.release.build import tables
from tests.release.rows import Entry, decision, entries, provenance, redirect, rows


def test_every_table_is_there_even_when_nothing_is_in_it() -> None:
    built = tables({})

    assert set(built) == set(model.TABLES)
    assert {table.num_rows for table in built.values()} == {0}


def test_a_complete_set_of_rows_becomes_tables() -> None:
    built = tables(rows(entries(3)))

    assert built["works"].column("work_id").to_pylist() == ["w-0001", "w-0002", "w-0003"]


def test_rows_for_a_table_nobody_declared_are_refused() -> None:
    with pytest.raises(UsageError, match="wroks"):
        tables({"wroks": []})


def test_a_work_that_is_not_there_cannot_be_referred_to() -> None:
    made = rows(entries(2))
    made["works"].pop()

    with pytest.raises(RowError, match=r"coverage.work_id: 'w-0002' is not in works.work_id"):
        tables(made)


@pytest.mark.parametrize("table", ["listings", "coverage", "provenance"])
def test_a_mention_that_is_not_there_cannot_be_referred_to(table: str) -> None:
    made = rows(entries(2))
    made[table][0] = replace(made[table][0], mention_id="m-nowhere")

    with pytest.raises(RowError, match="m-nowhere"):
        tables(made)


def test_a_value_must_come_from_a_listing() -> None:
    made = rows(entries(1))
    made["provenance"].append(replace(provenance(entries(1)[0], "year", "2015"), listing_id=""))

    with pytest.raises(RowError, match=r"provenance.listing_id"):
        tables(made)


def test_a_claim_without_a_listing_is_a_rule_and_refers_to_nothing() -> None:
    made = rows(entries(1))
    made["claims"].append(
        replace(made["claims"][0], claimed_by="rule:navigation", listing_id=None, locator="L7")
    )

    assert tables(made)["claims"].num_rows == 2


def test_evidence_is_of_a_pair_that_was_scored() -> None:
    first, second = entries(2)
    left, right = sorted((first.mention_id, second.mention_id))
    alone = model.Evidence(
        left_mention_id=left,
        right_mention_id=right,
        comparison="title",
        level="different titles",
        weight=-9.0,
        left_value="Title 1",
        right_value="Title 2",
    )

    with pytest.raises(RowError, match=r"evidence.left_mention_id, right_mention_id"):
        tables(rows([first, second], evidence=[alone]))


def test_a_work_without_a_mention_came_from_nowhere() -> None:
    made = rows(entries(1))
    made["works"].append(replace(made["works"][0], work_id="w-9999"))

    with pytest.raises(RowError, match=r"'w-9999' is not in mentions.work_id"):
        tables(made)


def test_an_id_is_live_or_redirected_and_not_both() -> None:
    made = rows(entries(2), redirects=[redirect("w-0001", "w-0002")])

    with pytest.raises(RowError, match="is a work of this release"):
        tables(made)


def test_a_withdrawn_work_leads_nowhere_and_that_is_well() -> None:
    made = rows(entries(1), redirects=[redirect("w-0099", None, "withdrawn")])

    assert tables(made)["redirects"].num_rows == 1


def test_a_decision_may_speak_of_mentions_that_are_gone() -> None:
    made = rows(entries(1), decisions=[decision("m-gone", "m-lost")])

    assert tables(made)["decisions"].num_rows == 1


def test_two_rows_with_one_key_are_refused() -> None:
    entry = Entry(work="w-1", title="Title")

    with pytest.raises(RowError, match="stands twice"):
        tables(rows([entry], works=rows([entry])["works"]))
