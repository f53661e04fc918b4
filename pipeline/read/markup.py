"""What tags and class names say of the text inside them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

INLINE = frozenset(
    {
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "blink",
            "button",
            "cite",
            "code",
            "data",
        ),
        *(
            "del",
            "dfn",
            "em",
            "font",
            "i",
            "ins",
            "kbd",
            "label",
            "mark",
            "nobr",
            "output",
            "q",
            "rp",
        ),
        *("rt", "ruby", "s", "samp", "slot", "small", "span", "strike", "strong", "sub", "sup"),
        *("time", "tt", "u", "var", "wbr", "img", "input"),
    }
)
SKIPPED = frozenset(
    {
        *("head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object"),
        *("embed", "select", "datalist", "textarea", "canvas", "audio", "video", "map", "title"),
        *("meta", "link", "base", "frameset", "applet", "noembed", "noframes"),
    }
)
PRE = frozenset({"pre", "listing", "xmp", "plaintext"})
BOLD = frozenset({"strong", "b", "em", "i", "u", "span", "label", "font", "small", "dfn", "cite"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
FURNITURE = frozenset(
    {
        *("navigation", "breadcrumb", "pager", "cookie", "skip_link", "footer", "social"),
        *("sidebar", "site_header", "running_head", "page_number"),
    }
)

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OWN = frozenset({"html", "body"})  # their classes speak of the page's template, not of content
_CONTENT = frozenset({"main", "article"})
_PARTS = frozenset({"li", "td", "dd", "section", "figure"})  # a header in one heads that, no page
_TAGS = {
    "nav": "navigation",
    "menu": "navigation",
    "footer": "footer",
    "aside": "sidebar",
    "header": "site_header",
    "dt": "label",
    "th": "label",
    "legend": "label",
    "label": "label",
    "dd": "value",
    "hgroup": "title",
}
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "search": "navigation",
    "banner": "site_header",
    "contentinfo": "footer",
    "complementary": "sidebar",
}
_CLASSES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("label", r"(?:.*[-_])?(?:label|views-label)|term|dt|meta-key|key"),
        ("value", r"field[-_]{1,2}items?|field-content|(?:.*[-_])?value|meta-data|dd"),
        ("title", r"(?:.*[-_])?(?:title|headline)|card-header"),
        (
            "navigation",
            r"(?:(?:main|site|top|primary|secondary|global|mobile|sub|side|block)[-_]{0,2})?"
            r"(?:nav|navbar|navigation|menu)(?:[-_]{1,2}(?:bar|links?|list|wrapper|block|items?|main))?",
        ),
        ("breadcrumb", r".*breadcrumbs?.*"),
        ("pager", r"(?:js-)?(?:pager|pagination|paginator)\b.*"),
        (
            "cookie",
            r"(?:.*[-_])?(?:cookies?|gdpr|consent)(?:[-_].*)?|eu-cookie.*|cc-(?:window|banner)",
        ),
        ("skip_link", r"skip-?(?:links?|to|nav|main|content).*"),
        (
            "footer",
            r"(?:(?:site|page|main|global|region)[-_]{1,2})?footer(?:[-_](?:wrapper|inner))?",
        ),
        ("social", r"(?:social|share|sharing|addthis|addtoany|a2a)(?:[-_].*)?"),
        (
            "sidebar",
            r"(?:region-)?(?:(?:left|right|first|second)[-_])?sidebar"
            r"(?:[-_](?:first|second|left|right|wrapper|inner))?",
        ),
    )
)


@lru_cache(maxsize=8192)
def meaning(tag: str, classes: str, role: str, identifier: str) -> frozenset[str]:
    """Return what an element's tag, class names, role and id say of what is in it.

    >>> sorted(meaning("div", "field__label", "", ""))
    ['label']
    >>> sorted(meaning("div", "field field-label-above field-name-body", "", ""))
    []
    """
    if tag in _OWN:
        return frozenset()
    found = {_TAGS.get(tag, ""), _ROLES.get(role.lower(), ""), _class_meaning(identifier.lower())}
    found.update(map(_class_meaning, classes.lower().split()[:40]))
    return frozenset(found - {""})


@lru_cache(maxsize=8192)
def _class_meaning(token: str) -> str:
    if not token or len(token) > 80:
        return ""
    return next((name for name, pattern in _CLASSES if pattern.fullmatch(token)), "")


@lru_cache(maxsize=8192)
def inherited(tag: str, role: str, own: frozenset[str], above: frozenset[str]) -> frozenset[str]:
    """Return what holds inside an element, given what held around it.

    Content begins anew at ``main`` and ``article``; a header or footer within a part of the
    content is that part's own, not the page's.
    """
    if tag in _CONTENT or role == "main":
        return frozenset({"content"})
    if tag in _PARTS:
        above = above | {"part"}
    if own & {"site_header", "footer", "sidebar"} and above & {"content", "part"}:
        own = own - {"site_header", "footer", "sidebar"}
    return above | own if own else above


def is_hidden(attribute: Callable[[str], str | None]) -> bool:
    """Tell whether a browser would not show the element whose attributes these are at all."""
    style = attribute("style")
    return attribute("hidden") is not None or (
        style is not None and _HIDDEN_STYLE.search(style) is not None
    )
