"""What web sites do, well and ill: each case is a site on two nights, and how each must end."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.ingest.server import Answer, Asked, Site, listing, page

Answers = dict[str, Answer]
ONE, TWO, THREE = listing("One"), listing("Two"), listing("Three")
START = "/list"
ALLOW = page(b"User-agent: *\nDisallow: /private/\n", Content_Type="text/plain")
LOGIN = b"<html><title>Log in</title><form><input name=u><input type='password'></form></html>"
PAGED = {
    START: page(listing("One", following="/list?page=2")),
    "/list?page=2": page(listing("Two", following="list?page=3")),
    "/list?page=3": page(THREE),
}


@dataclass(frozen=True, slots=True)
class Ends:
    """How a night must end: the state, words of the reason, and the pages that stand."""

    state: str
    words: str = ""
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A site on two nights."""

    first: Callable[[Site], Answers]
    ends: Ends
    second: Callable[[Site], Answers] | None = None  # as on the first where not given
    then: Ends | None = None
    fetch: tuple[tuple[str, object], ...] = ()
    robots: Answer = ALLOW


def plainly(answers: Answers) -> Callable[[Site], Answers]:
    return lambda _: answers


def only(body: bytes, status: int = 200, **headers: str) -> Callable[[Site], Answers]:
    return plainly({START: page(body, status, **headers)})


def at_first(*few: Answer, then: Answer) -> Callable[[Site], Answers]:
    """Return a site that answers a few times in its own way, then in another."""

    def answers(site: Site) -> Answers:
        def answer(asked: Asked) -> None:
            number = len(site.asked(START)) - 1
            (few[number] if number < len(few) else then)(asked)

        return {START: answer}

    return answers


def with_tag(body: bytes) -> Answer:
    def answer(asked: Asked) -> None:
        is_known = asked.headers.get("If-None-Match") == '"a"'
        asked.send(304 if is_known else 200, b"" if is_known else body, ETag='"a"')

    return answer


def dripping(asked: Asked) -> None:
    asked.begin(Content_Length="1000")
    for _ in range(200):
        asked.wfile.write(b"<")
        asked.wfile.flush()
        time.sleep(0.1)


def endless(asked: Asked) -> None:
    asked.begin(Transfer_Encoding="chunked")
    piece = b"<p>again</p>" * 1000
    while True:
        asked.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


def shorter_than_said(asked: Asked) -> None:
    asked.begin(Content_Length="5000")
    asked.wfile.write(ONE)
    asked.close_connection = True


def broken_off(asked: Asked) -> None:
    asked.begin(Content_Length="5000")
    asked.wfile.write(ONE)
    asked.wfile.flush()
    time.sleep(0.1)
    asked.reset()


def no_answer(asked: Asked) -> None:
    asked.reset()


def zipped(body: bytes) -> Answer:
    return page(gzip.compress(body), Content_Encoding="gzip")


def counted(asked: Asked) -> None:
    """Answer with a page that is like no other, and leads to one more."""
    number = int(asked.path.partition("page=")[2] or 1)
    asked.send(200, listing(f"Number {number}", following=f"/list?page={number + 1}"))


def beyond(asked: Asked) -> None:
    """Answer with the last page for every number beyond it, as some sites do."""
    number = min(3, int(asked.path.partition("page=")[2] or 1))
    asked.send(200, listing(f"Number {number}", following=f"/list?page={number + 1}"))


def sitemap(*paths: str) -> Callable[[Site], Answer]:
    def of(site: Site) -> Answer:
        urls = "".join(f"<url><loc>{site.root}{path}</loc></url>" for path in paths)
        return page(f"<urlset>{urls}</urlset>".encode(), Content_Type="application/xml")

    return of


LONG_ROBOTS = (
    b"User-agent: *\nDisallow: /"
    + b"*a" * 40
    + b"b\nDisallow: /private\n"
    + b"# nothing\n" * 120_000
    + b"User-agent: *\nDisallow: /\n"
)

