"""A field for one uploaded file, read into memory up to a limit.

FileField("CSV file", required="Choose a CSV file", most_bytes=2_000_000, accept=".csv,text/csv")
too_large=… says more than the limit. data: bytes, or None when nothing was chosen. A form that has one needs
enctype="multipart/form-data".
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError

from portal.web import widgets
from portal.web.fields import PortalField


class FileInput(widgets.Widget):
    """The browser's own choice of a file."""

    def __call__(self, field: Any, **options: Any) -> Markup:
        """The group around the input; a file cannot be shown again, so it has no value."""
        attributes = self.input_attributes(field, "govuk-file-upload")
        shown = widgets.void("input", type="file", accept=field.accept, **attributes)
        return self.group(field, widgets.label(field, **options) + widgets.notes(field) + shown)


class FileField(PortalField):
    """One file; its bytes, never its name, are what counts."""

    widget: Any = FileInput()
    data: Any

    def __init__(
        self, label: str, *, most_bytes: int, accept: str | None = None, too_large: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.most_bytes, self.accept = most_bytes, accept
        self.too_large = too_large or f"{self.subject} must be {most_bytes // 1024:,} KB or smaller"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read one byte more than is allowed, so that a longer file is known without being read whole."""
        files = [value for value in valuelist if isinstance(value, FileStorage) and value.filename]
        self.data = files[0].stream.read(self.most_bytes + 1) if files else None

    @property
    def blank(self) -> bool:
        """Whether no file was chosen; an empty file is a file."""
        return self.data is None

    def check(self) -> None:
        """Hold the file to its limit."""
        if len(self.data or b"") > self.most_bytes:
            raise ValidationError(self.too_large)
