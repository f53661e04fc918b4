"""The text of a PDF with its geometry, taken by PDFium in a process of its own.

A PDF is a program that a stranger wrote: it may crash a reader, never end or fill the memory.
So a child process reads it under limits of time and memory, and hands over plain rows of text
as JSON; whatever becomes of it, the run goes on.
"""

from __future__ import annotations

import ctypes
import json
import math
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

SECONDS = 60  # of processor time, and of waiting
MEMORY = 2 << 30  # bytes
MOST_PAGES = 2_000
MOST_CHARACTERS = 5_000_000  # of a document; the longest catalogues hold one
_WIDE = 1.1  # em; a wider gap within a line separates columns or cells
_BOLD = 600  # of a font's weight; 400 is regular
_TOO_BIG, _PROTECTED, _BROKEN = 3, 4, 5  # how the child ends


class Piece(NamedTuple):
    """A run of text on one line without a wide gap.

    Attributes:
        left: In points from the page's left edge, the page turned so that its text is upright.
        right: The same of its end.
        base: Of the baseline, in points from the top edge, growing downwards.
        size: Height of the letters in points, as drawn.
        is_bold: Set in a bold face.
        text: As it stands, with single spaces; never empty.
    """

    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    text: str


class UnreadablePdfError(ValueError):
    """The bytes cannot be read as a PDF within the limits; the message says why."""


def pages(body: bytes) -> list[list[Piece]]:
    """Return the pieces of each page, in the order they are drawn.

    Raises:
        UnreadablePdfError: Broken, protected by a password, or beyond the limits.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-c", f"from {__name__} import child; child()"],
            input=body,
            capture_output=True,
            check=False,
            timeout=SECONDS + 5,
        )
    except subprocess.TimeoutExpired:
        raise UnreadablePdfError(f"reading it takes longer than {SECONDS} s") from None
    if child.returncode:
        raise UnreadablePdfError(_reason(child.returncode))
    return [
        [Piece(*piece) for piece in json.loads(line)] for line in child.stdout.splitlines() if line
    ]


def _reason(code: int) -> str:
    reasons = {
        _TOO_BIG: f"it has more than {MOST_PAGES} pages or {MOST_CHARACTERS} characters",
        _PROTECTED: "it is protected by a password; save a copy without one",
        _BROKEN: "PDFium cannot open it; the file may be cut off: fetch it again",
    }
    return reasons.get(
        code, f"reading it used more than {SECONDS} s or {MEMORY >> 20} MB, or failed"
    )


# ------------------------------------------------------------------------------ in the child


class _Character(NamedTuple):
    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool
    angle: float


def child() -> None:
    """Read a PDF from standard input, write a JSON list per page as `Piece` has them, and end."""
    sys.exit(_child())


def _child() -> int:
    _limit()
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return _PROTECTED if "password" in str(error).lower() else _BROKEN
    if len(document) > MOST_PAGES:
        return _TOO_BIG
    left = MOST_CHARACTERS
    for number in range(len(document)):
        page = document[number]
        found = list(_characters(page, left))
        left -= len(found)
        if left <= 0:
            return _TOO_BIG
        sys.stdout.write(json.dumps(list(_pieces(_upright(found, *page.get_size())))) + "\n")
        page.close()
    return 0


def _limit() -> None:
    """Bound processor time and memory, where the system can."""
    try:
        import resource
    except ImportError:  # not on Windows: there the parent's clock is the only limit
        return
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _characters(page: Any, most: int) -> Iterator[_Character]:
    r"""Yield the characters of a page as PDFium orders them; ``\n`` and spaces it made itself."""
    from pypdfium2 import raw

    opened = page.get_textpage()  # its handle ends with the object
    text = opened.raw
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    is_bold = _boldness(raw, text)
    for at in range(min(raw.FPDFText_CountChars(text), most)):
        code = raw.FPDFText_GetUnicode(text, at)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if raw.FPDFText_IsHyphen(text, at):
            letter = "-"  # PDFium says U+0002 for one at the end of a line
        if not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
            continue
        raw.FPDFText_GetCharOrigin(text, at, ctypes.byref(x), ctypes.byref(y))
        generated = raw.FPDFText_IsGenerated(text, at)
        angle = 0.0 if generated else raw.FPDFText_GetCharAngle(text, at)
        yield _Character(
            letter,
            min(box.left, box.right),
            max(box.left, box.right),
            y.value,
            abs(box.top - box.bottom),
            False if generated else is_bold(at),
            angle,
        )


def _boldness(raw: Any, text: Any) -> Callable[[int], bool]:
    """Return a function that tells whether a character is bold, by its font's weight or name."""
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    known: dict[int | None, bool] = {}

    def ask(at: int) -> bool:
        size = raw.FPDFText_GetFontInfo(text, at, buffer, len(buffer), ctypes.byref(flags))
        name = buffer.raw[: max(0, min(size, len(buffer)) - 1)].lower()
        if name:  # writers are careless of the weight
            return any(word in name for word in (b"bold", b"black", b"heavy"))
        return bool(raw.FPDFText_GetFontWeight(text, at) >= _BOLD)

    def is_bold(at: int) -> bool:
        drawn = ctypes.cast(raw.FPDFText_GetTextObject(text, at), ctypes.c_void_p).value
        if drawn not in known:
            known[drawn] = ask(at)
        return known[drawn]

    return is_bold


