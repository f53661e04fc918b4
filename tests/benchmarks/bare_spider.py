"""A Scrapy spider that only saves what comes: what Scrapy costs on this machine.

python -m tests.benchmarks.bare_spider ROOT LISTINGS PAGES AT_ONCE FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(scrapy.Spider):
    name = "bare"

    def __init__(self, root: str, listings: int, pages: int, folder: Path, **more: Any) -> None:
        super().__init__(**more)
        self.root, self.listings, self.pages, self.folder = root, listings, pages, folder

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for number in range(self.pages):
            listing, page = number % self.listings, number // self.listings
            yield scrapy.Request(f"{self.root}/{listing}?page={page}")

    def parse(self, response: Response) -> None:
        name = response.url.rpartition("/")[2].replace("?", "-")
        (self.folder / f"{name}.html").write_bytes(response.body)


def main(root: str, listings: str, pages: str, at_once: str, folder: str) -> None:
    settings = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": int(at_once),
        "LOG_LEVEL": "ERROR",
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
    }
    process = AsyncCrawlerProcess(settings=settings)
    process.crawl(Bare, root=root, listings=int(listings), pages=int(pages), folder=Path(folder))
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
