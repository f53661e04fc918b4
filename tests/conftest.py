"""What several tests share: the real pages beside the checkout, and golden files."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

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
