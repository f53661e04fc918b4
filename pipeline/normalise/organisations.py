"""Organisations: recognised by table and by the words that only organisations have.

Pages that print every word with a capital ("Sweden'S Ministry Of Justice") are mended: the
small words inside a name go back to small letters, and so does the letter after an apostrophe.
"""

import re
from functools import cache

from pipeline.errors import TableError
from pipeline.normalise.text import bare, plain, squash
from pipeline.tables import rows, words

_WORDS = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*\.?|&")

# Words that make a name an organisation's, in en, fr, es, pt, de, it, nl, ru; bare.
_HEADS = words("organisation_heads")
_MARKS = words("organisation_marks")
# Such a word as the last of two may be a family name: "Charlotte Bank".
_SURNAMES = words("organisation_surnames")
# Words that stand inside names of organisations and never inside names of people.
_INSIDE = words("organisation_inside")
_SMALL = words("title_small_words")
_TOPICS = words("organisation_topics")
_AFTER_CO = re.compile(r"(?<=\bCo-)[A-Z](?=[a-z])")  # Co-Ordinator
_POSSESSIVE = re.compile(r"(?<=[^\W\d_]{2})(['’])S(?![^\W_])")
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]{1,40})\)\s*$")
_ACRONYM = re.compile(r"(?:[A-Z]{2,10}|(?:[A-Z]{1,6}[.&-]){1,3}[A-Z][A-Za-z]{0,12})\d{0,2}")


def organisation(text: str) -> str | None:
    """Return the name of the organisation that ``text`` is, mended, or ``None``.

    >>> organisation("Sweden'S Ministry Of Justice")
    "Sweden's Ministry of Justice"
    >>> organisation("International Organization For Migration (IOM)")
    'International Organization for Migration (IOM)'
    >>> organisation("Rebecca Surtees") is None
    True
    """
    tidy = squash(text).strip(" ,;.·|*")
    tidy = re.sub(r"^the (?=[^\W\d_a-z])", "", tidy)
    listed = _listed(tidy)
    if listed is not None:
        return listed
    if is_acronym(tidy):
        return tidy
    return mended(tidy) if _has_the_words(tidy) else None


def is_listed(text: str) -> bool:
    """Tell whether the table knows the organisation, by its name or acronym."""
    return _listed(squash(text).strip(" ,;.·|*")) is not None


def is_acronym(text: str) -> bool:
    """Tell whether ``text`` is one word of capitals: ``IOM``, ``UN.GIFT``, ``UN-Habitat``."""
    return bool(_ACRONYM.fullmatch(text)) and len(re.findall("[A-Z]", text)) >= 2


def opens_like_one(text: str) -> bool:
    """Tell whether ``text`` can be a whole organisation beside another that "and" joins to it.

    >>> opens_like_one("Ministry Of Interior"), opens_like_one("Human Rights")
    (True, False)
    """
    tidy = squash(text).strip(" ,;.·|*")
    words = [bare(word) for word in _WORDS.findall(tidy)[:3] if bare(word) not in _SMALL]
    return (
        is_listed(tidy)
        or is_acronym(tidy.split(" ")[0] if tidy else "")
        or (bool(words) and (words[0] in _HEADS or " ".join(words[:2]) in _OPENINGS))
    )


_OPENINGS = frozenset({"united nations", "nations unies", "naciones unidas", "nacoes unidas"})


def _listed(tidy: str) -> str | None:
    """Return a name of the table in the table's spelling, with the brackets it is printed with."""
    without = _BRACKETS.sub("", tidy)
    for whole, rest in ((tidy, ""), (without, tidy[len(without) :])):
        name = _table().get(_key(whole))
        if name:
            return _as_printed(whole, name) + rest
    return None


def _as_printed(text: str, name: str) -> str:
    """Return the table's spelling where only case differs, else the printed one, mended."""
    return name if squash(text).casefold() == name.casefold() else mended(text)


