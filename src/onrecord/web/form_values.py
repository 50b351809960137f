"""What a form that was sent holds: texts, numbers and files, whatever a browser leaves empty."""

from __future__ import annotations

from litestar.datastructures import FormMultiDict, UploadFile

from onrecord.web.site import PageRequest

MAX_LINE = 2_000  # characters of a field of one line
MAX_NAME = 200  # characters of a file's name


class FormValues:
    """The values of a form by the names of its fields."""

    def __init__(self, values: FormMultiDict) -> None:
        self._values = values

    @classmethod
    async def of(cls, request: PageRequest) -> FormValues:
        """Return the values of the form that a request sends."""
        return cls(await request.form())

    def text(self, name: str) -> str:
        """Return a text of several lines as it was typed; empty if the field is missing."""
        value = self._values.get(name, "")
        return value if isinstance(value, str) else ""

    def line(self, name: str, limit: int = MAX_LINE) -> str:
        """Return a text of one line, without spaces around it, cut to ``limit`` characters."""
        return " ".join(self.text(name).split())[:limit]

    def lines(self, name: str, limit: int = MAX_LINE) -> list[str]:
        """Return all values of a field that may be sent several times, without empty ones."""
        values = (value.strip() for value in self._values.getall(name, []) if isinstance(value, str))
        return [value for value in values if value and len(value) <= limit]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers that were chosen; what is no number is passed over."""
        texts = [value for value in self._values.getall(name, []) if isinstance(value, str)]
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 10]

    async def files(self, name: str) -> list[tuple[str, bytes]]:
        """Return name and bytes of the files that were chosen; empty ones are passed over."""
        uploads = [value for value in self._values.getall(name, []) if isinstance(value, UploadFile)]
        files = [(upload.filename[:MAX_NAME], await upload.read()) for upload in uploads]
        return [(file_name, data) for file_name, data in files if data.strip()]
