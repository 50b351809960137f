"""Quotations clustered into utterances as they arrive: shingles propose candidates, the words themselves decide.

A cluster is a connected component of ``is_same_utterance``. Since that looks at two quotations alone, clusters only
grow or merge, and the order of adding changes nothing. A new quotation is compared only with those that share a shingle
with it, and with no more of a cluster once it is found to belong there: the work grows with the number of quotations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from onrecord.comparison.matching import is_same_utterance
from onrecord.comparison.quote_fingerprint import QuoteFingerprint


class Clustering:
    """Clusters of quotations, each with the number of the quotation that it began with.

    When clusters merge, the smallest number stays: the oldest, where numbers are given in order.

    Attributes:
        merged: Numbers of clusters that were merged into another, with the number of that other.
    """

    def __init__(self) -> None:
        self.merged: dict[int, int] = {}
        self._quotes: dict[int, QuoteFingerprint] = {}
        self._clusters: dict[int, int] = {}
        self._index: dict[int, int | list[int]] = {}  # most shingles are of one quotation: a list for each is slow

    def add_known(self, quote: QuoteFingerprint, cluster: int) -> None:
        """Add a quotation whose cluster is known."""
        self._quotes[quote.id] = quote
        self._clusters[quote.id] = cluster
        for key in quote.index_keys:
            indexed = self._index.setdefault(key, quote.id)
            if isinstance(indexed, list):
                indexed.append(quote.id)
            elif indexed != quote.id:
                self._index[key] = [indexed, quote.id]

    def add(self, quote: QuoteFingerprint) -> int:
        """Add a new quotation and return its cluster; several clusters may become one by it."""
        matches = list(self._matching_clusters(quote))
        cluster = min(matches, default=quote.id)
        for match in matches:
            if match != cluster:
                self.merged[match] = cluster
        self.add_known(quote, cluster)
        return cluster

    def cluster_of(self, quote_id: int) -> int:
        """Return the present cluster of a quotation, by its number."""
        self._clusters[quote_id] = cluster = self.current(self._clusters[quote_id])
        return cluster

    def current(self, cluster: int) -> int:
        """Return the cluster that a cluster is part of now."""
        root = cluster
        while root in self.merged:
            root = self.merged[root]
        while cluster in self.merged:  # path compression
            self.merged[cluster], cluster = root, self.merged[cluster]
        return root

    def clusters(self) -> dict[int, list[int]]:
        """Return the numbers of the quotations of each cluster."""
        members: dict[int, list[int]] = {}
        for quote_id in self._clusters:
            members.setdefault(self.cluster_of(quote_id), []).append(quote_id)
        return members

    def _matching_clusters(self, quote: QuoteFingerprint) -> Iterator[int]:
        """Yield the clusters that have the same words, those that share most shingles first."""
        shared_shingles: Counter[int] = Counter()
        for key in quote.lookup_keys & self._index.keys():
            indexed = self._index[key]
            shared_shingles.update(indexed if isinstance(indexed, list) else (indexed,))
        matches: set[int] = set()
        for candidate, _ in shared_shingles.most_common():
            cluster = self.cluster_of(candidate)
            if cluster not in matches and is_same_utterance(quote, self._quotes[candidate]):
                matches.add(cluster)
                yield cluster


def cluster_all(quotes: Iterable[QuoteFingerprint]) -> dict[int, list[int]]:
    """Return the clusters of all quotations, by number."""
    clustering = Clustering()
    for quote in quotes:
        clustering.add(quote)
    return clustering.clusters()
