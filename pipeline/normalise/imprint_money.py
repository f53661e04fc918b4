"""Prices: an amount and its currency, before or after it, by sign, code or name.

A sign that several currencies share ("$", "¥", "Rs.") gives an amount without a currency:
whose dollars they are the page does not say, and it is not guessed.
"""

import re
from dataclasses import dataclass

import pycountry

from pipeline.tables import rows


@dataclass(frozen=True, slots=True)
class Price:
    """An amount, its currency (ISO 4217) where it is sure, and where the text of it ends."""

    amount: float
    currency: str | None
    stop: int


def _signs() -> dict[str, str | None]:
    """Return the signs and names of ``currency_signs.tsv``, folded, with their currency."""
    return {
        sign: row["currency"] or None
        for row in rows("currency_signs.tsv")
        for sign in row["signs"].split("|")
    }


_SIGNS = _signs()
_SIGN = "|".join(sorted(map(re.escape, _SIGNS), key=len, reverse=True))
_AMOUNT = r"\d{1,6}(?:[.,' ]\d{3}(?!\d))*(?:[.,]\d{1,2})?(?:[.,]-{1,2})?(?!\d)"
_LABEL = r"(?:(?:price|prix|precio|preis|preco|цена|价格|定价|السعر)\s?[:：]?\s?)?"
# A number of pages is no amount.
_PAGES = r"(?!\s?(?:p|pp|pages?|paginas?|seiten?|s|стр|с|页)\b)"
_BEFORE = re.compile(rf"{_LABEL}(?P<sign>{_SIGN})\s?(?P<amount>{_AMOUNT}){_PAGES}")
_AFTER = re.compile(rf"{_LABEL}(?P<amount>{_AMOUNT})\s?(?P<sign>{_SIGN})(?![^\W_])")
_CODED = re.compile(
    rf"{_LABEL}(?:(?P<before>[a-z]{{3}})\s?(?P<first>{_AMOUNT}){_PAGES}|"
    rf"(?P<last>{_AMOUNT})\s?(?P<after>[a-z]{{3}})(?![^\W_]))"
)
# Codes that are also words printed in capitals.
_WORDS = frozenset({"ALL", "TOP", "CUP", "PEN", "TRY", "MOP", "BAM", "XXX", "XTS"})


def price(text: str, low: str, at: int) -> Price | None:
    """Return the price that begins at ``at``, or ``None``.

    Args:
        text: The line as printed.
        low: The same, letter for letter in lower case without accents.
        at: Where to read.

    >>> price("THB 250", "thb 250", 0)
    Price(amount=250.0, currency='THB', stop=7)
    >>> price("Can$ 25", "can$ 25", 0).currency, price("$25", "$25", 0).currency
    ('CAD', None)
    """
    coded = _coded(text, low, at)
    if coded is not None:
        return coded
    if at and low[at - 1].isalnum():
        return None
    found = _BEFORE.match(low, at) or _AFTER.match(low, at)
    if found is None:
        return None
    return Price(number(found["amount"]), _SIGNS[found["sign"]], found.end())


def _coded(text: str, low: str, at: int) -> Price | None:
    """Read an amount with a code of ISO 4217 before or after it."""
    found = _CODED.match(low, at)
    if found is None or (at and low[at - 1].isalnum()):
        return None
    side = "before" if found["before"] else "after"
    name = text[found.start(side) : found.end(side)]
    code = name.upper()
    if not (name.isupper() or code in _MAIN) or (code in _WORDS and side == "before"):
        return None
    if pycountry.currencies.get(alpha_3=code) is None:
        return None
    return Price(number(found["first"] or found["last"]), code, found.end())


_MAIN = frozenset({"USD", "EUR", "CHF", "GBP"})  # printed in small letters too


def number(text: str) -> float:
    """Read ``1,250.00``, ``1.250,00``, ``25,5`` and ``30``.

    >>> [number(text) for text in ("1,250.00", "1.250,00", "25,5", "1,250", "30.-")]
    [1250.0, 1250.0, 25.5, 1250.0, 30.0]
    """
    text = text.rstrip(".,-")
    whole, _, rest = text.rpartition(max(".,", key=text.rfind))
    if whole and len(rest) < 3:
        return float(re.sub(r"\D", "", whole) + "." + rest)
    return float(re.sub(r"\D", "", text))
