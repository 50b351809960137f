"""Forms that no browser sends: what Litestar takes for its own fault is the sender's."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.enums import RequestEncodingType

from onrecord.web.problems import ProblemError

MAX_FIELDS = 1_000  # of a form, as Litestar has it for forms with files; 300,000 took 13 seconds
CSRF_FIELD = "_csrf_token"


class FormRequest(Request[Any, Any, State]):
    """A request whose form is text in UTF-8, of a number of fields."""

    async def form(self) -> FormMultiDict:
        """Return the form; empty for a body of another type.

        Raises:
            ProblemError: The form cannot be read.
        """
        is_plain = self.content_type[0] == RequestEncodingType.URL_ENCODED
        if is_plain and (await self.body()).count(b"&") >= MAX_FIELDS:
            raise ProblemError(413, "Too large", f"Send at most {MAX_FIELDS:,} fields.")
        try:
            form = await super().form()
        except (UnicodeError, LookupError):
            raise ProblemError(400, "Bad request", "The form is not text in UTF-8.") from None
        if files := [value for value in form.getall(CSRF_FIELD, []) if isinstance(value, UploadFile)]:
            for file in files:
                await file.close()
            raise ProblemError(400, "Bad request", "A file was sent in place of the form's token.")
        return form
