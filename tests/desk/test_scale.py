"""With 100,000 works and 10,000 open questions, a page is there before one waits for it."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.desk import measured

pytestmark = pytest.mark.heavy

LONGEST = 0.2  # seconds at the server


def test_no_page_takes_a_fifth_of_a_second(tmp_path: Path) -> None:
    took = measured(tmp_path)
    # The best of several: what the page itself costs, whoever else has the processor.
    best = {name: round(min(each), 3) for name, each in took.items()}
    assert max(best.values()) < LONGEST, (best, {n: median(e) for n, e in took.items()})
