"""An imprint line made ready for scanning, and the pieces that it is cut into."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.model import Identifier
from pipeline.normalise.text import bare, digits, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of an imprint.

    Attributes:
        kind: ``year``, ``pages``, ``identifier``, ``language``, ``languages`` (several codes),
            ``code`` (of a language), ``price``, ``format``, ``edition``, ``number`` (an
            identifier of no scheme here), ``not``, ``open``, ``close``, ``list`` (comma, "and"),
            ``noise``, ``text``.
        start: Where it stands in ``line(text)``; ``stop`` is one past its end.
        value: The year, the pages, the code of a language, the currency.
        formats: Of an ISBN: those that its label or the brackets after it say.
    """

    kind: str
    start: int
    stop: int
    value: int | str | None = None
    month: int | None = None
    amount: float | None = None
    identifier: Identifier | None = field(default=None)
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line as printed, and the same letter for letter in lower case without accents."""

    text: str
    low: str


Reader = Callable[[Line, int], Token | None]


def line(text: str) -> Line:
    """Return ``text`` made ready for scanning, at most ``LONGEST`` characters of it.

    >>> line("Páginas  12").low
    'paginas 12'
    """
    tidy = digits(plain(text[:LONGEST]))
    return Line(tidy, tidy.lower() if tidy.isascii() else "".join(map(_low, tidy)))


LONGEST = 20_000  # characters: what is longer is no imprint line


def _low(char: str) -> str:
    lower = char.lower() if "\u0400" <= char <= "\u04ff" else bare(char)
    return lower if len(lower) == 1 else char.lower()[:1]
