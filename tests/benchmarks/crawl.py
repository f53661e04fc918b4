"""How fast pages are fetched, beside a bare Scrapy spider that only saves what comes.

    python -m tests.benchmarks.crawl [PAGES]

A site on loopback has 64 listings that go on over as many pages as make PAGES together (10,000 if
not said), some 20 kB each. The bare spider (`bare_spider`) is given every address at once, asks
for no robots.txt and writes each body to a file: it is what Scrapy costs here. Ours finds the
pages by their "next" links, judges each, writes it by its SHA-256 with its sidecar, both synced
to the disk, and ends with the record that makes them count. Both may have eight requests under
way. A second night of ours asks for the same pages by their tags.

Each is a process of its own, its start included; they take turns, three times, and medians are
printed: by the clock, which other work on the machine disturbs, and in seconds of a processor.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from pipeline.ingest.crawl import crawl, sites

LISTINGS = 64
AT_ONCE = 8
TURNS = 3
SIZE = 20_000  # bytes of a page
Page = Callable[[int, int, int], bytes]  # listing, number of the page, that of the last
FIRST = datetime(2026, 11, 21, 2, tzinfo=UTC)


def body(listing: int, number: int, last: int) -> bytes:
    """Return one page of a listing, with a link to the next where there is one."""
    entry = "<li><h3>Report {}</h3><dl><dt>Year<dd>2015<dt>Country<dd>Albania</dl></li>"
    entries: list[str] = []
    size = 0
    while size < SIZE:
        entries.append(entry.format(f"{listing}-{number}-{len(entries)}"))
        size += len(entries[-1])
    link = f'<a rel="next" href="/{listing}?page={number + 1}">' if number < last else ""
    text = f"<!DOCTYPE html><title>Reports</title><ul>{''.join(entries)}</ul>{link}</html>"
    return text.encode()


def serve(last: int, port: multiprocessing.Queue[int], page: Page) -> None:
    """Serve the site until this process is ended."""
    asyncio.run(_serve(last, port, page))


async def _serve(last: int, port: multiprocessing.Queue[int], page: Page) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(_answer(head, last, page))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port.put(server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _answer(head: bytes, last: int, made: Page) -> bytes:
    path = head.split(b" ", 2)[1].decode()
    if path == "/robots.txt":
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    if b"If-None-Match" in head:
        return b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
    listing, _, number = path.strip("/").partition("?page=")
    page = made(int(listing), int(number or 0), last)
    told = f'ETag: "a"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}'
    return f"HTTP/1.1 200 OK\r\n{told}\r\n\r\n".encode() + page


@contextmanager
def site(last: int, page: Page = body) -> Iterator[str]:
    """Give the address of the site while it is served; ``page`` makes what it serves."""
    spawn = multiprocessing.get_context("spawn")
    port = spawn.Queue()
    server = spawn.Process(target=serve, args=(last, port, page), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{port.get(timeout=60)}"
    finally:
        server.kill()
        server.join()


def bare(root: str, pages: int, folder: Path) -> int:
    """Let the bare spider save the pages; return how many it saved."""
    folder.mkdir()
    words = [root, LISTINGS, pages, AT_ONCE, folder]
    command = [sys.executable, "-m", "tests.benchmarks.bare_spider", *map(str, words)]
    subprocess.run(command, check=True)
    return len(list(folder.glob("*.html")))


def ours(root: str, raw: Path, night: int) -> int:
    """Fetch the pages as on a night; return how many stand."""
    raw.mkdir(exist_ok=True)
    starts = [f"{root}/{number}?page=0" for number in range(LISTINGS)]
    table = {"start": starts, "private": True, "delay": 0, "at_once": AT_ONCE, "pages": 100_000}
    wanted = sites({"reports": {"fetch": table}})
    (ended,) = crawl(tuple(wanted.values()), raw, now=FIRST + timedelta(days=night))
    assert ended.is_good, ended.reason
    return ended.pages


def timed(act: Callable[[], int]) -> tuple[float, float, int]:
    """Return the seconds that a call took, those of its processes, and what it returned."""
    began, used = time.perf_counter(), _processors()
    found = act()
    return time.perf_counter() - began, _processors() - used, found


def _processors() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(pages: int) -> None:
    """Print how long each took."""
    last = pages // LISTINGS - 1
    pages = (last + 1) * LISTINGS
    times: dict[str, list[tuple[float, float]]] = {}
    with site(last) as root, tempfile.TemporaryDirectory() as name:
        for turn in range(TURNS):
            folder = Path(name) / str(turn)
            folder.mkdir()
            acts = {
                "bare spider": partial(bare, root, pages, folder / "bare"),
                "ours": partial(ours, root, folder / "raw", 0),
                "ours, unchanged": partial(ours, root, folder / "raw", 1),
            }
            for kind, act in acts.items():
                seconds, used, found = timed(act)
                assert found == pages, (kind, found)
                times.setdefault(kind, []).append((seconds, used))
    middle = {
        kind: [statistics.median(each) for each in zip(*found, strict=True)]
        for kind, found in times.items()
    }
    load = os.getloadavg()[0]
    print(f"{pages:,} pages of {SIZE // 1000} kB, median of {TURNS} turns, load {load:.1f}")  # noqa: T201
    base = middle["bare spider"]
    for kind, (seconds, used) in middle.items():
        clock = f"{seconds:7.1f} s {pages / seconds:7.0f} pages/s {seconds / base[0]:6.2f} ×"
        print(f"  {kind:<16}{clock}   processor {used:6.1f} s {used / base[1]:6.2f} ×")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10_000)