def _upright(
    found: Sequence[_Character], width: float, height: float
) -> Iterator[tuple[_Character, float]]:
    """Yield the characters that run as most of the page does, each with its baseline from the top.

    A page scanned or set sideways is turned; a margin note that runs across it comes along as
    its letters stand, after everything else.
    """
    turns = Counter(round(each.angle / (math.pi / 2)) % 4 for each in found if each.text.strip())
    main = turns.most_common(1)[0][0] if turns else 0
    for each in found:
        yield (each, height - each.base) if main == 0 else _turned(each, main, width, height)


def _turned(each: _Character, turns: int, width: float, height: float) -> tuple[_Character, float]:
    """Return a character of a page whose text runs ``turns`` quarters round from upright."""
    across = {1: each.base, 2: width - each.right, 3: height - each.base}[turns]
    down = {1: each.left, 2: each.base, 3: width - each.right}[turns]
    length = each.size if turns != 2 else each.right - each.left
    size = each.right - each.left if turns != 2 else each.size
    return each._replace(left=across, right=across + length, size=size), down


def _pieces(found: Iterable[tuple[_Character, float]]) -> Iterator[Piece]:
    """Yield runs of characters on one baseline, cut at wide gaps and where the line ends."""
    run: list[tuple[_Character, float]] = []
    inked: tuple[_Character, float] | None = None
    for each in found:
        if each[0].text in "\r\n" or (inked is not None and _ends(inked, each)):
            yield from _piece(run)
            run, inked = [], None
        run.append(each)
        if not each[0].text.isspace():  # the boxes of spaces say little
            inked = each
    yield from _piece(run)


def _ends(before: tuple[_Character, float], each: tuple[_Character, float]) -> bool:
    """Tell whether a character begins a run after the last that left ink."""
    (last, above), (here, base) = before, each
    if here.text.isspace():
        return False
    size = max(last.size, here.size, 1.0)
    return abs(base - above) > size / 2 or not -size < here.left - last.right < size * _WIDE


def _piece(run: Sequence[tuple[_Character, float]]) -> Iterator[Piece]:
    inked = [(each, base) for each, base in run if not each.text.isspace()]
    text = " ".join("".join(each.text for each, _ in run).split())
    if not inked or not text:
        return
    bold = sum(each.is_bold for each, _ in inked)
    yield Piece(
        round(min(each.left for each, _ in inked), 2),
        round(max(each.right for each, _ in inked), 2),
        round(statistics.median_low([base for _, base in inked]), 2),
        round(statistics.median_low([each.size for each, _ in inked]), 2),
        bold * 2 > len(inked),
        text,
    )
