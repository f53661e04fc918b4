"""Pairs of listings whose titles one small word turns, or a note on the kind of document tells.

Each verdict was written before the pair was ever matched; the abstracts are written for this table.
"""

from __future__ import annotations

from tests.match.listed_more import _beside, _pair
from tests.match.listed_pairs import APART, ASK, SAME, Listed
from tests.match.listed_pairs import each as _each
from tests.match.listed_pairs import titled as _t

NURSES = (
    "Nurses leave rural clinics for the capital and the capital for abroad. Drawing on payroll "
    "data and interviews in four provinces, the authors estimate how many posts stay empty, what "
    "an allowance would change, and which agreements between ministries slow departure."
)
COURTS = (
    "Courts hear few cases of debt bondage although inspectors report many. This volume explains "
    "why complaints are withdrawn, sets out model questions for prosecutors, and reproduces forty "
    "judgments with notes on evidence and compensation."
)
_WORK = "Nurses on the Move"

TURNED: tuple[Listed, ...] = (
    *_each(
        "one small word turns the title",
        APART,
        _pair("Estimating Remittances {} Tajikistan", "to", "from", 2015, abstract=COURTS),
        _pair("Migration {} Development in the Sahel", "and", "without", 2015, abstract=COURTS),
        _pair("Laws {} Labour Brokers: A Compendium", "for", "against", 2015, authors="IOM"),
        _pair("Rapport sur le travail {} contrat", "avec", "sans", 2015, authors="OIT"),
    ),
    *_each(
        "words that are letters apart",
        APART,
        _pair("Rules on Wages: A Guide for {}", "Employers", "Employees", 2015, authors="ILO"),
        _pair("{} Findings on Health in Camps", "Quantitative", "Qualitative", 2015, authors="IOM"),
        _pair("Profiles of the {} in Thailand", "Trafficked", "Trafficker", 2015, authors="IOM"),
        _pair("Policy Series on Diasporas {}", "A", "B", 2015, authors="IOM"),
        _pair("Studies on Return and Labour {}", "I", "II", 2015, abstract=COURTS),
        _pair("Bulletin on Fishers, Issue {}", "Thirteen", "Fourteen", 2015, abstract=COURTS),
    ),
    *_each(
        "what goes with a work, in several languages",
        APART,
        *(
            _beside(_WORK, f"{{}}{note}", 2015, abstract=NURSES)
            for note in (
                ": Questionnaire", ": Data Tables", ": Quick Reference Card", ": A Comic Book",
                ": Proceedings of the Launch Seminar", " (Newsletter)", ": Codebook",
            )
        ),
        _beside("Les infirmières en mouvement", "{} : Note de synthèse", 2015, abstract=NURSES),
        _beside("Les infirmières en mouvement", "{} : Cahier d'exercices", 2015, abstract=NURSES),
        _beside("Enfermeras en movimiento", "{}: Cuaderno de trabajo", 2015, abstract=NURSES),
        _beside("Krankenpflege unterwegs", "{}: Zusammenfassung", 2015, abstract=NURSES),
        _beside("Enfermeiras em movimento", "{}: Resumo executivo", 2015, abstract=NURSES),
    ),
    *_each(
        "a subtitle, or another text on the same",
        ASK,
        _beside(_WORK, "{}: Literature Review", 2015, abstract=NURSES),
        _beside(_WORK, "{}: Case Studies", 2015, abstract=NURSES),
        _beside(_WORK, "{}: Lessons Learned", 2015, abstract=NURSES),
    ),
    *_each(
        "one work, and the word that turns titles stands in both or in what one adds",
        SAME,
        _pair("{}: The Law against Debt Bondage", "Without Pay", "Without  Pay", 2015),
        _beside(_WORK, "{}: From Clinics without Posts to Posts Abroad", 2015, abstract=NURSES),
        _pair("Debt Bondage before the Courts: {}", "A Casebook", "Casebook", 2015),
        (
            _t("Debt Bondage before the Courts", 2015, "International Labour Organization (ILO)"),
            _t("Debt Bondage before the Courts", 2015, "ILO"),
        ),
    ),
)  # fmt: skip
