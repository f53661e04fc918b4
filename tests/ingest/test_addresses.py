"""What is connected to is what was checked, and it is public unless a source may be at home."""

from __future__ import annotations

import asyncio
import socket
from typing import Any
from unittest.mock import Mock

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest

from pipeline.ingest.crawl import guard
from pipeline.ingest.crawl.addresses import refusal
from pipeline.ingest.crawl.sites import sites
from pipeline.ingest.crawl.spider import Run

AT_HOME = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "198.18.0.1"),
]
NOWHERE = [
    "0.0.0.0",
    "169.254.169.254",
    "224.0.0.1",
    "fe80::1%eth0",
    "::",
    "::ffff:169.254.169.254",
]


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::6810:84e5", "8.8.8.8"])
def test_a_public_address_may_be_connected_to(address: str) -> None:
    assert refusal([address], private=False) == ""


@pytest.mark.parametrize("address", AT_HOME)
def test_an_address_at_home_only_where_a_source_may_be_there(address: str) -> None:
    assert refusal([address], private=False)
    assert refusal(["8.8.8.8", address], private=False), "one of several is enough"
    assert refusal([address], private=True) == ""


@pytest.mark.parametrize("address", NOWHERE)
def test_an_address_of_no_site_never(address: str) -> None:
    assert refusal([address], private=True)


def connected_to(host: str) -> list[str]:
    """Return the addresses that Twisted is given for a host."""
    receiver = Mock()
    guard.Pinned(None).resolveHostName(receiver, host, 80)
    receiver.resolutionComplete.assert_called_once()
    found = [call.args[0] for call in receiver.addressResolved.call_args_list]
    return [f"{address.host}:{address.port}" for address in found]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What each name resolves to, time after time."""
    told: dict[str, list[list[str]]] = {}

    async def getaddrinfo(_: object, host: str, *args: object, **more: object) -> list[Any]:
        answers = told.get(host)
        if not answers:
            raise socket.gaierror(host)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(0, 0, 0, "", (address, 0)) for address in found]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(guard, "_addresses", {})
    monkeypatch.setattr(guard, "_allowed", set())
    return told


def ask(url: str, *, start: str = "http://example.org/", private: bool = False) -> None:
    site = sites({"one": {"fetch": {"start": start, "private": private}}})["one"]
    run = Run(site=site, start=start, until=float("inf"), known={})
    request = Request(url, cb_kwargs={"run": run})
    crawler = Mock(spider=Mock(hosts=guard.Hosts()))
    asyncio.run(guard.Guard(crawler).process_request(request))


def test_a_name_that_changes_its_address_after_the_check_is_connected_to_as_checked(
    names: dict[str, list[list[str]]],
) -> None:
    names["example.org"] = [["93.184.215.14"], ["127.0.0.1"]]
    ask("http://example.org/a")
    ask("http://example.org/b")
    assert connected_to("example.org") == ["93.184.215.14:80"]


def test_a_name_that_was_not_checked_or_not_allowed_is_not_connected_to(
    names: dict[str, list[list[str]]],
) -> None:
    names["example.org"] = [["10.0.0.1"]]
    with pytest.raises(IgnoreRequest, match=r"10\.0\.0\.1, which is not a public address"):
        ask("http://example.org/")
    assert connected_to("example.org") == []
    assert connected_to("other.example.org") == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1"])
def test_loopback_is_known_however_it_is_written(
    host: str, names: dict[str, list[list[str]]]
) -> None:
    name = host.strip("[]")
    names[name] = [["::1" if ":" in name else "127.0.0.1"]]
    with pytest.raises(IgnoreRequest, match="not a public address"):
        ask(f"http://{host}/", start=f"http://{host}/")


def test_a_name_in_letters_of_any_script_is_the_name_that_the_network_has(
    names: dict[str, list[list[str]]],
) -> None:
    names["xn--mnchen-3ya.example"] = [["93.184.215.14"]]
    start = "http://xn--mnchen-3ya.example/"
    ask(start, start=start)
    assert connected_to("münchen.example") == ["93.184.215.14:80"]


def test_an_unknown_name_is_asked_for_again_later(names: dict[str, list[list[str]]]) -> None:
    with pytest.raises(CannotResolveHostError):
        ask("http://example.org/")


def test_a_request_out_of_bounds_is_refused_before_its_name_is_asked_for(
    names: dict[str, list[list[str]]],
) -> None:
    for url in ("http://elsewhere.example/", "ftp://example.org/", "http://example.org:8080/"):
        with pytest.raises(IgnoreRequest):
            ask(url)
    assert not guard._addresses


def test_a_rule_of_robots_txt_is_cut_after_three_wildcards() -> None:
    body = b"Disallow: /*a*b*c*d*e\nDisallow: /x*\n"
    assert guard._RULE.sub(rb"\1", body) == b"Disallow: /*a*b*c\nDisallow: /x*\n"
