"""A source is one entry in ``sources.toml`` over a layout; its labels mean something."""

import csv
from collections import Counter

import pytest

from pipeline.sources import LAYOUTS, OF_MARKUP, sources
from pipeline.sources.base import HERE, ROLES
from pipeline.sources.labels import table
from pipeline.sources.words import folded

SOURCES = sources()
EVERY = (*LAYOUTS, *OF_MARKUP)
DECLARED = frozenset({"selectors"})  # layouts that read nothing without an entry of their own


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_names_a_layout_that_exists(name: str) -> None:
    assert SOURCES[name].layout in EVERY


@pytest.mark.parametrize("layout", sorted({*EVERY} - DECLARED))
def test_a_layout_has_one_fallback_and_it_is_tried_last(layout: str) -> None:
    of_layout = [source for source in SOURCES.values() if source.layout == layout]
    assert [source.name for source in of_layout if not source.words] == [layout]
    assert of_layout[-1].name == layout


@pytest.mark.parametrize("layout", EVERY)
def test_a_layout_is_a_module_of_that_name(layout: str) -> None:
    assert (HERE / f"{layout}.py").is_file()


def test_every_label_has_a_role_that_the_pipeline_knows() -> None:
    assert set(table().values()) <= ROLES | {"title", "abstract"}


def test_no_label_has_two_meanings() -> None:
    with (HERE / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = {(folded(row["label"]), row["role"]) for row in csv.DictReader(file)}
    assert not [label for label, count in Counter(label for label, _ in rows).items() if count > 1]
