"""The desk measured: what each page takes at the server, with many works and many open questions.

    python -m tests.benchmarks.desk [--works N] [--waiting N] [--times N]

The release is made up. Each page is asked for several times, each time about other entries; the
table says the least that it took and the median, in milliseconds. The first request of each kind
is among them: tables are at hand before, as they are soon after `collate desk` began.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from pipeline.desk.app import application
from pipeline.desk.drafts import Draft, stand
from tests.desk import large
from tests.desk.build import NOW, Browser, settings

WORKS, WAITING, TIMES = 100_000, 10_000, 5
Took = Mapping[str, list[float]]


def measured(home: Path, works: int = WORKS, waiting: int = WAITING, times: int = TIMES) -> Took:
    """Return for each page the seconds that it took, each time."""
    large.release(home, works, waiting)
    app = application(settings(home))
    served = app.room.served()
    served.warm()
    assert len(served.questions) >= waiting * 0.99
    app.room.bench.draft = Draft(
        run=None,
        home=home / "draft",
        stand=stand(home),
        steward="A Steward",
        at=NOW,
        opened=served.opened,
    )
    first = {question.ids: question.works[0] for question in served.questions}
    asked = list(first)[:: max(1, len(first) // times)][:times]
    took: dict[str, list[float]] = {}
    with Browser(app).enter("A Steward") as desk:
        for left, right in asked:
            for name, path in pages(left, right, first[left, right]).items():
                start = time.perf_counter()
                assert desk.get(path).status_code == 200, path
                took.setdefault(name, []).append(time.perf_counter() - start)
            start = time.perf_counter()
            form = {"verdict": "unsure", "seen": "0", "because": "a reason"}
            assert desk.post(f"/pair/{left}/{right}", form).status_code == 303
            took.setdefault("an answer", []).append(time.perf_counter() - start)
    return took


def pages(left: str, right: str, work: str) -> Mapping[str, str]:
    """Return the pages that are measured: what they are, and where."""
    return {
        "queue": "/queue",
        "queue, searched": "/queue?q=title&year=2015",
        "queue, nothing found": "/queue?q=nowhere",
        "a question": f"/pair/{left}/{right}",
        "a question, filtered": f"/pair/{left}/{right}?q=nowhere",
        "an entry": f"/entry/{left}",
        "blind sample": "/blind",
        "works": "/works",
        "works, searched": "/works?q=title+12&year=2015",
        "works, nothing found": "/works?q=nowhere",
        "a work": f"/works/{work}",
        "conflicts": "/conflicts",
        "unknowns": "/unknowns",
        "tonight": "/tonight",
        "preview with a draft": "/preview",
    }


def main(given: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.desk")
    parser.add_argument("--works", type=int, default=WORKS)
    parser.add_argument("--waiting", type=int, default=WAITING)
    parser.add_argument("--times", type=int, default=TIMES)
    said = parser.parse_args(given)
    with tempfile.TemporaryDirectory() as home:
        took = measured(Path(home), said.works, said.waiting, said.times)
    lines = [f"{said.works} works, {said.waiting} open questions; milliseconds at the server"]
    lines += [f"{'page':<24}{'least':>8}{'median':>8}"]
    lines += [
        f"{name:<24}{1000 * min(each):>8.0f}{1000 * median(each):>8.0f}"
        for name, each in took.items()
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
