"""One old release made again each night, and what `replay` says when it cannot be."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline import rebuild as rebuilding
from pipeline.rebuild import prove_one, rebuild
from pipeline.release import manifest, versions
from pipeline.release import replay as replaying
from pipeline.release.replay import Replay
from pipeline.run import run
from pipeline.stages import Outcome, Request
from tests.pages import Card, page

pytestmark = pytest.mark.heavy
FIRST = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> Request:
    """Three nights, each with a page more."""
    folder = tmp_path_factory.mktemp("proof")
    pages = folder / "pages"
    pages.mkdir()
    for night in range(3):
        cards = page(map(Card, range(night * 4, night * 4 + 4)))
        (pages / f"p{night}.txt").write_text(cards, encoding="utf-8")
        request = Request(
            as_of=FIRST + timedelta(days=night),
            pages=(pages,),
            raw=folder / "curated" / "raw",
            curated=folder / "curated",
        )
        run(request)
    return replace(request, prove=300.0)


def outcome(request: Request) -> Outcome:
    path = versions.resolve(root=request.curated)
    return Outcome(version=path.name, path=path, published=True, summary="Told.", markdown="Told.")


def replayed(request: Request, version: str) -> Replay:
    again = rebuild(request.curated, request.raw)
    return replaying.replay(version, curated=request.curated, rebuild=again)


def test_the_draw_depends_on_the_instant_alone_and_every_release_has_its_turn(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def proof(version: str, request: Request) -> tuple[str, bool]:
        drawn.append(version)
        return "proved", False

    monkeypatch.setattr(rebuilding, "_proof", proof)
    nights = [replace(request_, as_of=FIRST + timedelta(days=day)) for day in range(20)]
    for night in (*nights, *nights):
        prove_one(night, outcome(night))

    assert drawn[:20] == drawn[20:]
    assert set(drawn) == {"2026-11-01.1", "2026-11-02.1"}


def test_a_first_run_and_one_that_is_told_not_to_prove_nothing(request_: Request) -> None:
    only = replace(request_, prove=0.0)

    assert prove_one(only, outcome(only)).summary == "Told."


def test_the_proof_stands_in_the_summary(request_: Request) -> None:
    found = prove_one(request_, outcome(request_))

    assert "was made again, and says the same" in found.summary
    assert "was made again, and says the same" in found.markdown
    assert found.warnings == ()


def test_a_proof_that_takes_too_long_ends_and_is_no_fault(request_: Request) -> None:
    short = replace(request_, prove=0.01)

    found = prove_one(short, outcome(short))

    assert "no time to make it again" in found.summary
    assert found.warnings == ()


def test_a_proof_that_fails_is_a_warning_and_stops_nothing(
    request_: Request, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lost = replace(request_, raw=tmp_path)

    found = prove_one(lost, outcome(lost))

    assert "is missing" in found.warnings[0]
    assert "WARNING" in found.summary


def test_a_page_that_was_changed_is_told_from_one_that_is_gone(request_: Request) -> None:
    stated = manifest.read(versions.resolve("2026-11-02.1", request_.curated))
    gone, changed = stated.inputs.snapshots
    files = {ref.sha256: next(request_.raw.glob(f"*/{ref.sha256}.txt")) for ref in (gone, changed)}
    bodies = {path: path.read_bytes() for path in files.values()}
    sidecar = files[gone.sha256].with_suffix(".json")
    aside = sidecar.with_suffix(".aside")
    try:
        files[changed.sha256].write_bytes(b"other")
        sidecar.rename(aside)
        found = replayed(request_, "2026-11-02.1")
    finally:
        aside.rename(sidecar)
        for path, body in bodies.items():
            path.write_bytes(body)

    assert not found.is_same
    assert found.inputs == tuple(
        sorted(
            [
                f"page {gone.page} ({gone.sha256[:12]}) is missing",
                f"page {changed.page} ({changed.sha256[:12]}) was changed: the snapshot "
                f"{changed.sha256[:12]}… is damaged: its bytes no longer match its name",
            ],
            key=lambda line: line.split("(")[1],
        )
    )


def stated_otherwise(request: Request, version: str, **inputs: object) -> Replay:
    """Replay a release whose descriptor says that it was made from something else."""
    path = versions.resolve(version, request.curated) / "datapackage.json"
    body = path.read_bytes()
    said = json.loads(body)
    said["release"]["inputs"] |= inputs
    try:
        path.write_bytes(manifest.as_json(manifest.sealed(said)))
        return replayed(request, version)
    finally:
        path.write_bytes(body)


def test_other_code_and_tables_are_named_file_by_file(request_: Request) -> None:
    parts = dict(manifest.read(versions.resolve(root=request_.curated)).inputs.parts)
    parts["match/titles.py"] = parts["tables/regions.csv"] = "0" * 12
    parts["gone.py"] = "0" * 12

    found = stated_otherwise(request_, "2026-11-01.1", code="c", tables="t", parts=parts)

    code, tables = found.inputs
    assert code.startswith("code was c and is sha256:")
    assert code.endswith(": gone.py, match/titles.py")
    assert tables.endswith(": tables/regions.csv")
    assert found.is_same
    assert replaying.explained(found)


def test_other_weights_and_decisions_are_named(request_: Request) -> None:
    found = stated_otherwise(request_, "2026-11-01.1", model="m", decisions="d")

    assert [each.split(" was ")[0] for each in found.inputs] == ["model", "decisions"]
    assert not replaying.explained(found)


def test_a_parent_that_published_something_else_is_named(request_: Request) -> None:
    path = versions.resolve("2026-11-01.1", request_.curated) / "datapackage.json"
    body = path.read_bytes()
    said = json.loads(body)
    ledger = next(each for each in said["resources"] if each["name"] == "ledger")
    ledger["logicalDigest"] = "sha256:other"
    try:
        path.write_text(json.dumps(said))
        found = replayed(request_, "2026-11-02.1")
    finally:
        path.write_bytes(body)

    assert found.inputs == (
        "parent 2026-11-01.1 published another ledger than 2026-11-02.1 begins with",
    )
