"""The field for one uploaded file."""

import io

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form

from portal.web.files import FileField


class Upload(Form):
    """A form with one file of up to two kilobytes."""

    file = FileField("CSV file", required="Choose a CSV file", most_bytes=2_048, accept=".csv")


def chosen(content: bytes, name: str = "needs.csv") -> Upload:
    return Upload(MultiDict({"file": FileStorage(io.BytesIO(content), filename=name)}))


@pytest.mark.parametrize("content", [b"", b"a,b\n", b"x" * 2_048])
def test_a_file_is_its_bytes(content: bytes) -> None:
    form = chosen(content)
    assert form.validate() and form.file.data == content


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (chosen(b"x" * 2_049), "CSV file must be 2 KB or smaller"),
        (chosen(b"", name=""), "Choose a CSV file"),
        (Upload(MultiDict({"file": "typed, not chosen"})), "Choose a CSV file"),
        (Upload(MultiDict()), "Choose a CSV file"),
    ],
)
def test_a_file_too_long_or_missing_is_refused(form: Upload, message: str) -> None:
    assert not form.validate()
    assert form.file.errors == [message]


def test_the_input_says_what_it_takes_and_what_is_wrong() -> None:
    form = chosen(b"", name="")
    form.validate()
    written = form.file()
    assert 'type="file"' in written and 'accept=".csv"' in written
    assert 'aria-describedby="file-error"' in written and "Choose a CSV file" in written