def _key(text: str) -> str:
    return (
        re.sub(r"^(?:the|la|le|les|l'|el|os?|a|die|der|das)\s+", "", bare(text))
        .replace("z", "s")
        .replace(" & ", " and ")
    )


def _has_the_words(tidy: str) -> bool:
    """Tell whether a name of several words has a word that only organisations have."""
    if _HAN.fullmatch(tidy):
        return any(sign in tidy for sign in _HAN_SIGNS)
    words = [bare(word) for word in _WORDS.findall(_BRACKETS.sub("", tidy))]
    if len(words) < 2 or _PHRASES.search(bare(tidy)):
        return bool(_COMPOUND.fullmatch(bare(tidy)) or _PHRASES.search(bare(tidy)))
    heads = [word for word in words if _stem(word) in _HEADS or word in _MARKS]
    if len(words) == 2 and heads == words[1:] and words[1] in _SURNAMES:
        return words[0] in _TOPICS  # "Rights Lab"
    is_office = is_listed(tidy.split(" ")[0]) and is_acronym(tidy.split(" ")[0])  # "IOM Ukraine"
    return bool(heads) or is_office or any(word in _INSIDE for word in words[1:])


_HAN = re.compile(r"[\u3400-\u9fff·（）()]{3,60}")
_HAN_SIGNS = words("chinese_organisation_signs")
_PHRASES = re.compile(
    r"\b(?:red cross|red crescent|cruz roja|cruz vermelha|croix[- ]rouge|rotes kreuz|croce rossa|"
    r"красный крест|and partners|et associes|s\.a\.|e\.v\.)(?![^\W_])"
)
_COMPOUND = re.compile(r"\w{4,}(?:amt|ministerium|institut|stiftung|verband|universitat|behorde)")


def _stem(word: str) -> str:
    """Return the word without French or Italian elision: ``l'office`` is an office."""
    return word.split("'", 1)[1] if re.match(r"(?:l|d|dell|all)'\w{4}", word) else word


def mended(text: str) -> str:
    """Return ``text`` with the damage of capitals on every word undone.

    >>> mended("Institute For Women'S Studies And Research On The Family")
    "Institute for Women's Studies and Research on the Family"
    """
    text = _POSSESSIVE.sub(r"\1s", squash(text))
    text = _AFTER_CO.sub(lambda found: found.group().lower(), text)
    if text.isupper() and " " in text:
        text = _TITLE_WORD.sub(lambda found: found.group().capitalize(), text)
    words = text.split(" ")
    if not any(_is_damaged(word) for word in words[1:-1]):
        return text
    return " ".join([words[0], *map(_mended_word, words[1:-1]), _without_elision(words[-1])])


_TITLE_WORD = re.compile(
    r"(?<![(\w.'’])[^\W\d_]{3,}(?![\w.)])|(?<= )(?:OF|ON|IN|DE|ET|Y|E|AND)(?= )"
)
_ELISION = re.compile(r"(?:L|D|Dell|All|Nell)(?=['’]\w)")


def _is_damaged(word: str) -> bool:
    return word.lower() in _SMALL and word[:1].isupper()


def _mended_word(word: str) -> str:
    return word.lower() if _is_damaged(word) else _without_elision(word)


def _without_elision(word: str) -> str:
    """Return ``L'Intérieur`` as ``l'Intérieur``."""
    return _ELISION.sub(lambda found: found.group().lower(), word)


@cache
def _table() -> dict[str, str]:
    """Return the names and acronyms of ``organisations.tsv``, folded, with their spelling.

    Raises:
        TableError: A name stands twice.
    """
    found: dict[str, str] = {}
    for row in rows("organisations.tsv"):
        if _key(row["name"]) in found:
            raise TableError("organisations.tsv", f"{row['name']!r} stands twice")
        found[_key(row["name"])] = plain(row["name"])
    for row in rows("organisations.tsv"):
        if row["acronym"]:
            found.setdefault(_key(row["acronym"]), row["acronym"])
    return found
