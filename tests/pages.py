"""Made-up pages of labelled cards, as many as a test needs: every word is drawn by number."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORDS = re.findall(
    r"\w+",
    "harbour survey labour mobility rights shelter court border health wages debt recruitment "
    "visa fisheries mining textile farm student migrant return family guardian interview method "
    "ethics data referral screening handbook training budget policy treaty island desert river "
    "seasonal informal digital payment transport storage school clinic union employer contract "
    "complaint remedy inspection audit supply chain retail garment brick cocoa cotton coffee",
)
_PLACES = ("Albania", "Kenya", "Nepal", "Peru", "Ghana", "Serbia", "Niger", "Nigeria", "Kosovo")
_YEARS_ON = {2: 1, 3: 3}


@dataclass(frozen=True, slots=True)
class Card:
    """Entry number ``work`` in one of its wordings.

    0 as it is, 1 with a subtitle, 2 a year on, 3 three years on, which a steward is asked about.
    """

    work: int
    wording: int = 0


def page(cards: Iterable[Card]) -> str:
    """Return a page in the layout `labelled_cards`."""
    head = "Skip to main content\n\nReports and Research IOM\n\n"
    return head + "".join(map(entry, cards))


def entry(card: Card) -> str:
    """Return one entry; the same card is always the same text."""
    drawn = random.Random(card.work)
    title = " ".join(drawn.sample(_WORDS, drawn.randint(5, 8))).capitalize()
    prose = ". ".join(" ".join(drawn.sample(_WORDS, 14)).capitalize() for _ in range(3))
    place, year = drawn.choice(_PLACES), drawn.randint(1998, 2024)
    subtitle = ": A longer account" if card.wording == 1 else ""
    return (
        f"{title}{subtitle}\n\n{prose}.\nCountry\n{place}\nRegion\nAuthors\n"
        f"Year\n{year + _YEARS_ON.get(card.wording, 0)}\nCategory\n\n"
    )
