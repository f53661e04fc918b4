"""The words of many titles at once, as arrays: what is known of a word is looked up, not made.

A word is read once, however many titles have it. What a title's words tell together (the first
24 telling ones, whether all of them are of a kind, what any of them may be) is then arithmetic
on rows of numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipeline.match import titles
from pipeline.match import words as wording

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Words = npt.NDArray[np.uint32]

TITLE_WORDS = 24  # telling words of a title that are compared one by one; few titles have more
MOST_WORDS = 300_000  # that are remembered

STOP, GENERIC, COUNTS, MONTH, HINTS = (1 << at for at in range(5))


class Token(NamedTuple):
    """What is known of a word, worked out once however often it comes.

    Attributes:
        spelt: The word in one spelling.
        word: 32 bits of it.
        letters: 64 bits, of which a misprint changes few.
        kind: ``STOP`` for a word that tells no work from another, ``GENERIC`` for one that
            titles of many works consist of, ``COUNTS`` if it may name a number or a part,
            ``MONTH`` if it may name a month, ``HINTS`` if it may name a companion document.
        turns: How it may turn a title into its opposite.
    """

    spelt: str
    word: int
    letters: int
    kind: int
    turns: int


def token(word: str) -> Token:
    """Return what is known of a word."""
    number = wording.number(word)
    spelt = number or wording.spelling(word)
    counts = number is not None or len(word) == 1 or wording.is_enumerator(word)
    return Token(
        spelt=spelt,
        word=crc32(spelt.encode()) or 1,
        letters=wording.spelt(word if number and word.isalpha() else spelt),
        kind=STOP * (word in wording.STOP)
        | GENERIC * wording.is_generic((word,))
        | COUNTS * counts
        | MONTH * wording.is_month(word)
        | HINTS * titles.may_be_companion(word),
        turns=wording.turns(word),
    )


class Vocabulary(dict[str, int]):
    """The number of each word read so far; one that is asked for the first time is read."""

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.clear()
        self.spelt: list[str] = []
        self.keyed: list[str] = []  # as ``spelt``, "" where a key leaves it out
        self.word: array[int] = array("I")
        self.letters: array[int] = array("Q")
        self.kind: array[int] = array("B")
        self.turns: array[int] = array("q")

    def __missing__(self, word: str) -> int:
        known = token(word)
        self.spelt.append(known.spelt)
        self.keyed.append("" if wording.is_joining(known.spelt) else known.spelt)
        self.word.append(known.word)
        self.letters.append(known.letters)
        self.kind.append(known.kind)
        self.turns.append(known.turns)
        self[word] = number = len(self.spelt) - 1
        return number


_words_of_this_process = Vocabulary()
_one_at_a_time = Lock()  # threads share the words


class Spoken(NamedTuple):
    """What the words of titles tell, one row per title.

    Attributes:
        keys: The words as one string, less articles and "and".
        words: (n, TITLE_WORDS) telling words, each once, in order.
        spelt: (n, TITLE_WORDS) bits of each, of which a misprint changes few.
        in_any: What at least one word is, as bits; 0 where there is none.
        in_all: What all words are; every bit where there is none.
        turns: How words may turn the title into its opposite.
    """

    keys: list[str]
    words: Words
    spelt: Hashes
    in_any: Ints
    in_all: Ints
    turns: Ints


def told(spoken: Sequence[Sequence[str]]) -> Spoken:
    """Return what the words of titles tell."""
    with _one_at_a_time:
        known = _words_of_this_process
        if len(known) > MOST_WORDS:
            known.forget()
        return _told(spoken, known)


def _told(spoken: Sequence[Sequence[str]], known: Vocabulary) -> Spoken:
    rows = [[*map(known.__getitem__, words)] for words in spoken]
    keyed, spelt = known.keyed.__getitem__, known.spelt.__getitem__
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(lengths.sum()))
    kinds = _of(known.kind)[flat].astype(np.int64)
    in_all = _over_rows(np.bitwise_and, kinds, lengths, -1)
    words, letters = _telling(known, flat, kinds, lengths, in_all)
    return Spoken(
        keys=["".join(map(keyed, row)) or "".join(map(spelt, row)) for row in rows],
        words=words,
        spelt=letters,
        in_any=_over_rows(np.bitwise_or, kinds, lengths, 0),
        in_all=in_all,
        turns=_over_rows(np.bitwise_or, _of(known.turns)[flat], lengths, 0),
    )


def _of(values: array[int]) -> npt.NDArray[Any]:
    return np.frombuffer(values, dtype=values.typecode)


def _over_rows(join: np.ufunc, values: Ints, lengths: Ints, empty: int) -> Ints:
    """Return the values of each row joined; ``empty`` for a row without any."""
    starts = np.cumsum(lengths) - lengths
    # A row without values would take the next row's first; the last may start past the end.
    found: Ints = join.reduceat(np.append(values, empty), starts) if len(starts) else starts
    return np.where(lengths > 0, found, empty)


def _telling(
    known: Vocabulary, flat: Ints, kinds: Ints, lengths: Ints, in_all: Ints
) -> tuple[Words, Hashes]:
    """Return the telling words of each row once, in order; all words where none is telling.

    "Second" and "2" are one word. What stands in a row once is counted once from either side.
    """
    n = len(lengths)
    rows = np.repeat(np.arange(n), lengths)
    tells = ((kinds & STOP) == 0) | (in_all & STOP != 0)[rows]
    rows, flat = rows[tells], flat[tells]
    word = _of(known.word)[flat]
    first, last = _once_per_row(rows, word)
    rows, word = rows[first], word[first]
    letters = _of(known.letters)[flat[last]]
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows)
    few = rank < TITLE_WORDS
    found: tuple[Any, Any] = (
        np.zeros((n, TITLE_WORDS), dtype=np.uint32),
        np.zeros((n, TITLE_WORDS), dtype=np.uint64),
    )
    for held, values in zip(found, (word, letters), strict=True):
        held[rows[few], rank[few]] = values[few]
        # The last word stands for all that follow, of which a misprint changes few bits too.
        np.bitwise_xor.at(held, (rows[~few], TITLE_WORDS - 1), values[~few])
    return found


def _once_per_row(rows: Ints, values: Words) -> tuple[Ints, Ints]:
    """Return where each value of a row comes first, in order, and where it comes last."""
    first = last = np.arange(len(rows))
    together = rows.astype(np.uint64) << np.uint64(32) | values
    alike = np.sort(together)
    again = np.unique(alike[1:][alike[1:] == alike[:-1]])
    if not len(again):  # few titles have a word twice, so that few words need to be told apart
        return first, last
    nearest = again[np.minimum(np.searchsorted(again, together), len(again) - 1)]
    twice = np.flatnonzero(nearest == together)
    order = twice[np.argsort(together[twice], kind="stable")]
    is_new = np.append(True, together[order][1:] != together[order][:-1])
    last = last.copy()
    last[order[is_new]] = order[np.append(is_new[1:], True)]
    is_first = np.ones(len(rows), dtype=bool)
    is_first[order[~is_new]] = False
    return first[is_first], last[is_first]
