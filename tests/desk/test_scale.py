"""With 100,000 works and 10,000 open questions every page answers; how fast, the benchmark says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.desk import measured

pytestmark = pytest.mark.heavy


def test_every_page_of_a_large_release_answers(tmp_path: Path) -> None:
    took = measured(tmp_path)  # asks for each page several times, and holds it to its answer
    assert {"queue", "a question", "an answer", "a work", "works", "tonight"} <= took.keys()
