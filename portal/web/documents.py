"""Documents on paper: HTML under the document style sheet (layouts/document.html) as PDF.

PDF/UA-1: tagged, titled, in a language. The renderer may open nothing, neither the network nor a local file: the style
sheet carries the typeface inside it.
"""

from __future__ import annotations

from portal.web.assets import asset_path


def render_pdf(html: str, *, identifier: str) -> bytes:
    """A PDF/UA-1 document of this HTML under the document style sheet; `identifier` is its permanent id."""
    # Imported where it is used: loading the renderer costs every worker memory that only this job needs.
    from weasyprint import CSS, HTML  # noqa: PLC0415
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    fetcher, fonts = URLFetcher(allowed_protocols={"data"}), FontConfiguration()
    sheet = CSS(string=asset_path("document.css").read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    document: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier.encode(),
    )
    return document
