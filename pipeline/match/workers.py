"""Much work in several processes: batches in, results out, in the order of the batches.

The work is a function of a module and of its batch alone, so that the results do not depend
on how many processes there are. What a process cannot do, because none can be started or one is
gone, is done here.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import chain, islice
from queue import SimpleQueue
from typing import TypeVar

from pipeline.helpers import Helper, LostError, cores

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
        helpers: SimpleQueue[Helper] = SimpleQueue()
        for _ in range(count):
            helpers.put(stack.enter_context(closing(Helper())))
        pool = stack.enter_context(ThreadPoolExecutor(count))
        yield from _ahead(pool, count, lambda batch: _helped(helpers, work, batch), first, waiting)


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


def _helped(helpers: SimpleQueue[Helper], work: Callable[[T], R], batch: T) -> R:
    helper = helpers.get()
    try:
        return helper.ask(work, batch)
    except LostError:
        return work(batch)
    finally:
        helpers.put(helper)
