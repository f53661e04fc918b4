"""The audit of labelled sets says of each missed pair why it is missed."""

import json
from collections import Counter
from pathlib import Path

from pipeline.match.model import shipped
from pipeline.match.training import labelled
from tests.benchmarks.audit import DOCUMENT, PRINTING, TITLES, audit

TITLE = "Haemolytic uraemic syndrome in children of school age"
WORK = {"title": TITLE, "year": "2009", "author": "Lee, A. and Kim, B.", "venue": "One Journal",
        "volume": "118", "pages": "37-42"}  # fmt: skip
ROWS = (
    WORK | {"rid": "a", "cluster": "one"},
    WORK | {"rid": "b", "cluster": "one", "title": TITLE.upper()},
    WORK | {"rid": "c", "cluster": "one", "title": f"Erratum: {TITLE}", "pages": "99"},
    WORK | {"rid": "d", "cluster": "one", "volume": "7", "pages": "300-312", "year": "2011"},
    {"rid": "e", "cluster": "one", "title": "Return and reintegration of fishers and seafarers"},
)


def test_missed_pairs_are_counted_by_their_reason(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    found = audit(labelled(path, shipped()), shipped())
    assert (found.right, found.false) == (1, 0)
    assert found.missed == Counter({DOCUMENT: 3, PRINTING: 2, TITLES: 4})
    assert found.f1() < found.f1((DOCUMENT, PRINTING, TITLES)) == 1
