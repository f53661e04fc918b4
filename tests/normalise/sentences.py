"""Sentences with the countries they name marked: ``[KE Kenya]-[UG Uganda] border``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("running_sentences.tsv")
_MARK = re.compile(r"\[([A-Z]{2,4}) ([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its language, and the code and the end of each name in it, in order.

    Where a name begins is left open: "the" may be taken for a part of it or not.
    """

    language: str
    text: str
    names: tuple[tuple[str, int], ...]


def sentences() -> Iterator[Sentence]:
    """Yield the sentences of ``running_sentences.tsv``."""
    for line in FILE.read_text(encoding="utf-8").splitlines()[2:]:
        language, _, marked = line.partition("\t")
        text, names, position = "", [], 0
        for mark in _MARK.finditer(marked):
            text += marked[position : mark.start()] + mark[2]
            names.append((mark[1], len(text)))
            position = mark.end()
        yield Sentence(language, text + marked[position:], tuple(names))
