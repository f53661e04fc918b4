"""How a call ends: in a sentence that says what to do next, and the code of the contract."""

import io
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, stages
from pipeline.errors import GateError, LockedError, MissingError, ReleaseError, UsageError
from pipeline.release import lock, publish, versions

Ended = tuple[int, str, str]  # code, stdout, stderr
Call = Callable[..., Ended]

ROOT = Path(__file__).resolve().parent.parent
STRANGER = "Milk\nBread\nTwo lemons\n"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command in this process, as `main` does it."""

    def ended(*words: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["collate", *map(str, words)])
        handler = signal.getsignal(signal.SIGINT)
        try:
            cli.main()
            code: object = 0
        except SystemExit as end:
            code = end.code
        finally:
            signal.signal(signal.SIGINT, handler)
        told = capsys.readouterr()
        return int(str(code or 0)), told.out, told.err

    return ended


def _folder(path: Path, text: str = STRANGER) -> Path:
    path.mkdir()
    (path / "page.txt").write_text(text, encoding="utf-8")
    return path


# ---------------------------------------------------------------------------- wrong use: 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "--plain", "--pages", "{there}", "--curated", "{file}"), "is a file"),
        (("run", "--plain", "--pages", "{there}", "--curated", "{file}/c"), "leads through one"),
        (("run", "--plain", "--pages", "{there}", "--raw", "{file}", "--curated", "c"), "a file"),
        (("run", "--plain", "--pages", "nowhere", "--curated", "c"), "nowhere is not there"),
        (("run", "--plain", "--raw", "nowhere", "--curated", "c"), "--pages FOLDER"),
        (("run", "--plain", "--wait", "nan"), "0 or more"),
        (("run", "--plain", "--wait", "-1"), "0 or more"),
        (("run", "--plain", "--as-of", "yesterday"), "is no time"),
        (("run", "--plain", "--as-of", ""), "is no time"),
        (("run", "--plain", "--as-of", "0001-01-01T00:00:00+14:00"), "is no time"),
        (("run", "--plain", "--as-of", "9999-12-31T23:59:59-14:00"), "is no time"),
        (("run", "--no-such-option"), "No such option"),
        (("run", "--crawl", "--pages", "{there}"), "leave out --crawl"),
        (("run", "--source", "icat_publications"), "add --crawl"),
        (("run", "--plain", "--crawl", "--source", "x"), "x cannot be fetched. These can be"),
        (("run", "--plain", "--sources", "own.toml"), "own.toml is not there"),
        (("adopt", "nowhere"), "nowhere is not there"),
        (("show", "--curated", "nowhere"), "make one with `collate run`"),
        (("show", "../../etc", "--curated", "nowhere"), "is no version"),
        (("why", "w-1", "--curated", "nowhere"), "holds no release"),
        (("diff", "2026-11-21.1", "--curated", "nowhere"), "holds no release"),
        (("replay", "latest", "--curated", "nowhere"), "holds no release"),
        (("decide", "a", "b", "same", "--because", "x", "--curated", "nowhere"), "no release"),
        (("doctor", "--curated", "nowhere"), "nowhere is not there"),
        (("match", "nowhere.csv", "--out", "x.csv"), "no such file"),
    ],
)
def test_a_wrong_call_is_told_what_to_do(
    words: tuple[str, ...],
    says: str,
    call: Call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("COLLATE_SOURCES", "")  # `--sources` changes it, and is undone with it
    (tmp_path / "file").write_text("a file")
    _folder(tmp_path / "there")
    code, _, told = call(*(word.format(there="there", file="file") for word in words))
    assert (code, "Traceback" in told) == (2, False)
    assert says in told


def test_saved_pages_are_adopted_for_the_next_run(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = _folder(tmp_path / "there")
    (folder / "empty.html").write_bytes(b"")
    code, out, told = call("adopt", "there")
    assert (code, out) == (0, f"{len(list(folder.iterdir())) - 1} pages are in raw\n")
    assert "set aside: empty.html: it is empty" in told
    code, out, _ = call("adopt", "there/empty.html")
    assert (code, out) == (1, "0 pages are in raw\n")


# ------------------------------------------------------------------------ the data failed: 1


def test_a_release_of_nothing_is_refused_with_what_was_set_aside(
    call: Call, tmp_path: Path
) -> None:
    pages = _folder(tmp_path / "pages")
    code, _, told = call("run", "--plain", "--pages", pages, "--curated", tmp_path / "c")
    assert code == 1
    assert "page.txt was set aside" in told
    assert "--accept" not in told  # it would not help
    assert versions.releases(tmp_path / "c") == []


def test_a_lock_that_is_not_given_up_ends_the_wait(call: Call, tmp_path: Path) -> None:
    pages = _folder(tmp_path / "pages")
    with lock.held(tmp_path / "c"):
        code, _, told = call(
            "run", "--plain", "--pages", pages, "--curated", tmp_path / "c", "--wait", "0"
        )
    assert (code, "Another run is writing" in told) == (1, True)


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    pages = _folder(tmp_path / "pages", STRANGER * 2000)

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    command = [sys.executable, "-m", "pipeline", "run", "--plain", "--pages", str(pages)]
    done = subprocess.run(
        [*command, "--curated", str(tmp_path / "c")],
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=small,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=ROOT,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "Nothing was published; the last good release stands" in done.stderr


def test_an_interrupt_is_said_in_a_sentence(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(stages, "ingest", interrupted)
    pages = _folder(tmp_path / "pages")
    code, _, told = call("run", "--plain", "--pages", pages, "--curated", tmp_path / "c")
    assert (code, told.startswith("collate: Stopped.")) == (130, True)


def test_an_interrupt_that_became_another_error_is_one_all_the_same(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("a library's own") from None

    monkeypatch.setattr(stages, "ingest", interrupted)
    pages = _folder(tmp_path / "pages")
    code, _, told = call("run", "--plain", "--pages", pages, "--curated", tmp_path / "c")
    assert (code, told.startswith("collate: Stopped.")) == (130, True)


def test_our_own_fault_is_not_hidden(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(stages, "ingest", faulty)
    with pytest.raises(ZeroDivisionError):
        call("run", "--plain", "--pages", _folder(tmp_path / "p"), "--curated", tmp_path / "c")


# ------------------------------------------------------------------------------- what is right


def test_a_name_nobody_has_is_both_a_wrong_call_and_about_a_release() -> None:
    assert issubclass(MissingError, ReleaseError)
    assert issubclass(MissingError, UsageError)


def test_the_doctor_does_not_take_a_run_at_work_for_a_killed_one(
    call: Call, tmp_path: Path
) -> None:
    curated = tmp_path / "c"
    (curated / "releases" / ".new-2026-11-21.1").mkdir(parents=True)
    (curated / "raw").mkdir()
    assert "killed run" in call("doctor", "--curated", curated)[1]
    with publish.lock(curated):
        (curated / "releases" / ".new-2026-11-21.1").mkdir()
        assert call("doctor", "--curated", curated)[0] == 0


def test_errors_survive_pickling() -> None:
    for error in (GateError(("x",), False), LockedError("c"), MissingError("none")):
        again = pickle.load(io.BytesIO(pickle.dumps(error)))
        assert (str(again), type(again)) == (str(error), type(error))
