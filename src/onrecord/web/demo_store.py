"""The made-up record of ``onrecord serve --demo``: three events as four outlets report them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from onrecord import api
from onrecord.progress import ProgressOption
from onrecord.settings import Settings


@contextmanager
def demo_store(settings: Settings, progress: ProgressOption = None) -> Iterator[tuple[str, str]]:
    """Make the store in a temporary folder, and give its address and the folder of transcripts.

    Args:
        settings: The settings of reading.
        progress: Called with the number of articles read.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="onrecord-demo-")))
        demo = stack.enter_context(as_file(files("onrecord.web") / "demo"))
        address = str(folder / "demo.db")
        with api.open_store(address) as store:
            articles = sorted((demo / "articles").glob("*.html"), key=lambda path: path.name)
            api.add(articles, store, settings=settings, progress=progress)
            api.compare(store, limit=1)
        yield address, str(demo / "transcripts")
