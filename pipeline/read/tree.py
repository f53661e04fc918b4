"""An HTML page's tree, and the tree as a run of tags and texts.

lxml builds the tree, whatever the page's markup is like. What follows walks no elements: the tree
is written out once more as clean markup, cut into tags and texts, and read from first to last.
One look at a tag then says all there is to know of it, since pages repeat their tags.
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.read.markup import INLINE

DEEPEST = 250  # elements within elements; libxml2 stops reading at 256
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})\b[^<>]{0,4000}>")
_MOST_ATTRIBUTES = 4000  # equals signs and blanks in one tag; one long address has few
_LONG = 20_000  # characters
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}>")
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
    )
)
_BLANKS = "\x0b\x0c\x1c\x1d\x1e\x1f"
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PLAIN = dict.fromkeys((*range(9), *range(14, 28), 0xFFFE, 0xFFFF), "\ufffd") | dict.fromkeys(
    map(ord, _BLANKS), " "
)
_CODED = re.compile(
    r"&#(?:0*(\d{1,2}|6553[45])(?!\d)|[xX]0*([\da-fA-F]{1,2}|[fF]{3}[efEF])(?![\da-fA-F]));?"
)
_UNWRITABLE = "&#xFFFD;"  # how lxml writes a character that no markup can hold
_PIECES = re.compile(r"(<[^>]*>)")
_REFERENCE = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot);")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}


def tree(source: str) -> etree._Element | None:
    """Return the root of the page's tree; one too deep for libxml2 is flattened first.

    What no markup can hold is told by U+FFFD, or by a space where it is white space.
    """
    if _CONTROLS.search(source):
        source = source.translate(_PLAIN)
    return _built(_CODED.sub(_coded, source) if "&#" in source else source)


def _built(source: str) -> etree._Element | None:
    source = source.replace("\0", "\ufffd")
    if max(map(len, source.split("<"))) > _LONG:
        source = _LONG_TAG.sub(_shortened, source)
    root, too_deep = _parsed(source)
    return _parsed(_flattened(source))[0] if too_deep else root


def _parsed(source: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    body = source.encode("utf-8", "replace")
    try:
        root = etree.fromstring(body, parser) if body.strip() else None
    except etree.XMLSyntaxError:
        root = None
    return root, any("depth" in error.message for error in parser.error_log)


def _coded(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    return _PLAIN.get(code, match[0])


def _shortened(match: re.Match[str]) -> str:
    """Cut a tag with more attributes than any page needs; libxml2 compares each with each."""
    tag = match[0]
    if tag.count("=") + tag.count(" ") < _MOST_ATTRIBUTES:
        return tag
    kept = tag[:_MOST_ATTRIBUTES].rsplit(maxsplit=1)[0]
    return kept + "\n" * (tag.count("\n") - kept.count("\n")) + ">"


def _flattened(source: str) -> str:
    """Return the page less the elements that stand deeper than ``DEEPEST``.

    A tag that is taken away leaves its line breaks, so that line numbers hold.
    """
    depth: dict[str, list[bool]] = {}
    kept = 0

    def decide(match: re.Match[str]) -> str:
        nonlocal kept
        closes, tag = match[1], match[2].lower()
        if tag in _VOID:
            return match[0]
        stack = depth.setdefault(tag, [])
        if closes:
            if not stack:
                return match[0]
            stays = stack.pop()
            kept -= stays
        else:
            stays = kept < DEEPEST - 20
            stack.append(stays)
            kept += stays
        if stays:
            return match[0]
        return "\n" * match[0].count("\n") + (" " if tag in INLINE else "<br>")

    return _TAG.sub(decide, source)


# ------------------------------------------------------------------------ tags and texts


def pieces(source: str) -> tuple[list[str], list[int]]:
    """Return a page's texts and tags in turn, and the source line of each element.

    The first piece is a text, each second one a tag; texts may be empty. In a tag no attribute
    holds ``>``; what ``&`` stands for is still to be ``resolved``, in texts and attributes.

    >>> pieces("<p class=x>One<br>two &amp; three")[0]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['', '<html>', '', '<body>', '', '<p class="x">', 'One', '<br/>', 'two &amp; three', '</p>',
     '', '</body>', '', '</html>', '']
    """
    root = _built(source)
    written = _written(root)
    if _UNWRITABLE in written:
        root = tree(source)
        written = _written(root)
    lines = () if root is None else (element.sourceline for element in root.iter())
    return _PIECES.split(written), [line if isinstance(line, int) else 0 for line in lines]


def _written(root: etree._Element | None) -> str:
    if root is None:
        return ""
    root.getroottree().docinfo.clear()  # as XHTML it would be written out in another way
    return etree.tostring(root, encoding="unicode")


def resolved(text: str) -> str:
    """Return a text with what its references stand for.

    >>> resolved("a &lt; b &#233; &amp;amp;")
    'a < b é &amp;'
    """
    return _REFERENCE.sub(_meant, text) if "&" in text else text


def _meant(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
