"""JSON as pages embed it: parsed whatever wraps it, and values named by JSON Pointers.

Source:
    RFC 6901 for pointers. ``;`` parts locators, so that in one it is written ``~2``.
"""

from __future__ import annotations

import json
import re
from typing import Any

LARGEST = 4_000_000  # characters of one script; the largest seen has 60,000
_OPENS = re.compile(r"\{|(?<!CDATA)\[\s*[\[{]")  # what wraps it in comments goes before
_DECODER = json.JSONDecoder(strict=False)  # line breaks in strings are common
_INDEX = re.compile(r"0|[1-9]\d{0,8}")


def parsed(text: str) -> Any:
    """Return the JSON in ``text``, ``None`` where there is none; total.

    >>> parsed('/*<![CDATA[*/ {"a": 1} /*]]>*/'), parsed("{"), parsed("[" * 100000)
    ({'a': 1}, None, None)
    """
    if len(text) > LARGEST:
        return None
    start = _OPENS.search(text)
    try:
        return _DECODER.raw_decode(text, start.start())[0] if start else None
    except (ValueError, RecursionError):
        return None


def pointer(above: str, key: str | int) -> str:
    """Return the pointer of a value in an object or a list.

    >>> pointer("/@graph", 0), pointer("", "a/b")
    ('/@graph/0', '/a~1b')
    """
    return f"{above}/" + str(key).replace("~", "~0").replace("/", "~1").replace(";", "~2")


def at(value: Any, path: str) -> Any:
    """Return the value that a pointer names.

    Raises:
        LookupError: There is none.
    """
    for part in path.split("/")[1:]:
        key = part.replace("~2", ";").replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and _INDEX.fullmatch(key) and int(key) < len(value):
            value = value[int(key)]
        else:
            raise LookupError(path)
    return value


def text(value: Any) -> str:
    """Return a string or a number as text, ``""`` for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
