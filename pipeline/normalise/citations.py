"""A bibliographic reference poured into an Authors field, cut at commas and shuffled.

It is recognised as a whole by what no list of names has (a year in brackets with text after
it, a quoted title, volume and issue, page numbers, an address). Only the names before its
year are read; the rest is set aside as one ``Unknown``.
"""

import re
from collections.abc import Sequence

from pipeline.normalise.person_names import is_initials
from pipeline.normalise.text import bare, plain
from pipeline.tables import words

_YEAR = r"\(?(?:1[89]|20)\d\d[a-z]?\)?"
_SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (2, re.compile(r"\((?:1[89]|20)\d\d[a-z]?(?:,\s\w+)?\)[\s.,:]*[\"'\w]")),
    (2, re.compile(r"\((?:forthcoming|in press|n\.?\s?d\.?)\)[\s.,:]*[\"'\w]", re.IGNORECASE)),
    (2, re.compile(r"(?:^|[\s(])[\"']\w\S*(?:\s\S+){3,}")),
    (2, re.compile(r"\b\d{1,4}\s?\(\d{1,3}(?:[-/]\d{1,3})?\)")),
    (2, re.compile(r"\b(?:1[89]|20)\d\d\s?;\s?\d")),
    (2, re.compile(r"\bpp?\.\s?\d|\bvol(?:ume)?\.?\s?\d|\bdoi\b|https?://|\bwww\.", re.IGNORECASE)),
    (2, re.compile(r"[A-Za-z]\.?\s(?:1[89]|20)\d\d[a-z]?\.\s\w")),
    (2, re.compile(r"[^\W\d_]{3,}:\s[^:]{2,80},\s(?:1[89]|20)\d\d[a-z]?(?:\.|$)")),
    (2, re.compile(r"(?:,[^,]{2,120}){3,},\s(?:1[89]|20)\d\d\.?$")),
    (2, re.compile(r"\bISBN\b|\bISSN\b|\bLancet\b", re.IGNORECASE)),
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


# Where the authors of a reference end: a year, a quoted title, "In", a sentence.
_END = re.compile(
    r"\s*(?:\(?\b(?:1[89]|20)\d\d[a-z]?\b\)?|\((?:forthcoming|in press|n\.?\s?d\.?)\)|"
    r"(?:^|\s)[\"'](?=\w)|\bIn:?\s[A-Z])"
)
_LEADERS = re.compile(
    r"\((?:ed|eds|editors?|conveners?|convenors?|coords?|comps?|dirs?)\.?\)", re.IGNORECASE
)
_INITIALS_FIRST = re.compile(r"(?P<initials>(?:[A-Z]\.[\s-]?){1,3})(?=\s|$)")
_SENTENCE = re.compile(r"(?<=[a-z]{2})\.\s")
_AND = re.compile(r"\b(?:and|&|et|y|und)\b", re.IGNORECASE)


def authors_of(values: Sequence[str]) -> str:
    """Return the part of a reference that names its authors, commas put back; else ``""``.

    The values may have been shuffled: what stands before the year is believed only if it is
    names throughout, and initials go with a family name only if there is but one.

    >>> authors_of(["Liu", "G. (2017) ‘National Referral Mechanisms’", "In McAuliffe"])
    'Liu, G.'
    >>> authors_of(["Orderly", "Liu", "Regular Migration", "G. (2017) ‘National Referral’"])
    ''
    """
    texts = [plain(value)[:_LONGEST] for value in values[:_MOST]]
    listed = _with_initials(texts)
    if listed:
        return listed
    at = _author_value(texts)
    head = _head(texts[at])
    before = texts[:at]
    if _are_names([*before, head]):
        return ", ".join(filter(None, [*before, head]))
    if not is_initials(head):
        return head if (not before and "," in head) or len(head.split(" ")) > 1 else ""
    families = [text for text in texts if _can_be_family(text)]
    return f"{families[0]}, {head}" if len(families) == 1 else ""


# "Kiss L, Pocock NS, et al. Health of men": how medical journals list their authors.
_VANCOUVER = re.compile(r"[^\W\d_a-z][^\W\d_]+(?:[ '-][^\W\d_]+){0,2} [^\W\d_a-z]{1,3}")


def _with_initials(texts: Sequence[str]) -> str:
    """Return the values that are each a family name with initials behind it, if two or more."""
    found = [text.strip() for text in texts if _VANCOUVER.fullmatch(text.strip())]
    return ", ".join(found) if len(found) > 1 else ""


def _head(text: str) -> str:
    """Return what of a value stands before the year or title: names, or initials alone."""
    head = _SENTENCE.split(_END.split(text, maxsplit=1)[0])[0].strip(" ,")
    head = re.sub(r"(?<=[^\W\d_]{3})\.$", "", head)
    initials = _INITIALS_FIRST.match(head)
    return initials["initials"].strip() if initials and not _AND.search(head) else head


def _author_value(texts: Sequence[str]) -> int:
    """Return which value the authors end in: the first with a year or title after names.

    One that names editors or conveners tells of the volume, and comes second; where none says
    a year, initials that a title follows are the author's.
    """
    dated = [at for at, text in enumerate(texts) if _END.search(text) and _head(text)]
    own = [at for at in dated if not _LEADERS.search(texts[at])]
    led = [at for at, text in enumerate(texts) if at and _INITIALS_FIRST.match(text)]
    told = [at for at, text in enumerate(texts) if at == 1 and _GIVEN_AND_TITLE.match(text)]
    return next(iter([*told, *own, *dated, *led]), 0)


_GIVEN_AND_TITLE = re.compile(r"[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z]\.)?\.\s[\"'A-Z]")


def _are_names(texts: Sequence[str]) -> bool:
    """Tell whether the values are names: each family name has its initials, or is a full name."""
    if not all(_is_name_like(text) for text in texts if text):
        return False
    for text, after in zip(texts, [*texts[1:], ""], strict=True):
        is_single = len(text.split(" ")) == 1 and not is_initials(text)
        is_cut = len(texts) == 2 and text is texts[0] and re.fullmatch(_GIVEN, after)
        if is_cut:
            return True  # "Surtees", "Rebecca. 2013."
        if is_single and len(texts) > 1 and not _INITIALS_FIRST.match(after):
            return False
    return True


_GIVEN = r"[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z]\.| [^\W\d_a-z][^\W\d_]+)?"


def _is_name_like(text: str) -> bool:
    """Tell whether a value can be part of a list of names: few words, no digit, no colon."""
    return (
        len(text.split(" ")) <= _MOST_WORDS
        and not re.search(r"[\d:\"]|^In\s", text)
        and not any(bare(word) in _TOPICS for word in text.split(" "))
    )


_MOST_WORDS = 9
_TOPICS = words("organisation_topics")


def _can_be_family(text: str) -> bool:
    return _is_name_like(text) and len(text.split(" ")) <= 2 and not is_initials(text)
