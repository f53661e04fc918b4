"""A process that is asked to do a piece of work answers, or is lost with a reason."""

import os
import signal
import time

import pytest

from pipeline.helpers import Helper, LostError, helper


def killed(number: int) -> int:
    os.kill(os.getpid(), number)
    return number


def filled(size: int) -> int:
    return len(bytearray(size))


def test_a_helper_answers_and_raises_what_the_work_raises() -> None:
    with helper() as other:
        assert other.ask(sum, (1, 2)) == 3
        with pytest.raises(ValueError, match="invalid literal"):
            other.ask(int, "one")
        assert other.ask(sum, (2, 3), 60) == 5


def test_a_helper_that_hangs_or_dies_is_ended_and_the_next_question_is_answered() -> None:
    with helper() as other:
        with pytest.raises(LostError, match=r"it took more than 0\.2 s"):
            other.ask(time.sleep, 60, 0.2)
        with pytest.raises(LostError, match=r"its process ended \(SIGSEGV\)"):
            other.ask(killed, int(signal.SIGSEGV), 60)
        assert other.ask(sum, (1, 2)) == 3


def test_a_helper_has_no_more_memory_than_it_may() -> None:
    other = Helper(1 << 30)
    try:
        with pytest.raises(MemoryError):
            other.ask(filled, 2 << 30)
        assert other.ask(sum, (1, 2)) == 3
    finally:
        other.close()
