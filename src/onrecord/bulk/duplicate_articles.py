"""The table of articles that are nearly the same as an earlier one, made from the signatures of a whole run."""

from __future__ import annotations

import shutil

import numpy as np

from onrecord.bulk.text_signature import find_originals
from onrecord.parquet.folder_storage import FolderStorage
from onrecord.parquet.parquet_folder import done_files
from onrecord.parquet.parquet_schema import ARTICLES, SIGNATURE_SIZE

DUPLICATES_FILE = "duplicates/duplicates.parquet"
_COLUMNS = ["record", "page_location", "page_retrieved", "day", "signature"]


def mark_duplicates(storage: FolderStorage) -> int:
    """Write the table of near-duplicates among the done units' articles, and return how many there are.

    The original is the article with the earliest day, then the one fetched first. About 400 bytes of memory are
    needed for each article.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    tables = [
        pq.read_table(files[ARTICLES], columns=_COLUMNS, partitioning=None, filesystem=storage.file_system)
        for files in done_files(storage)
    ]
    articles = pa.concat_tables(tables) if tables else pa.table({name: [] for name in _COLUMNS})
    articles = articles.filter(pc.is_valid(articles["signature"])) if len(articles) else articles
    order = [("day", "ascending"), ("page_retrieved", "ascending"), ("page_location", "ascending")]
    articles = articles.sort_by(order) if len(articles) else articles
    flat = articles["signature"].combine_chunks().flatten().to_numpy() if len(articles) else np.zeros(0, np.uint32)
    signatures = flat.reshape(-1, SIGNATURE_SIZE)
    originals = find_originals(signatures)
    copies = np.flatnonzero(originals != np.arange(len(originals)))
    shares = (signatures[copies] == signatures[originals[copies]]).mean(1)
    records, locations = articles["record"], articles["page_location"]
    table = pa.table(
        {
            "record": records.take(pa.array(copies)).cast(pa.string()),
            "page_location": locations.take(pa.array(copies)).cast(pa.string()),
            "original_record": records.take(pa.array(originals[copies])).cast(pa.string()),
            "original_location": locations.take(pa.array(originals[copies])).cast(pa.string()),
            "similarity": pa.array(shares, pa.float64()),
        }
    )
    workplace = storage.make_workplace("duplicates")
    try:
        pq.write_table(table, str(workplace / "table"), compression="zstd")
        storage.move_in(workplace / "table", DUPLICATES_FILE)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return len(copies)
