"""Which characters the bytes stand for: BOM, header, declaration, then detection."""

from __future__ import annotations

import codecs
import re
from functools import cache

from bs4.dammit import EncodingDetector

_DECLARED_WITHIN = 4096  # bytes; HTML asks for 1024, pages in the wild need more
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_WESTERN = "windows-1252"
_LATIN = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"})


def decode(body: bytes, charset: str | None = None, *, is_html: bool) -> str:
    """Return the page's text; total: every sequence of bytes is some text.

    Args:
        body: The page, byte for byte.
        charset: What the server or a person said, if anything.
        is_html: Look for a declaration in the markup.

    Source:
        The order is the HTML standard's: BOM, transport, declaration, then UTF-8 if the bytes
        are UTF-8, then a guess. Pages that say ISO 8859-1 mean Windows-1252.

    >>> decode("año".encode("cp1252"), is_html=False)
    'año'
    """
    data, bom = EncodingDetector.strip_byte_order_mark(body)
    said = [bom, charset, _declared(data) if is_html else None]
    for name in filter(None, map(_known, said)):
        if name == _WESTERN and not data.isascii() and _is_utf8(data):
            return data.decode("utf-8")  # saved anew with its old declaration left in it
        try:
            return data.decode(name)
        except (UnicodeError, ValueError):
            continue
    return _guessed(data)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    """The declaration, less a claim of UTF-16 that its own readability disproves."""
    name = EncodingDetector.find_declared_encoding(data[:_DECLARED_WITHIN], is_html=True)
    return None if name and name.lower().startswith(("utf-16", "utf-32")) else name


@cache
def _known(name: str | None) -> str | None:
    """The codec's name, if Python has a text codec of that name."""
    if not name:
        return None
    if name.strip().lower() in _LATIN:
        return _WESTERN
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding else None


def _guessed(data: bytes) -> str:
    for name in (_wide(data), "utf-8"):
        try:
            if name:
                return data.decode(name)
        except UnicodeError:
            continue
    for name in () if _is_western(data) else EncodingDetector(data).encodings:
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    return data.decode(_WESTERN, "replace")


def _is_western(data: bytes) -> bool:
    """Tell whether letters beyond ASCII stand alone among others, as accents do.

    A detector needs whole words in another script; on a few accents it guesses Central Europe.
    """
    sample = data[:65536]
    high = len(_HIGH.findall(sample))
    runs = sum(map(len, _HIGH_RUN.findall(sample)))
    return runs * 2 < high


def _wide(data: bytes) -> str | None:
    """UTF-16 without a BOM: in Latin text every other byte is null."""
    head = data[:2048]
    if len(head) < 4 or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 5 and even * 8 < odd:
        return "utf-16-le"
    if even > len(head) // 5 and odd * 8 < even:
        return "utf-16-be"
    return None
