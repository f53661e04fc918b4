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
from functools import partial
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
        for _ in range(count - 1):  # one of the processes is this one
            helpers.put(stack.enter_context(closing(Helper())))
        pool = stack.enter_context(ThreadPoolExecutor(count - 1))
        asked = partial(pool.submit, partial(_helped, helpers, work))
        yield from _ahead(asked, work, chain(first, waiting), count)


def _ahead(
    asked: Callable[[T], Future[R]], work: Callable[[T], R], batches: Iterable[T], count: int
) -> Iterator[R]:
    """Yield the results in order: what no helper is free for is done here meanwhile."""
    found: deque[Future[R]] = deque()
    for batch in batches:
        has_to_wait = sum(not each.done() for each in found) >= 2 * (count - 1)
        found.append(_here(work, batch) if has_to_wait else asked(batch))
        while found and (found[0].done() or len(found) > 4 * count):
            yield found.popleft().result()
    while found:
        yield found.popleft().result()


def _here(work: Callable[[T], R], batch: T) -> Future[R]:
    """Return the result as another process would give it: an error waits for its turn."""
    done: Future[R] = Future()
    try:
        done.set_result(work(batch))
    except Exception as error:  # noqa: BLE001  it is raised when its turn comes
        done.set_exception(error)
    return done


def _helped(helpers: SimpleQueue[Helper], work: Callable[[T], R], batch: T) -> R:
    helper = helpers.get()
    try:
        return helper.ask(work, batch)
    except LostError:
        return work(batch)
    finally:
        helpers.put(helper)
