"""A bulk run in a process of its own, whose readers die of a page.

``python -m reliability.bulk_driver ENGINE OUT UNIT…``
"""

from __future__ import annotations

import sys
from functools import partial

from bulk.bulk_samples import SETTINGS, fragile_pool, fragile_reader
from onrecord.bulk.bulk_run import BulkOptions, MakePool, run_bulk
from onrecord.errors import BulkError


def make_pool(engine: str) -> MakePool:
    """Return what makes the engine's workers, with readers that die of a deadly page."""
    if engine == "local":
        return fragile_pool
    from onrecord.bulk.ray_pool import RayPool

    return partial(RayPool, make=fragile_reader)


def main() -> int:
    """Run, and exit with 1 if something is left and 2 if the folder cannot be written."""
    engine, out, *units = sys.argv[1:]
    try:
        outcome = run_bulk(units, out, SETTINGS, BulkOptions(2), make_pool(engine))
    except BulkError as error:
        print(error, file=sys.stderr)
        return 2
    return int(outcome.left > 0 or "failed" in outcome.units)


if __name__ == "__main__":
    sys.exit(main())
