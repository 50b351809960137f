"""The OpenAPI 3.1 document, made from the types of the operations by msgspec: bounds and descriptions included."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from litestar import Response, get

from onrecord import __version__
from onrecord.web.problems import PROBLEM_TYPE
from onrecord.web.rest.examples import EXAMPLES
from onrecord.web.rest.operations import API, JSON, OPERATIONS, Operation, json_answer
from onrecord.web.site import PageRequest, site_of

REFERENCE = "#/components/schemas/{name}"
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "An error, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
    },
    "required": ["type", "status", "title"],
}
_PATH_VALUE = re.compile(r"\{(\w+):(\w+)\}")


@get(f"{API}/openapi.json", include_in_schema=False)
async def openapi_document(request: PageRequest) -> Response[bytes]:
    """The document of the API, for the server that is asked."""
    return json_answer(request, document(public=site_of(request).options.public), 200)


def document(*, public: bool = False) -> dict[str, Any]:
    """Return the OpenAPI document; of a public server without what it refuses."""
    listed_operations = [described for described in OPERATIONS if described.method == "GET" or not public]
    types = [
        hint for described in listed_operations for hint in (described.response, described.request) if hint is not None
    ]
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    schema_of = dict(zip(map(_type_key, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for described in listed_operations:
        path = API + _PATH_VALUE.sub(r"{\1}", described.path)
        paths.setdefault(path, {})[described.method.lower()] = _operation(described, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "onrecord",
            "version": __version__,
            "description": "Who is reported to have said what. It does not say whether that is true.",
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": PROBLEM_SCHEMA},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def _type_key(hint: Any) -> str:
    return repr(hint)


def _operation(described: Operation, schema_of: dict[str, Any]) -> dict[str, Any]:
    content = {JSON: _content(described.response, schema_of)}
    shape: dict[str, Any] = {
        "operationId": described.function.__name__,
        "summary": described.summary,
        "parameters": [*_path_parameters(described.path), *_query_parameters(described.query)],
        "responses": {
            str(described.status): {"description": "Done.", "content": content},
            "default": {
                "description": "It could not be done.",
                "content": {PROBLEM_TYPE: {"schema": {"$ref": REFERENCE.format(name="Problem")}}},
            },
        },
    }
    if described.request is not None:
        shape["requestBody"] = {"required": True, "content": {JSON: _content(described.request, schema_of)}}
    return shape


def _content(hint: Any, schema_of: dict[str, Any]) -> dict[str, Any]:
    content = {"schema": schema_of[_type_key(hint)]}
    if hint in EXAMPLES:
        content["example"] = msgspec.to_builtins(EXAMPLES[hint])
    return content


def _path_parameters(path: str) -> list[dict[str, Any]]:
    types = {"int": {"type": "integer", "minimum": 0}, "str": {"type": "string", "minLength": 1}}
    return [
        {"name": name, "in": "path", "required": True, "schema": types.get(kind, types["str"])}
        for name, kind in _PATH_VALUE.findall(path)
    ]


def _query_parameters(query: type[msgspec.Struct] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    (schema,), components = msgspec.json.schema_components([query], ref_template=REFERENCE)
    properties = components[schema["$ref"].rpartition("/")[2]]["properties"]
    return [_query_parameter(name, dict(shape)) for name, shape in properties.items()]


def _query_parameter(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter; null stands for a parameter that is not sent."""
    choices = [choice for choice in shape.pop("anyOf", []) if choice != {"type": "null"}]
    if choices:
        shape = {**choices[0], **{key: value for key, value in shape.items() if value is not None}}
    if shape.get("default", "") is None or shape.get("default") == []:
        shape.pop("default")
    description = shape.pop("description", None)
    return {"name": name, "in": "query", "schema": shape, **({"description": description} if description else {})}
