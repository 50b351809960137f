"""Schemathesis over the OpenAPI document: no error of the server, and no answer that the document does not describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from site_server import RunningSite, running_site

from conftest import fill_store
from onrecord.web.rest.openapi import document

CHECKS = [
    not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance,
    unsupported_method,
]  # fmt: skip
schema = schemathesis.openapi.from_dict(document())


@pytest.fixture(scope="module")
def called_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A server whose store may be changed, and that may be asked often."""
    path: Path = tmp_path_factory.mktemp("openapi") / "onrecord.db"
    fill_store(path)
    with running_site(path, changes_per_minute=100_000) as running:
        yield running


@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_described(case: schemathesis.Case, called_site: RunningSite) -> None:
    case.call_and_validate(base_url=called_site.address, checks=CHECKS)
