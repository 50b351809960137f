"""``onrecord schema``."""

from __future__ import annotations

import json

from onrecord.api import json_schema


def schema() -> None:
    """Print the JSON Schema of a record (draft 2020-12)."""
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
