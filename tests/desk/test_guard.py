"""Who is let in, and what every answer of the desk bears."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.desk.app import application
from pipeline.desk.guard import HEADERS, NAME, form, hosts, is_loopback, named
from pipeline.desk.opened import Opened
from pipeline.desk.room import Room
from pipeline.errors import MissingError, PipelineError, UsageError
from pipeline.release import versions
from pipeline.serve import Plan, address, serve, settings
from tests.desk import build
from tests.desk.build import Browser, browser, three


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guard")
    three(folder)
    return folder


@pytest.mark.parametrize(
    "path", ["/", "/queue", "/nowhere", "/static/desk.css", "/pair/a/b", "/blind"]
)
def test_every_answer_forbids_scripts_from_elsewhere(curated: Path, path: str) -> None:
    with browser(curated, "") as desk:
        answer = desk.get(path)
        for name, value in HEADERS.items():
            if name != "cache-control":
                assert answer.headers[name] == value
        assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80", "127.0.0.1", "", "localhost"])
def test_a_request_to_another_name_is_refused(curated: Path, host: str) -> None:
    with browser(curated, "") as desk:
        assert desk.get("/queue", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8766"},
        {"origin": "http://[::1"},
        {"origin": "http://[no address]"},
        {"origin": "http://127.0.0.1:8765@evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(curated: Path, headers: dict[str, str]) -> None:
    with browser(curated) as desk:
        assert desk.post("/undo", {"line": "2"}, headers=headers).status_code == 403


@pytest.mark.parametrize("name", ["host", "Origin", "X-Steward"])
def test_a_header_that_is_sent_twice_is_not_chosen_from(curated: Path, name: str) -> None:
    with browser(curated, "", steward_header="X-Steward") as desk:
        twice = [(name, "127.0.0.1:8765"), (name.lower(), "127.0.0.1:8765")]
        assert desk.get("/queue", headers=twice).status_code == 400


@pytest.mark.parametrize("other", ['x={"a": "b"}', "x=a b", "a[0]=1", "=v", 'x="open', "x=\x01"])
def test_cookies_of_other_programs_on_this_machine_do_no_harm(curated: Path, other: str) -> None:
    with browser(curated, "") as desk:
        token, own = desk.token, desk.client.cookies["collate_session"]
        desk.client.cookies.clear()
        for cookies in (f"{other}; collate_session={own}", f"collate_session={own}; {other}"):
            said = {"steward": "A", "token": token}
            assert desk.post("/steward", said, headers={"cookie": cookies}).status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_its_token_is_refused(curated: Path, token: str) -> None:
    with browser(curated) as desk:
        told = desk.post("/steward", {"steward": "Another", "token": token})
        assert told.status_code == 403
        assert "Nothing was kept" in told.text


def test_a_form_token_is_of_one_session(curated: Path) -> None:
    made = application(build.settings(curated))
    with Browser(made) as one, Browser(made) as two:
        theirs = one.get("/queue").text.partition('name="token" value="')[2][:64]
        assert two.post("/steward", {"steward": "A", "token": theirs}).status_code == 403
        assert one.post("/steward", {"steward": "A", "token": theirs}).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(curated: Path, method: str) -> None:
    with browser(curated, "") as desk:
        got = desk.runner.run(desk.client.request(method, "/queue"))
        assert got.status_code == 405


def test_a_long_form_is_refused(curated: Path) -> None:
    with browser(curated) as desk:
        assert desk.post("/undo", {"line": "2" * 400_000}).status_code == 413
        many = {f"n{number}": "" for number in range(100)}
        assert desk.post("/undo", many).status_code == 400


def test_an_open_desk_asks_for_its_token_once(curated: Path) -> None:
    with browser(curated, "", token="a-token") as desk:
        assert desk.get("/queue").status_code == 401
        assert desk.get("/queue?token=wrong").status_code == 401
        assert desk.post("/steward", {"steward": "A"}).status_code == 401
        shown = desk.get("/queue?token=a-token&q=x")
        assert (shown.status_code, shown.headers["location"]) == (303, "/queue?q=x")
        assert desk.get("/queue").status_code == 200
    with browser(curated, "", token="a-token") as desk:
        assert desk.get("/queue?" + "a=&" * 1000).status_code == 401


@pytest.mark.parametrize(
    ("host", "port", "sent"),
    [
        ("127.0.0.2", 8765, "127.0.0.2:8765"),
        ("LocalHost", 8765, "localhost:8765"),
        ("127.0.0.1", 80, "127.0.0.1"),
        ("0:0:0:0:0:0:0:1", 8765, "[::1]:8765"),
        ("2001:DB8::1", 8765, "[2001:db8::1]:8765"),
        ("Desk.Example", 80, "desk.example"),
        ("", 8765, "127.0.0.1:8765"),
    ],
)
def test_the_desk_answers_to_the_address_it_prints(
    curated: Path, host: str, port: int, sent: str
) -> None:
    plan = Plan(curated=curated, host=host, port=port)
    made = settings(plan)
    assert sent in made.guard.hosts
    assert address(plan, made).startswith(f"http://{sent}")
    assert sent not in hosts("10.0.0.1", 8766)


def test_an_address_that_others_reach_gets_a_token_by_itself(curated: Path) -> None:
    open_plan = Plan(curated=curated, host="0.0.0.0")
    made = settings(open_plan)
    assert made.guard.token
    assert f"?token={made.guard.token}" in address(open_plan, made)
    assert settings(Plan(curated=curated)).guard.token is None


@pytest.mark.parametrize(
    ("host", "known"),
    [("127.0.0.1", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("0.0.0.0", False), ("10.0.0.1", False), ("::", False), ("desk.example", False)],
)  # fmt: skip
def test_only_this_machine_reaches_a_loopback_address(host: str, known: bool) -> None:
    assert is_loopback(host) is known


def test_a_proxy_says_who_asks_and_nobody_else_does(curated: Path) -> None:
    with browser(curated, "", steward_header="X-Steward") as desk:
        assert desk.get("/queue").status_code == 403
        said = {"X-Steward": "Proxy's Steward"}
        assert "Proxy&#39;s Steward" in desk.get("/queue", headers=said).text
        for name in ("utf-8", "latin-1"):
            told = [(b"x-steward", "Stewárd".encode(name))]
            assert "Stewárd" in desk.get("/queue", headers=told).text
    behind = application(build.settings(curated, steward_header="X-Steward"))
    with Browser(behind, headers=said) as desk:
        assert desk.post("/steward", {"steward": "Another"}).status_code == 422
    with browser(curated, "") as desk:  # where it was not told to trust the header
        assert "Proxy" not in desk.get("/queue", headers=said).text


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_on_the_desk(curated: Path, to: str) -> None:
    with browser(curated, "") as desk:
        went = desk.post("/steward", {"steward": "A", "to": to})
        assert went.headers["location"] == "/queue"


@pytest.mark.parametrize(
    "path",
    [
        "/static/..%2fapp.py",
        "/static/htmx.LICENSE.txt",
        "/entry/..%2f..%2fetc%2fpasswd",
        "/pair/..%2f..%2fworks/x",
        "/pair/m-1/m-1",
        "/entry/%00",
        "/entry/" + "x" * 5000,
    ],
)
def test_nothing_from_outside_becomes_a_path(curated: Path, path: str) -> None:
    with browser(curated, "") as desk:
        assert desk.get(path).status_code == 404


def test_what_is_said_when_the_folder_is_gone_is_not_called_kept(tmp_path: Path) -> None:
    first, *_ = three(tmp_path / "mounted")
    with browser(tmp_path / "mounted") as desk:
        assert desk.get(build.address(first)).status_code == 200
        (tmp_path / "mounted").rename(tmp_path / "elsewhere")
        told = desk.answer(first, "same")
        assert told.status_code == 507
        assert "It was not kept" in told.text
        assert not (tmp_path / "mounted").exists()
        (tmp_path / "elsewhere").rename(tmp_path / "mounted")
        assert desk.answer(first, "same").status_code == 303


def test_a_release_that_goes_while_it_is_open_is_no_empty_one(tmp_path: Path) -> None:
    three(tmp_path)
    opened = Opened(versions.resolve(versions.LATEST, tmp_path))
    shutil.rmtree(tmp_path / "releases")
    with pytest.raises((PipelineError, OSError)):
        opened.need("works")


def test_a_log_that_cannot_be_read_is_told_as_such(tmp_path: Path) -> None:
    three(tmp_path)
    (tmp_path / "decisions.csv").mkdir()
    with browser(tmp_path, "") as desk:
        told = desk.get("/queue")
        assert told.status_code == 500
        assert "cannot be read" in told.text


def test_without_a_release_there_is_no_desk(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no release"):
        application(build.settings(tmp_path))


@given(st.text())
def test_a_name_is_one_short_line(text: str) -> None:
    name = named(text)
    assert len(name) <= NAME
    assert name == named(name)
    assert name.isprintable() or not set(name) & set("\r\n\t\0")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_or_none(body: bytes) -> None:
    try:
        fields = form(body)
    except ValueError:
        return
    assert all(isinstance(value, str) for value in fields.values())


def test_a_port_that_is_taken_is_told_in_a_sentence(
    curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Room, "warm", lambda _: pytest.fail("a thread would outlive the command"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match="--port"):
            serve(Plan(curated=curated, port=port), lambda _: None)


def test_the_command_wants_a_release(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["desk", "--curated", str(tmp_path)])
    assert isinstance(told.exception, MissingError)
    assert "no release" in str(told.exception)


@pytest.mark.heavy
def test_the_command_serves_until_it_is_closed(curated: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipeline", "desk"]
    command += ["--curated", str(curated), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as desk:
        assert desk.stdout is not None
        assert f"http://127.0.0.1:{port}/" in desk.stdout.readline().decode()
        for _ in range(100):
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/queue")
                break
            except httpx.ConnectError:
                time.sleep(0.1)
        assert answer.status_code == 200
        desk.send_signal(signal.SIGINT)
        rest, _ = desk.communicate(timeout=30)
    assert desk.returncode == 0
    assert b"The desk is closed." in rest
