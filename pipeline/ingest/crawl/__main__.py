"""The process that crawls: a job comes in on standard input, what came goes out line by line.

It ends with whoever started it: when standard input closes, so does this.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from pipeline.ingest.crawl.guard import AGENT
from pipeline.ingest.crawl.job import Event, Job, line
from pipeline.ingest.crawl.sites import host
from pipeline.ingest.crawl.spider import Pages

_HERE = "pipeline.ingest.crawl.guard"
_NOT_NEEDED = (  # what an answer means, and how far to go, is said by `judge` and `Guard`
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware",
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
    "scrapy.spidermiddlewares.referer.RefererMiddleware",
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
    "scrapy.spidermiddlewares.depth.DepthMiddleware",
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
)


def main() -> None:
    """Crawl what standard input asks for."""
    job: Job = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    out, sys.stdout = sys.stdout, sys.stderr  # whatever else is printed is no event

    def tell(event: Event) -> None:
        try:
            out.write(line(event) + "\n")
            out.flush()
        except OSError:  # nobody listens any more
            os._exit(1)

    crawl(job, tell)


def crawl(job: Job, tell: Callable[[Event], None]) -> None:
    """Fetch a job's sources in one crawl, in this process."""
    process = AsyncCrawlerProcess(settings=settings(job))
    process.crawl(Pages, job=job, tell=tell)
    process.start(install_signal_handlers=False)


def settings(job: Job) -> dict[str, Any]:
    """Return Scrapy's settings for a job: its own machinery, and our guard around it."""
    return {
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 1.0,
        "CONCURRENT_ITEMS": 1,  # requests are all that comes of a page
        "CONCURRENT_REQUESTS": 64,
        # How many connections to a host are kept open; how many requests, its slot says.
        "CONCURRENT_REQUESTS_PER_DOMAIN": max(site.at_once for site in job.sites),
        "COOKIES_ENABLED": False,
        "DOWNLOADER_MIDDLEWARES": {
            f"{_HERE}.Guard": 60,
            f"{_HERE}.Robots": 90,
            f"{_HERE}.Line": 595,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # Guard's business
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        },
        "DOWNLOADER_STATS": False,
        "DOWNLOAD_SLOTS": _slots(job),
        "DOWNLOAD_MAXSIZE": 8_000_000,  # of a robots.txt; a page has its source's
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_WARNSIZE": 0,
        "HTTPPROXY_ENABLED": False,  # through a proxy, nobody knows what is connected to
        "LOG_LEVEL": "ERROR",
        "METAREFRESH_ENABLED": False,
        "REACTOR_THREADPOOL_MAXSIZE": 10,
        "REDIRECT_MAX_TIMES": 8,
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_TIMES": 2,
        "REFERER_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": AGENT,
        "SPIDER_MIDDLEWARES": dict.fromkeys(_NOT_NEEDED),
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": f"{_HERE}.Pinned",
        "USER_AGENT": job.agent,
    }


def _slots(job: Job) -> dict[str, dict[str, Any]]:
    """Return how gently each host is asked: as the gentlest of its sources says."""
    found: dict[str, dict[str, Any]] = {}
    for site in job.sites:
        for name in {host(f"http://{origin}") for origin in site.hosts}:
            slot = found.setdefault(name, {"concurrency": site.at_once})
            slot["concurrency"] = min(slot["concurrency"], site.at_once)
            if site.delay is not None:
                slot["delay"] = max(slot.get("delay", 0.0), site.delay)
    return found


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through a buffer, whose lock would outlive the thread
    os._exit(1)


if __name__ == "__main__":
    main()
