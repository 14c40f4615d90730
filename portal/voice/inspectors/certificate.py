"""An inspector's certificate: a PDF/UA made when it is asked for and kept nowhere, for it may bear a name."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from flask import current_app

from portal.web.documents import render_pdf


def make(*, name: str, council: str, training: Sequence[str], visits: int, hours: str, dated: str) -> bytes:
    """The certificate as a PDF. What was learned is listed; nothing says which homes were visited."""
    page = current_app.jinja_env.get_template("inspectors/certificate_document.html")
    html = page.render(name=name, council_name=council, training=training, visits=visits, hours=hours, dated=dated)
    return render_pdf(html, identifier=sha256(html.encode()).hexdigest())
