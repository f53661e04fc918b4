"""A bibliographic reference poured into an Authors field, cut at commas and shuffled.

It is recognised as a whole by what no list of names has (a year in brackets with text after
it, a quoted title, volume and issue, page numbers, an address). Only the names before its
year are read; the rest is set aside as one ``Unknown``.
"""

import re
from collections.abc import Sequence

from pipeline.normalise.text import plain

_YEAR = r"\(?(?:1[89]|20)\d\d[a-z]?\)?"
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"\((?:1[89]|20)\d\d[a-z]?(?:,\s\w+)?\)[\s.,:]*[\"'\w]")),
    (2, re.compile(r"\((?:forthcoming|in press|n\.?\s?d\.?)\)[\s.,:]*[\"'\w]", re.IGNORECASE)),
    (2, re.compile(r"(?:^|[\s(])[\"'][^\"]{0,40}\w+(?:\s\S+){2,}")),
    (2, re.compile(r"\b\d{1,4}\s?\(\d{1,3}(?:[-/]\d{1,3})?\)")),
    (2, re.compile(r"\b(?:1[89]|20)\d\d\s?;\s?\d")),
    (2, re.compile(r"\bpp?\.\s?\d|\bvol(?:ume)?\.?\s?\d|\bdoi\b|https?://|\bwww\.", re.IGNORECASE)),
    (2, re.compile(r"[A-Za-z]\.?\s(?:1[89]|20)\d\d[a-z]?\.\s\w")),
    (1, re.compile(rf"^{_YEAR}\.?$|[\w.]\s{_YEAR}\.?$")),
    (1, re.compile(r"^In:?\s[A-Z]\w")),
    (1, re.compile(r"^[A-Z][\w. ]{1,30}:\s[A-Z][\w .&]{1,60}$")),
    (1, re.compile(r"[a-z]{4,}\.\s[A-Z][a-z]{2,}")),
    (1, re.compile(
        r"\b(?:journal|quarterly|press|retrieved|accessed|available at)\b", re.IGNORECASE
    )),
    (1, re.compile(r"^(?:[A-Z]\.\s?){1,3}\s?(?:[A-Z][\w-]+\s){2,}")),
    (1, re.compile(r"^\d{1,4}(?:\s?[-–]\s?\d{1,4})?\.?$")),
)  # fmt: skip
_ENOUGH = 2
_LONGEST = 2_000  # characters of one value that are looked at
_MOST = 200  # values


def is_citation(values: Sequence[str]) -> bool:
    """Tell whether the values of one Authors field are a reference, not a list of names.

    >>> is_citation(["Liu", "G. (2017) ‘National Referral Mechanisms’", "IOM: Geneva"])
    True
    >>> is_citation(["Jacqueline Berman", "Donatella Bradic", "Phil Marshal"])
    False
    """
    texts = [plain(value)[:_LONGEST] for value in values[:_MOST]]
    weight = sum(max((w for w, sign in _SIGNS if sign.search(text)), default=0) for text in texts)
    return weight >= _ENOUGH


_CUT = re.compile(
    r"\s*(?:\(?\b(?:1[89]|20)\d\d[a-z]?\b\)?|\((?:forthcoming|in press|n\.?\s?d\.?)\)|"
    r"(?:^|\s)[\"'](?=\w)|\bIn:?\s[A-Z])"
)
_OTHERS = re.compile(
    r"\((?:ed|eds|editors?|conveners?|convenors?|coords?|comps?|dirs?)\.?\)", re.IGNORECASE
)
_INITIALS_FIRST = re.compile(r"^(?P<initials>(?:[A-Z]\.[\s-]?){1,3})(?=\s|$)")
_SENTENCE = re.compile(r"(?<=[a-z]{2})\.\s")


def authors_of(values: Sequence[str]) -> str:
    """Return the part of a reference that names its authors, commas put back; else ``""``.

    >>> authors_of(["Liu", "G. (2017) ‘National Referral Mechanisms’", "In McAuliffe"])
    'Liu, G.'
    """
    texts = [plain(value)[:_LONGEST] for value in values[:_MOST]]
    at = _author_value(texts)
    before = [text for text in texts[:at] if _is_name_like(text)]
    if len(before) != at:
        before = before[:1] if texts and _is_name_like(texts[0]) else []
    head = _SENTENCE.split(_CUT.split(texts[at], maxsplit=1)[0])[0] if at < len(texts) else ""
    initials = _INITIALS_FIRST.match(head)
    if initials and before and not re.search(r"\b(?:and|&|et|y|und)\b", head, re.IGNORECASE):
        head = initials["initials"].strip()
    return ", ".join([*before, *([head.strip(" ,")] if head.strip(" ,") else [])])


def _author_value(texts: Sequence[str]) -> int:
    """Return which value the authors end in: the first with a year or a quoted title.

    One that names editors or conveners tells of the volume, and comes second.
    """
    dated = [
        at for at, text in enumerate(texts) if _CUT.search(text) and not text.startswith("In ")
    ]
    own = [at for at in dated if not _OTHERS.search(texts[at])]
    if own or dated:
        return (own or dated)[0]
    led = [at for at, text in enumerate(texts) if at and _INITIALS_FIRST.match(text)]
    return led[0] if led else 0


def _is_name_like(text: str) -> bool:
    """Tell whether a value can be part of a list of names: few words, no digit, no colon."""
    return len(text.split(" ")) <= 6 and not re.search(r"[\d:\"]|^In\s", text)
