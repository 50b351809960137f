"""Measurements for Prometheus: how many requests, how long they took, how many jobs wait."""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10)


SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the environment variable of the folder in which processes count together


class Measurements:
    """The measurements of one server; of all its processes, where ``SHARED_FOLDER`` is set."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "onrecord_requests", "Requests answered.", ("method", "area", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "onrecord_request_seconds",
            "Time until an answer began.",
            ("area",),
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._jobs = Gauge(
            "onrecord_jobs_waiting",
            "Jobs that wait for their turn.",
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )

    def count(self, method: str, path: str, status: int, seconds: float) -> None:
        """Count one request. The area is the first part of its path, so that there are few."""
        area = path.split("/", 2)[1] if status < 404 or status >= 500 else "elsewhere"
        area = area if area.isalpha() and len(area) < 20 else "front" if path == "/" else "elsewhere"
        self._requests.labels(method if method.isalpha() else "other", area, str(status)).inc()
        self._seconds.labels(area).observe(seconds)

    def text(self, waiting_jobs: int) -> bytes:
        """Return the measurements as Prometheus reads them."""
        self._jobs.set(waiting_jobs)
        if SHARED_FOLDER not in os.environ:
            return generate_latest(self._registry)
        shared = CollectorRegistry()
        multiprocess.MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(shared)
