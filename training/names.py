"""Names of people from every continent, made up from the word lists of faker (MIT licence; PyPI)."""

from __future__ import annotations

import importlib
import re
from functools import cache

import numpy as np

# Locales whose lists are in Latin letters, or have their names romanized.
_LOCALES = """
    az_AZ cs_CZ da_DK de_DE de_CH en_GB en_IE en_IN en_KE en_NG en_NZ en_PK en_TH en_US es_AR es_CL
    es_CO es_ES es_MX et_EE fi_FI fr_CA fr_DZ fr_FR ga_IE ha_NG hr_HR hu_HU id_ID ig_NG is_IS it_IT
    ja_JP lt_LT lv_LV nl_NL no_NO pt_BR pt_PT ro_RO sk_SK sl_SI sv_SE tr_TR tw_GH uz_UZ vi_VN yo_NG
    zh_CN zh_TW zu_ZA
"""
LOCALES = tuple(_LOCALES.split())
PARTICLES = ("van", "van der", "de", "de la", "bin", "von", "di", "da", "dos", "el", "ben", "ter")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ’'‘ʻʼ.-]+(?: [A-Za-zÀ-ɏḀ-ỿ’'‘ʻʼ.-]+)?")


@cache
def lists(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The given and the family names of a locale, in Latin letters."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    return _words(provider, "first_"), _words(provider, "last_")


def _words(provider: type, prefix: str) -> tuple[str, ...]:
    tables = [getattr(provider, key) for key in dir(provider) if key.startswith(prefix) and "name" in key]
    words = {w for table in tables if isinstance(table, (tuple, list, dict)) for w in table if isinstance(w, str)}
    return tuple(sorted(w.title() if w.isupper() else w for w in words if _LATIN.fullmatch(w)))


class Stranger:
    """A made-up person: a given and a family name of one locale."""

    def __init__(self, rng: np.random.Generator) -> None:
        given_names, family_names = lists(LOCALES[rng.integers(len(LOCALES))])
        self.given = given_names[rng.integers(len(given_names))]
        self.family = family_names[rng.integers(len(family_names))]
        if rng.random() < 0.06:
            self.family = f"{PARTICLES[rng.integers(len(PARTICLES))]} {self.family}"
        elif rng.random() < 0.06:
            self.family = f"{self.family}-{family_names[rng.integers(len(family_names))]}"
        elif rng.random() < 0.05:
            self.given = f"{self.given[0]}. {given_names[rng.integers(len(given_names))][0]}."
