"""Another Python process that does one piece of work after the other, and may be lost.

It is a plain Python that reads work from its standard input and writes results: it shares no
memory, threads or locks with ours, whoever called us. What it is asked may take all the memory
it is given, crash it or never end; then it is gone, its caller is told why, and the next
question starts another.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Timer
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_CUT = (OSError, EOFError, pickle.UnpicklingError)  # what an answer that breaks off looks like


class LostError(Exception):
    """A helper was lost over a question; the reason is for people."""


class Helper:
    """A process that answers; it is started by the first question.

    Args:
        memory: The most bytes of address space that it may have; ``None`` for no bound.
    """

    def __init__(self, memory: int | None = None) -> None:
        self.memory = memory
        self.process: subprocess.Popen[bytes] | None = None

    def ask(self, work: Callable[[T], R], what: T, seconds: float | None = None) -> R:
        """Return ``work(what)`` as the other process has it, or raise what that raises there.

        Args:
            work: A function that another process can import.
            what: What can be pickled.
            seconds: How long to wait; then the process is ended.

        Raises:
            LostError: The process could not be started, ended by itself, or was ended.
        """
        process = self._started(work)
        with _ended_after(process, seconds) as is_late:
            try:
                done, result = self._answer(process, (work, what, seconds))
            except _CUT as error:
                reason = self._reason(process)
                reason = f"it took more than {seconds:g} s" if is_late.is_set() else reason
                raise LostError(reason) from error
        if done:
            answer: R = result
            return answer
        raise result

    def close(self) -> None:
        """End the process; it holds nothing that could be lost."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _started(self, work: Callable[..., Any]) -> subprocess.Popen[bytes]:
        """Return the process; a new one has imported the work, which nobody's time pays for."""
        if self.process is None:
            try:
                self.process = subprocess.Popen(
                    [sys.executable, "-c", f"from {__name__} import serve; serve({self.memory!r})"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                )
                self._answer(self.process, (callable, work, None))
            except _CUT as error:
                self.close()
                raise LostError(f"no process could be started ({error})") from error
        return self.process

    def _answer(self, process: subprocess.Popen[bytes], question: Any) -> tuple[bool, Any]:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        pickle.dump(question, process.stdin, protocol=5)
        process.stdin.flush()
        answer: tuple[bool, Any] = pickle.load(process.stdout)
        return answer

    def _reason(self, process: subprocess.Popen[bytes]) -> str:
        process.kill()
        reason = f"its process ended ({_ended(process.wait())})"
        self.close()
        return reason


@contextmanager
def _ended_after(process: subprocess.Popen[bytes], seconds: float | None) -> Iterator[Event]:
    """End the process when so many seconds are over; the event tells that it was."""
    is_late = Event()

    def end() -> None:
        is_late.set()
        process.kill()

    timer = Timer(seconds or 0, end)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    try:
        yield is_late
    finally:
        timer.cancel()


def _ended(code: int) -> str:
    if code >= 0:
        return f"code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


_idle: dict[Hashable, SimpleQueue[Helper]] = {}


@contextmanager
def helper(memory: int | None = None) -> Iterator[Helper]:
    """Lend a process that nobody else asks meanwhile; it stays for whoever is next.

    It began in the folder and with the settings (``COLLATE_…``) that are ours now.
    """
    settings = frozenset(each for each in os.environ.items() if each[0].startswith("COLLATE_"))
    free = _idle.setdefault((memory, Path.cwd(), settings), SimpleQueue())
    try:
        lent = free.get_nowait()
    except Empty:
        lent = Helper(memory)
        atexit.register(lent.close)
    try:
        yield lent
    finally:
        free.put(lent)


def serve(memory: int | None = None) -> None:
    """Answer what comes on standard input until it ends; what is printed goes to errors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # our parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _bound_memory(memory)
    while True:
        try:
            work, what, seconds = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _bound_time(seconds)
        try:
            answer = True, work(what)
        except Exception as error:  # noqa: BLE001  it is raised on the other side
            answer = False, error
        pickle.dump(answer, answers, protocol=5)
        answers.flush()


def _bound_memory(memory: int | None) -> None:
    with suppress(ImportError, ValueError, OSError):  # where the system can
        import resource

        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))


def _bound_time(seconds: float | None) -> None:
    """End this process by itself when it works much longer, should our parent be gone."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        until = most if seconds is None else int(used.ru_utime + used.ru_stime + seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
