"""What other libraries read names of countries as: run by the Python they are installed for.

Imports nothing of the project, since its own environment and theirs cannot be one. Reads two
JSON lists, names of countries and other texts; writes what each library answers, its look-ups
per second and the seconds its import takes:

    .venv-peers/bin/python tests/benchmarks/place_peers.py < texts.json > answers.json
"""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

LookUp = Callable[[str], str | None]


def _pycountry(module: Any) -> LookUp:
    def look_up(text: str) -> str | None:
        try:
            return str(module.countries.lookup(text).alpha_2)
        except LookupError:
            return None

    return look_up


def _country_converter(module: Any) -> LookUp:
    logging.getLogger("country_converter").setLevel(logging.CRITICAL)
    converter = module.CountryConverter()

    def look_up(text: str) -> str | None:
        found = converter.convert(text, to="ISO2", not_found=None)
        return found if isinstance(found, str) and len(found) == 2 and found != text else None

    return look_up


def _countryguess(module: Any) -> LookUp:
    def look_up(text: str) -> str | None:
        found = module.guess_country(text, attribute="iso2", default=None)
        return str(found) if found else None

    return look_up


def _countrynames(module: Any) -> LookUp:
    def look_up(text: str) -> str | None:
        found = module.to_code(text)
        return str(found) if found else None

    return look_up


def _rigour(module: Any) -> LookUp:
    def look_up(text: str) -> str | None:
        found = module.lookup_territory(text)
        return str(found.code).upper() if found else None

    return look_up


def _hdx(module: Any) -> LookUp:
    def look_up(text: str) -> str | None:
        code = module.Country.get_iso3_country_code(text)
        return module.Country.get_iso2_from_iso3(code) if code else None

    return look_up


_PEERS: Final[dict[str, tuple[str, Callable[[Any], LookUp]]]] = {
    "pycountry": ("pycountry", _pycountry),
    "country_converter": ("country_converter", _country_converter),
    "countryguess": ("countryguess", _countryguess),
    "countrynames": ("countrynames", _countrynames),
    "rigour": ("rigour.territories", _rigour),
    "hdx-python-country": ("hdx.location.country", _hdx),
}


def answers(names: list[str], others: list[str], look_up: LookUp) -> tuple[list[str | None], float]:
    """Return what each text is read as, and look-ups per second of CPU on names asked once.

    Once, because some of these libraries remember what they were asked before; after the other
    texts, because most of them load their tables when they are first needed.
    """
    rest = [look_up(text) for text in others]
    began = time.process_time()
    found = [look_up(name) for name in names]
    passed = time.process_time() - began
    return [*found, *rest], len(names) / passed


def start(statement: str) -> float:
    """Return the seconds that a new Python needs for ``statement``, the best of three."""
    timed = f"import time; b = time.perf_counter(); {statement}; print(time.perf_counter() - b)"
    ran = (
        subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)
        for _ in range(3)
    )
    return min(float(one.stdout.split()[-1]) for one in ran)


def main() -> None:
    """Answer the names and texts on standard input with every library that is installed."""
    names, others = json.load(sys.stdin)
    told: dict[str, dict[str, Any]] = {}
    for name, (module, made) in _PEERS.items():
        try:
            look_up = made(import_module(module))
        except (ImportError, TypeError) as error:  # not there, or not with this pandas
            told[name] = {"error": str(error)}
            continue
        found, speed = answers(names, others, look_up)
        told[name] = {"answers": found, "speed": speed, "start": start(f"import {module}")}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
