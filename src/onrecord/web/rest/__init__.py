"""The same record for programs: REST under ``/api/v1``, with OpenAPI 3.1."""
