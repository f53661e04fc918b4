"""Every command on `--curated s3://…`, over HTTP, beside the same on a folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import pipeline
from pipeline import cli
from pipeline.decide import decide
from pipeline.ingest import store
from pipeline.release import lease, manifest, versions
from pipeline.resolve import judgements
from tests.pages import Card, page

pytestmark = pytest.mark.heavy
Call = Callable[..., tuple[int, str]]
NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def ended(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["collate", *map(str, words)])
        handler = signal.getsignal(signal.SIGINT)
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        finally:
            signal.signal(signal.SIGINT, handler)
        told = capsys.readouterr()
        return int(str(code or 0)), told.out + told.err

    return ended


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "one.txt").write_text(page(map(Card, range(8))), encoding="utf-8")
    (folder / "two.txt").write_text(page([Card(1, 1), Card(20), Card(21)]), encoding="utf-8")
    return folder


def test_every_command_works_on_one_address(
    bucket: str, pages: Path, call: Call, tmp_path: Path
) -> None:
    there = ("--curated", bucket)
    run = ("run", "--plain", "--pages", pages, "--as-of", NIGHT.isoformat())

    assert call(*run, *there)[0] == 0
    assert "Nothing new" in call(*run, *there)[1]
    assert call(*run, "--curated", tmp_path / "here")[0] == 0
    ours, theirs = (
        manifest.read(versions.resolve(root=root)) for root in (bucket, tmp_path / "here")
    )
    assert ours.content_digest == theirs.content_digest
    assert {name: each["hash"] for name, each in ours.resources.items()} == {
        name: each["hash"] for name, each in theirs.resources.items()
    }

    mentions = sorted(pipeline.load("mentions", root=bucket).mention_id)
    assert call("decide", *mentions[:2], "same", "--because", "a test", *there)[0] == 0
    (pages / "three.txt").write_text(page([Card(30)]), encoding="utf-8")
    later = ("run", "--plain", "--pages", pages, "--as-of", "2026-11-22T02:00:00Z")
    assert call(*later, *there, "--accept", "a test")[0] == 0

    assert call("show", "all", *there)[1].split() == ["2026-11-22.1", "(latest)", "2026-11-21.1"]
    assert "merged" in call("diff", "2026-11-21.1", "latest", *there)[1]
    for version in ("2026-11-21.1", "latest"):
        assert "was made again, and says the same" in call("replay", version, *there)[1]
    work = pipeline.load("works", root=bucket).work_id[0]
    assert "L" in call("why", work, "title", *there)[1]
    assert call("doctor", *there) == (0, "Nothing is wrong.\n")
    assert call("run", "--plain", *there)[0] == 0  # from the snapshots that are kept there


def test_decisions_of_many_stewards_at_once_are_all_kept(
    bucket: str, pages: Path, call: Call
) -> None:
    call("run", "--plain", "--pages", pages, "--curated", bucket, "--as-of", NIGHT.isoformat())
    mentions = sorted(pipeline.load("mentions", root=bucket).mention_id)
    root = store.folder(bucket)

    def answer(other: str) -> None:
        said = {"because": other, "steward": "s", "decided_at": NIGHT, "curated": root}
        decide(mentions[0], other, "unsure", **said)  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(answer, mentions[1:9]))

    kept = judgements.read(root / "decisions.csv")
    assert sorted(each.because for each in kept) == mentions[1:9]


def test_two_runs_at_once_give_one_release_and_a_sentence(
    bucket: str, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "pipeline", "run", "--plain", "--pages", str(pages)]
    command += ["--curated", bucket, "--as-of", NIGHT.isoformat(), "--wait", "0"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    ends = {(run.communicate()[0].split()[0], run.returncode) for run in both}

    assert ("Release", 0) in ends
    assert ends <= {("Release", 0), ("Nothing", 0), ("collate:", 1)}
    assert versions.releases(bucket) == ["2026-11-21.1"]


def test_a_store_that_cannot_be_reached_is_said_in_a_sentence(bucket: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", "show", "--curated", bucket],
        env={**os.environ, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stderr.startswith("collate: the object store cannot be reached")


def test_a_run_that_holds_the_lease_is_named(bucket: str, pages: Path, call: Call) -> None:
    root = store.folder(bucket)
    with lease.held(root):
        code, told = call("run", "--plain", "--pages", pages, "--curated", bucket, "--wait", "0")

    assert (code, "Another run is writing" in told) == (1, True)