CASES: dict[str, Case] = {
    "paging": Case(plainly(PAGED), Ends("fetched", pages=3), then=Ends("unchanged", pages=3)),
    "fewer_pages": Case(
        plainly(PAGED),
        Ends("fetched", pages=3),
        plainly({**PAGED, "/list?page=2": page(TWO)}),
        Ends("fetched", pages=2),
    ),
    "page_fails": Case(
        plainly(PAGED),
        Ends("fetched", pages=3),
        plainly(
            {
                **PAGED,
                START: page(listing("New", following="/list?page=2")),
                "/list?page=2": page(b"x", 500),
            }
        ),
        Ends("stale", "page=2: it answered 500", 3),
    ),
    "robots_forbid": Case(
        only(ONE),
        Ends("failed", "robots.txt of its site forbids it"),
        robots=page(b"User-agent: *\nDisallow: /list"),
    ),
    "robots_name_us": Case(
        only(ONE),
        Ends("failed", "robots.txt of its site forbids it"),
        robots=page(b"User-agent: collate\nDisallow: /"),
    ),
    "robots_ill": Case(
        only(ONE), Ends("failed", "it answered 500, asked for robots.txt"), robots=page(b"", 500)
    ),
    "robots_none": Case(only(ONE), Ends("fetched", pages=1), robots=page(b"Disallow: /", 404)),
    "robots_long": Case(only(ONE), Ends("fetched", pages=1), robots=page(LONG_ROBOTS)),
    "always_500": Case(only(b"<h1>Oh</h1>", 500), Ends("failed", "it answered 500")),
    "missing": Case(only(b"<h1>Oh</h1>", 404), Ends("failed", "it answered 404")),
    "once_500": Case(at_first(page(b"", 500), then=page(ONE)), Ends("fetched", pages=1)),
    "busy": Case(
        at_first(page(b"", 429, Retry_After="1"), then=page(ONE)), Ends("fetched", pages=1)
    ),
    "busy_for_long": Case(only(b"", 429, Retry_After="99999"), Ends("failed", "it answered 429")),
    "reset": Case(plainly({START: no_answer}), Ends("failed", "the connection broke off")),
    "once_reset": Case(at_first(no_answer, then=page(ONE)), Ends("fetched", pages=1)),
    "broken_off": Case(plainly({START: broken_off}), Ends("failed", "broke off")),
    "shorter_than_said": Case(
        plainly({START: shorter_than_said}), Ends("failed", "it broke off before its end")
    ),
    "dripping": Case(
        plainly({START: dripping}),
        Ends("failed", "it did not come within 1 seconds"),
        fetch=(("seconds", 1),),
    ),
    "endless": Case(
        plainly({START: endless}),
        Ends("failed", "larger than 200,000 bytes"),
        fetch=(("megabytes", 0.2),),
    ),
    "huge": Case(
        only(b"<p>x" * 100_000), Ends("failed", "larger than 200,000"), fetch=(("megabytes", 0.2),)
    ),
    "bomb": Case(
        plainly({START: zipped(b"<p>" + b" " * 50_000_000)}),
        Ends("failed", "unpacks to more than 32,000,000 bytes"),
    ),
    "small_bomb": Case(
        plainly({START: zipped(b"<p>" + b" " * 8_000_000)}), Ends("failed", "times its size")
    ),
    "zipped": Case(plainly({START: zipped(ONE)}), Ends("fetched", pages=1)),
    "no_gzip": Case(only(ONE, Content_Encoding="gzip"), Ends("failed", "")),
    "redirect_loop": Case(only(b"", 302, Location=START), Ends("failed", "redirects too often")),
    "redirect_to_file": Case(
        only(b"", 302, Location="file:///etc/hostname"),
        Ends("failed", "redirects to file:///etc/host"),
    ),
    "redirect_elsewhere": Case(
        only(b"", 302, Location="http://127.0.0.200:9/"),
        Ends("failed", "which is not at its source"),
    ),
    "redirect_within": Case(
        plainly({START: page(b"", 301, Location="/new"), "/new": page(ONE)}),
        Ends("fetched", pages=1),
    ),
    "not_public": Case(
        only(ONE), Ends("failed", "not a public address"), fetch=(("private", False),)
    ),
    "wrong_charset": Case(
        only(
            "<html><p>Année</p></html>".encode("latin-1"), Content_Type="text/html; charset=utf-8"
        ),
        Ends("fetched", pages=1),
        then=Ends("unchanged", pages=1),
    ),
    "with_tag": Case(
        plainly({START: with_tag(ONE)}), Ends("fetched", pages=1), then=Ends("unchanged", pages=1)
    ),
    "tag_ignored": Case(
        only(ONE, ETag='"a"'), Ends("fetched", pages=1), then=Ends("unchanged", pages=1)
    ),
    "log_in": Case(
        only(ONE), Ends("fetched", pages=1), only(LOGIN), Ends("stale", "to sign in", 1)
    ),
    "log_in_at_first": Case(only(LOGIN), Ends("failed", "to sign in")),
    "empty": Case(
        only(ONE), Ends("fetched", pages=1), only(b" \n"), Ends("stale", "it is empty", 1)
    ),
    "no_text": Case(
        only(ONE),
        Ends("fetched", pages=1),
        only(b"<html><head><script>go()</script></head><body></body></html>"),
        Ends("stale", "it holds no text", 1),
    ),
    "error_page": Case(
        only(ONE),
        Ends("fetched", pages=1),
        only(b"<html><title>Site | x</title><h1>Service unavailable</h1><p>Later</p></html>"),
        Ends("stale", "it is an error page", 1),
    ),
    "cut_short": Case(
        only(listing("One", "Two")),
        Ends("fetched", pages=1),
        only(listing("One", "Two")[:-30]),
        Ends("stale", "breaks off", 1),
    ),
    "binary": Case(only(b"\0\1\2\3" * 100), Ends("failed", "neither text nor HTML nor PDF")),
    "changed": Case(
        only(ONE),
        Ends("fetched", pages=1),
        only(TWO),
        Ends("fetched", pages=1),
        fetch=(("contact", "https://example.org/contact"),),
    ),
    "gone": Case(
        only(ONE), Ends("fetched", pages=1), only(b"", 410), Ends("stale", "it answered 410", 1)
    ),
    "loop": Case(
        plainly(
            {
                START: page(listing("One", following="/b")),
                "/b": page(listing("Two", following=START)),
            }
        ),
        Ends("fetched", pages=2),
    ),
    "no_end": Case(
        plainly({"*": counted}),
        Ends("fetched", "it has more than 5 pages", 5),
        fetch=(("pages", 5),),
    ),
    "beyond_the_last": Case(plainly({"*": beyond}), Ends("fetched", pages=3)),
    "next_elsewhere": Case(
        only(listing("One", following="http://127.0.0.200:9/list")),
        Ends("fetched", "which is not at the source", 1),
    ),
    "own_selector": Case(
        plainly(
            {**PAGED, START: page(listing("One", more='<a class="on" href="/list?page=3">x</a>'))}
        ),
        Ends("fetched", pages=2),
        fetch=(("next", "a.on"),),
    ),
    "through": Case(
        plainly(
            {
                START: page(listing("About", more='<a href="/catalogue.pdf?a=1">PDF</a>')),
                "/catalogue.pdf?a=1": page(b"%PDF-1.7 nothing", Content_Type="application/pdf"),
            }
        ),
        Ends("fetched", pages=1),
        only(listing("About")),
        Ends("stale", "no link leads on from it", 1),
        fetch=(("through", True), ("next", 'a[href*=".pdf"]')),
    ),
    "sitemap": Case(
        lambda site: {
            "/map.xml": sitemap("/r/1", "/r/2", "/r/3", "/about")(site),
            "/r/1": page(ONE),
            "/r/2": page(TWO),
            "/r/3": page(THREE),
        },
        Ends("fetched", pages=3),
        lambda site: {
            "/map.xml": sitemap("/r/1", "/r/2", "/r/3")(site),
            "/r/1": page(listing("One, again")),
            "/r/2": page(b"", 500),
        },
        Ends("stale", "/r/2: it answered 500", 2),
        fetch=(("start", []), ("sitemaps", ["/map.xml"]), ("only", "/r/")),
    ),
}
