"""httpx over guarded connections, with httpcore's errors as ours."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from onrecord.errors import FetchError
from onrecord.pages.http.ssrf_guard import Deadline, GuardedBackend


class GuardedTransport(httpx.BaseTransport):
    """What httpx.HTTPTransport is, over a network backend of our own, which that one does not accept."""

    def __init__(self, backend: GuardedBackend, deadline: Deadline) -> None:
        self._deadline = deadline
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=backend, max_connections=10, keepalive_expiry=10.0
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request through the guarded connection pool."""
        url = request.url
        raw_request = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
        )
        with translated_errors(self._deadline):
            response = self._pool.handle_request(raw_request)
        body = _ResponseBody(response, self._deadline)
        return httpx.Response(response.status, headers=response.headers, stream=body, extensions=response.extensions)

    def close(self) -> None:
        """Close the connections."""
        self._pool.close()


class _ResponseBody(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response, deadline: Deadline) -> None:
        self._response = response
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        with translated_errors(self._deadline):
            yield from self._response.iter_stream()

    def close(self) -> None:
        """Close the connections."""
        self._response.close()


@contextmanager
def translated_errors(deadline: Deadline) -> Iterator[None]:
    """Raise FetchError, which says what is wrong, for the errors of httpcore and httpx inside the block."""
    try:
        yield
    except (httpcore.TimeoutException, httpx.TimeoutException):
        raise deadline.exceeded() from None
    except (httpcore.ConnectError, httpx.ConnectError) as error:
        untrusted = any(isinstance(argument, ssl.SSLCertVerificationError) for argument in error.args)
        reason = f"the connection failed ({_one_line(error)}); check the address and the connection"
        raise FetchError(reason, retryable=not untrusted) from None
    except (httpcore.ProtocolError, httpx.ProtocolError) as error:
        # The connection may have been cut, which another try may not meet.
        cut = isinstance(error, httpcore.RemoteProtocolError | httpx.RemoteProtocolError)
        reason = f"the server does not speak HTTP as it should ({_one_line(error)}); try again later"
        raise FetchError(reason, retryable=cut) from None
    except (httpcore.NetworkError, httpx.TransportError) as error:
        raise FetchError(f"the connection broke ({_one_line(error)}); try again", retryable=True) from None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
