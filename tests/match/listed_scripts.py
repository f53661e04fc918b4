"""Look-alikes in scripts without spaces between words, and titles about another title.

Patterns of real series of international organisations; formal words for abstracts.
"""

from __future__ import annotations

from tests.match.listed_pairs import APART, ASK, SAME, Listed, each, titled

SAID = (
    "Interviews with seasonal workers in four harvest regions show how debts to labour brokers "
    "grow before departure, and how few complaints ever reach an inspector."
)


def _both(kind: str, expected: str, *pairs: tuple[str, str], abstract: str = SAID) -> list[Listed]:
    said = {"abstract": abstract} if abstract else {}
    return each(
        kind, expected, *((titled(a, 2015, **said), titled(b, 2015, **said)) for a, b in pairs)
    )


_LONG = "关于预防禁止和惩治贩运人口特别是妇女儿童行为的国家行动计划执行情况评估报告"

_PARTS = _both(
    "another part, number or subject, without spaces",
    APART,
    ("人口贩运问题简报第三期", "人口贩运问题简报第四期"),
    ("打击贩运人口年度报告二〇一四年", "打击贩运人口年度报告二〇一五年"),
    ("关于打击贩运妇女问题的地区报告", "关于打击贩运儿童问题的地区报告"),
    ("庇护所标准 上册", "庇护所标准 下册"),
    (f"{_LONG}上册", f"{_LONG}下册"),
    (f"{_LONG}：云南省", f"{_LONG}：四川省"),
    ("人身取引対策ハンドブック上巻", "人身取引対策ハンドブック下巻"),
    ("人身取引対策ハンドブック男性編", "人身取引対策ハンドブック女性編"),
    ("外国人労働者のためのガイドブック", "外国人労働者のためのワークブック"),
    ("คู่มือคุ้มครองแรงงานหญิง", "คู่มือคุ้มครองแรงงานชาย"),
    ("รายงานการค้ามนุษย์ เล่มที่ ๑", "รายงานการค้ามนุษย์ เล่มที่ ๒"),
    ("मानव तस्करी बुलेटिन अंक ३", "मानव तस्करी बुलेटिन अंक ४"),
    ("인신매매 방지 안내서 제삼권", "인신매매 방지 안내서 제사권"),
)

_BESIDE = _both(
    "a text beside the work, in other scripts",
    APART,
    ("债务的收获：四个地区的劳务中介", "债务的收获：四个地区的劳务中介 摘要"),
    ("庇护所标准报告", "庇护所标准报告执行摘要"),
    ("最初时刻：一线人员手册", "最初时刻：一线人员手册 培训师指南"),
    ("債務の収穫労働仲介者の調査", "債務の収穫労働仲介者の調査 概要"),
    (
        "Урожай долгов: посредники на рынке труда",
        "Урожай долгов: посредники на рынке труда. Краткий обзор",
    ),
    ("Урожай долгов: посредники", "Урожай долгов: посредники. Резюме"),
    (
        "Первые часы: пособие для сотрудников",
        "Первые часы: пособие для сотрудников. Руководство для тренера",
    ),
    ("Hasat ve Borç: İşçi Simsarları", "Hasat ve Borç: İşçi Simsarları - Yönetici Özeti"),
    (
        "Oogst van schulden: arbeidsbemiddelaars",
        "Oogst van schulden: arbeidsbemiddelaars. Samenvatting",
    ),
)

_ABOUT = _both(
    "a title about another title",
    ASK,
    ("Fair Recruitment in the Gulf States", "A Guide to Fair Recruitment in the Gulf States"),
    (
        "Fair Recruitment in the Gulf States",
        "Technical Note to Fair Recruitment in the Gulf States",
    ),
    ("Fair Recruitment in the Gulf States", "Introduction to Fair Recruitment in the Gulf States"),
    ("Fair Recruitment in the Gulf States", "Addendum to Fair Recruitment in the Gulf States"),
    ("Fair Recruitment in the Gulf States", "Notes on Fair Recruitment in the Gulf States"),
    ("Recrutement équitable dans le Golfe", "Guide du recrutement équitable dans le Golfe"),
)

_ONE = _both(
    "the same, printed otherwise",
    SAME,
    ("人口贩运简报 第三期", "人口贩运简报 第3期"),
    ("人口贩运问题简报第十二期", "人口贩运问题简报第12期"),
    ("债务的收获：劳务中介", "债务的收获:劳务中介"),
    ("รายงานการค้ามนุษย์ เล่มที่ ๑", "รายงานการค้ามนุษย์ เล่มที่ 1"),
    ("मानव तस्करी बुलेटिन अंक ३", "मानव तस्करी बुलेटिन अंक 3"),
    ("Shelter Standards: Volume 2", "Shelter Standards, Vol. II"),
    abstract="",
) + _both(
    "the same, scanned",
    SAME,
    ("Modern Remedies for Migrant Workers", "Modem Remedies for Migrant Workers"),
    ("Return Migration in the Balkans", "Retum Migration in the Balkans"),
    ("International Law and Fishers", "Intemational Law and Fishers"),
)

SCRIPTS: tuple[Listed, ...] = (*_PARTS, *_BESIDE, *_ABOUT, *_ONE)
