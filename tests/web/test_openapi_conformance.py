"""Schemathesis over the OpenAPI document: no error of the server, and no answer that the document does not describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
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
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(document()).get_all_operations()]


@pytest.fixture(scope="module")
def called_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    """A server whose store may be changed, and that may be asked often."""
    path: Path = tmp_path_factory.mktemp("openapi") / "onrecord.db"
    fill_store(path)
    with running_site(path, changes_per_minute=100_000) as running:
        yield running


@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_answers_are_as_described(operation: APIOperation, called_site: RunningSite) -> None:
    @given(case=one_of(operation.as_strategy(mode) for mode in GenerationMode))
    @settings(
        max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(base_url=called_site.address, checks=CHECKS)

    call()
