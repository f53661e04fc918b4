"""What several tests share: the real pages beside the checkout, and golden files."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("untimed", deadline=None)  # machines have slow moments
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("COLLATE_SHARED", ROOT.parent / "shared"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite saved listings")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if (SHARED / "seeds").is_dir():
        return
    skip = pytest.mark.skip(reason=f"the real pages are not there: {SHARED.name}/seeds is missing")
    for item in items:
        if item.get_closest_marker("seeds"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    return SHARED


@pytest.fixture(scope="session")
def seeds() -> Path:
    return SHARED / "seeds"


@pytest.fixture(scope="session")
def truth() -> list[dict[str, Any]]:
    lines = (SHARED / "truth" / "listings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server on this machine that speaks S3 and honours If-Match."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", port]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/moto-api/", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def bucket(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty prefix, in the store that COLLATE_S3_URL names if it does, else on this machine."""
    name = f"b-{uuid.uuid4().hex[:12]}"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if real := os.environ.get("COLLATE_S3_URL"):
        return f"{real}/{name}"
    server = request.getfixturevalue("s3_server")
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of-no-meaning")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-no-meaning")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    asked = urllib.request.Request(f"{server}/{name}", method="PUT")
    urllib.request.urlopen(asked, timeout=10).close()
    return f"s3://{name}/collate"


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one release of the demonstration corpus; for reading only."""
    from pipeline.run import run
    from pipeline.stages import Request

    curated = tmp_path_factory.mktemp("demonstration")
    at = datetime(2026, 11, 21, 2, tzinfo=UTC)
    run(Request(as_of=at, raw=ROOT / "raw", curated=curated))
    return curated
