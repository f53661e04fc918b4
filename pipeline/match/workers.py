"""Much work in several processes: batches in, results out, in the order of the batches.

The work is a function of a module and of its batch alone, so that the results do not depend
on how many processes there are. A process is a plain Python that reads batches and writes
results: it shares no memory, threads or locks with ours, whoever called us. What a process
cannot do, because none can be started or one is gone, is done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import chain, islice
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

WORTH_IT = 4  # batches: fewer are done before another process has begun
MOST = 8  # processes; each keeps some hundred megabytes of words


def in_order(
    work: Callable[[T], R], batches: Iterable[T], *, processes: int | None = None
) -> Iterator[R]:
    """Yield ``work(batch)`` for each batch, in order.

    Args:
        work: A function that another process can import.
        batches: Drawn as they are needed, a few ahead.
        processes: How many; ``None`` for one per core.
    """
    waiting = iter(batches)
    first = list(islice(waiting, WORTH_IT))
    count = min(cores(), MOST) if processes is None else processes
    if len(first) < WORTH_IT or count < 2 or not sys.executable:
        yield from map(work, chain(first, waiting))
        return
    with ExitStack() as stack:
        helpers: SimpleQueue[_Helper] = SimpleQueue()
        for _ in range(count):
            helpers.put(stack.enter_context(_Helper()))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        yield from _ahead(pool, count, lambda batch: _helped(helpers, work, batch), first, waiting)


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ahead(
    pool: ThreadPoolExecutor, count: int, do: Callable[[T], R], first: list[T], rest: Iterator[T]
) -> Iterator[R]:
    """Yield the results in order, with at most one batch per process waiting."""
    asked: deque[Future[R]] = deque()
    for batch in chain(first, rest):
        asked.append(pool.submit(do, batch))
        if len(asked) > 2 * count:
            yield asked.popleft().result()
    while asked:
        yield asked.popleft().result()


def _helped(helpers: SimpleQueue[_Helper], work: Callable[[T], R], batch: T) -> R:
    helper = helpers.get()
    try:
        done, result = helper.ask(work, batch)
    except (OSError, EOFError, pickle.UnpicklingError):
        return work(batch)
    finally:
        helpers.put(helper)
    if done:
        answer: R = result
        return answer
    raise result


class _Helper:
    """Another Python that answers ``(work, batch)`` with ``(True, result)`` or an error."""

    def __enter__(self) -> _Helper:
        self.process: subprocess.Popen[bytes] | None = None
        with suppress(OSError):  # the work is then done here
            self.process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self

    def ask(self, work: Callable[[T], R], batch: T) -> tuple[bool, Any]:
        if self.process is None or self.process.stdin is None or self.process.stdout is None:
            raise EOFError
        pickle.dump((work, batch), self.process.stdin, protocol=5)
        self.process.stdin.flush()
        answer: tuple[bool, Any] = pickle.load(self.process.stdout)
        return answer

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.kill()  # it holds nothing that could be lost
            self.process.communicate()


def serve() -> None:
    """Answer what comes on standard input until it ends; what is printed goes to errors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # our parent decides
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            work, batch = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer = True, work(batch)
        except Exception as error:  # noqa: BLE001  it is raised on the other side
            answer = False, error
        pickle.dump(answer, answers, protocol=5)
        answers.flush()
