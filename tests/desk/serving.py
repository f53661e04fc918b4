"""A desk on a port of this machine, and a real browser before it."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright

from pipeline.desk.app import application
from pipeline.serve import Plan, settings

CHROMIUM = shutil.which("chromium")
WIDE = {"width": 1280, "height": 860}
GRAVE = ("serious", "critical")


@contextmanager
def served(curated: Path, raw: Path) -> Iterator[str]:
    """Serve the desk; yield its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # so that whoever comes early waits
        port = listening.getsockname()[1]
        app = application(settings(Plan(curated=curated, raw=raw, port=port, login="A Steward")))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()
            app.room.bench.close()


@contextmanager
def browsing() -> Iterator[Callable[..., BrowserContext]]:
    """Yield a function that opens a window; its options are those of Playwright's contexts."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield lambda **options: chromium.new_context(**{"viewport": WIDE, **options})
        finally:
            chromium.close()


def quiet(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a page, and what it complains of: errors, and what its policy held back."""
    page = context.new_page()
    told: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            told.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: told.append(str(error)))
    return page, told


def enter(page: Page, address: str, name: str = "A Steward") -> None:
    """Say who is at the desk."""
    page.goto(f"{address}/queue")
    page.fill("#steward", name)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_selector(".steward")


def faults(page: Page) -> list[str]:
    """Return what axe-core holds to be serious on a page."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found
        if each["impact"] in GRAVE
        for node in each["nodes"]
    ]


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
