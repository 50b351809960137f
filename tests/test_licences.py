"""What a user installs beside onrecord is under permissive licences, with exceptions that are listed."""

from __future__ import annotations

import sys
from importlib.metadata import distribution

from packaging.requirements import Requirement

from paths import ROOT

sys.path.append(str(ROOT / "docs"))
import licences


def test_every_runtime_dependency_is_permissive_or_a_known_exception() -> None:
    found = licences.runtime_licences()
    assert {"httpx", "trafilatura", "litestar", "psycopg", "pyarrow"} <= {package.name for package in found}
    refused = [package for package in found if not licences.is_allowed(package)]
    assert not refused, f"not permissive, and not among the exceptions in docs/licences.py: {refused}"


def test_other_licences_are_refused() -> None:
    for licence in ("GPL-3.0-only", "AGPL-3.0", "MIT AND GPL-2.0-only", "Proprietary", "", "MPL-2.0"):
        assert not licences.is_allowed(licences.Package("anything", "1", licence, ("core",))), licence
    for licence in ("MIT", "GPL-2.0-only OR MIT", "Apache-2.0 AND BSD-2-Clause", "(MIT OR X11) AND ISC"):
        assert licences.is_allowed(licences.Package("anything", "1", licence, ("core",))), licence


def test_the_table_in_the_documents_names_every_direct_dependency_and_exception() -> None:
    table = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    direct = {requirement.name for requirement in map(Requirement, distribution("onrecord").requires or [])}
    shipped = direct & {package.name for package in licences.runtime_licences()}
    missing = [name for name in (*shipped, *licences.EXCEPTIONS) if f"| {name} |" not in table]
    assert not missing, f"{missing}: run python3 docs/licences.py"
