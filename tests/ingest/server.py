"""Web sites on loopback for tests: each on an address of its own, with the manners it is given."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that a site had."""

    path: str
    headers: Mapping[str, str]
    at: float


Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request, for whoever answers it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or head and body are 40 ms apart
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append(Seen(self.path, dict(self.headers), time.monotonic()))
        answer = self.server.answers.get(self.path) or self.server.answers.get("*")
        try:
            (answer or page(b"", status=404))(self)
        except OSError:
            self.close_connection = True  # the client has gone

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        told = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in told.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, **headers: str) -> None:
        """Send the head of an answer whose body is sent piece by piece."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def reset(self) -> None:
        """End the connection as a machine does that was switched off."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True


class Site(ThreadingHTTPServer):
    """A web site: path to what answers, ``*`` for all others."""

    daemon_threads = True

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Asked)
        self.answers: dict[str, Answer] = {}
        self.seen: list[Seen] = []
        self.root = f"http://{host}:{self.server_port}"

    def asked(self, path: str) -> list[Seen]:
        return [each for each in self.seen if each.path == path]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that went away."""


@contextmanager
def served(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def page(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Return an answer that is always the same."""
    return lambda asked: asked.send(status, body, **headers)


def listing(*titles: str, following: str = "", more: str = "") -> bytes:
    """Return a page that lists titles, with a link to the page that follows."""
    items = "".join(
        f"<li><h3>{title}</h3><p>Country: Albania. Year: 2011.</p></li>" for title in titles
    )
    link = f'<a rel="next" href="{following}">Next</a>' if following else ""
    return f"<html><title>Reports</title><body><ul>{items}</ul>{link}{more}</body></html>".encode()
