"""The deployment on a real server, run by a real worker: to a release, night after night."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import pipeline
from pipeline.release import verify, versions
from tests.flows.api import PREFECT, ROOT, Api, Row, environment, free_port, running, span
from tests.ingest.server import Site, page, served

pytestmark = [pytest.mark.heavy, pytest.mark.flow]

CARD = (
    "<div><h2>{0}</h2><p>Country</p><p>{1}</p><p>Region</p><p>Africa</p><p>Year</p><p>{2}</p></div>"
)
WEST = [("Alpha Report on Ghana", "Ghana", 2014), ("Beta Guide to Togo", "Togo", 2011)]
EAST = [("Gamma Study of Kenya", "Kenya", 2012), ("Delta Handbook", "Uganda", 2019)]
SOURCE = """
[{0}]
title = "{0}"
url = "{1}/{0}"
layout = "labelled_cards"
words = ["{2}"]
[{0}.fetch]
start = ["{1}/{0}"]
private = true
delay = 0
"""


def cards(*given: tuple[str, str, int]) -> bytes:
    return f"<html><body>{''.join(CARD.format(*card) for card in given)}</body></html>".encode()


class Told(BaseHTTPRequestHandler):
    """Someone who takes notice."""

    texts: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.texts.append(json.loads(body)["text"])
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def told() -> Iterator[tuple[str, list[str]]]:
    """Give an address that takes notices, and the texts that it was sent."""

    class Handler(Told):
        texts: list[str] = []  # noqa: RUF012  this very list is what is asked for

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", Handler.texts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Night:
    """A project, its site, its server and its worker."""

    def __init__(self, folder: Path, site: Site, api: Api, texts: list[str]) -> None:
        self.folder, self.site, self.api, self.texts = folder, site, api, texts
        self.curated = folder / "curated"

    def begin(self) -> str:
        where = {"curated": str(self.curated), "raw": str(self.folder / "raw")}
        return self.api.begin(**where, only=["west", "east"])

    def run(self) -> Row:
        return self.api.ended(self.begin())

    def titles(self) -> set[str]:
        return set(pipeline.load("works", root=self.curated).title)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder, port = tmp_path_factory.mktemp("night"), free_port()
    env = environment(folder / "prefect", port)
    env["COLLATE_SOURCES"] = str(folder / "sources.toml")
    api = Api(port)
    with ExitStack() as stack:
        site = stack.enter_context(served(Site()))
        address, texts = stack.enter_context(told())
        (folder / "sources.toml").write_text(
            SOURCE.format("west", site.root, "alpha") + SOURCE.format("east", site.root, "gamma")
        )
        stack.enter_context(running([*PREFECT, "server", "start"], env, folder / "server.log"))
        api.wait()
        for command in (
            [*PREFECT, "work-pool", "create", "collate", "--type", "process"],
            [*PREFECT, "--no-prompt", "deploy", "--all"],
            [sys.executable, "-m", "flows.notices", address],
        ):
            subprocess.run(command, env=env, cwd=ROOT, check=True, capture_output=True)
        worker = [*PREFECT, "worker", "start", "--pool", "collate"]
        stack.enter_context(running(worker, env, folder / "worker.log"))
        yield Night(folder, site, api, texts)


def test_the_deployment_is_as_prefect_yaml_says(night: Night) -> None:
    made = night.api.deployment()
    assert made["schedules"][0]["schedule"] == {
        "cron": "0 2 * * *",
        "timezone": "UTC",
        "day_or": True,
    }
    assert made["global_concurrency_limit"]["limit"] == 1
    assert made["parameters"]["crawl"] is True


def test_nights_end_in_releases_whatever_the_sites_do(night: Night) -> None:
    night.site.answers |= {"/west": page(cards(*WEST)), "/east": page(cards(*EAST))}
    first = night.run()
    assert (first["state_name"], first["state_type"]) == ("Published", "COMPLETED")
    assert night.titles() == {title for title, *_ in WEST + EAST}
    assert first["name"].startswith("night of 20")

    night.site.answers["/west"] = page(cards(*WEST, ("Epsilon Review", "Mali", 2020)))
    assert night.run()["state_name"] == "Published"
    assert "Epsilon Review" in night.titles()
    assert night.texts == []

    night.site.answers["/east"] = page(b"oh", status=500)
    third = night.run()
    assert third["state_name"] == "Published with warnings"
    assert "east is stale" in third["state"]["message"]
    assert len(night.titles()) == 5
    sources = pipeline.load("sources", root=night.curated).set_index("source")
    assert dict(sources.state) == {"east": "stale", "west": "fresh"}
    summary = night.api.summary(third["id"])
    assert "**Warning:** east is stale" in summary
    assert f"[east]({night.site.root}/east) | stale" in summary
    _until(lambda: night.texts)
    assert "Published with warnings" in night.texts[0]
    assert f"/runs/flow-run/{third['id']}" in night.texts[0]


def test_two_nights_at_once_come_one_after_the_other(night: Night) -> None:
    night.site.answers |= {"/west": page(cards(*WEST)), "/east": page(cards(*EAST))}
    runs = sorted((night.api.ended(run) for run in (night.begin(), night.begin())), key=span)
    assert {run["state_type"] for run in runs} == {"COMPLETED"}
    assert span(runs[0])[1] <= span(runs[1])[0]
    assert runs[1]["state_name"] == "Nothing new"
    for version in versions.releases(night.curated):
        assert verify.verify(versions.resolve(version, night.curated)) == []


def _until(holds: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and callable(holds) and not holds():
        time.sleep(0.2)
