"""httpx over guarded connections."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from onrecord.errors import FetchError
from onrecord.pages.http.ssrf_guard import Backend, Deadline


class Guarded(httpx.BaseTransport):
    """What httpx.HTTPTransport is, over a network backend of our own, which that one does not take."""

    def __init__(self, backend: Backend, deadline: Deadline) -> None:
        self._deadline = deadline
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=backend, max_connections=10, keepalive_expiry=10.0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
        )
        with told(self._deadline):
            answer = self._pool.handle_request(asked)
        body = _Body(answer, self._deadline)
        return httpx.Response(answer.status, headers=answer.headers, stream=body, extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, deadline: Deadline) -> None:
        self._answer = answer
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        with told(self._deadline):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def told(deadline: Deadline) -> Iterator[None]:
    """Raises FetchError, which says what is wrong, for what goes wrong on the way."""
    try:
        yield
    except (httpcore.TimeoutException, httpx.TimeoutException):
        raise deadline.passed() from None
    except (httpcore.ConnectError, httpx.ConnectError) as error:
        untrusted = any(isinstance(part, ssl.SSLCertVerificationError) for part in error.args)
        reason = f"the connection failed ({_detail(error)}); check the address and the connection"
        raise FetchError(reason, retryable=not untrusted) from None
    except (httpcore.ProtocolError, httpx.ProtocolError) as error:
        cut = isinstance(error, httpcore.RemoteProtocolError | httpx.RemoteProtocolError)  # perhaps the connection was
        reason = f"the server does not speak HTTP as it should ({_detail(error)}); try again later"
        raise FetchError(reason, retryable=cut) from None
    except (httpcore.NetworkError, httpx.TransportError) as error:
        raise FetchError(f"the connection broke ({_detail(error)}); try again", retryable=True) from None


def _detail(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
