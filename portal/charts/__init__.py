"""Accessible SVG charts from plain series, drawn by ourselves: for the page, the PDF, and without script.

A chart is drawn twice, wide and narrow, because type that reads well at 1,280 pixels is lost at 320; the
style sheet shows one of them. Every chart has `<title>` and `<desc>`, tells its (at most four) series apart
by shape and dash as well as colour, and names each at its line's end. A symbol leaves a gap: it is never
drawn as zero and never bridged. Only presentation attributes are used, since the content security policy
refuses style attributes. The same values give the same bytes.
"""

from portal.charts.areas import Outlined, area_map
from portal.charts.bars import bar_chart
from portal.charts.boxes import Box, box_chart
from portal.charts.drawing import Chart, Series, Words, plain_number
from portal.charts.lines import line_chart

__all__ = [
    "Box",
    "Chart",
    "Outlined",
    "Series",
    "Words",
    "area_map",
    "bar_chart",
    "box_chart",
    "line_chart",
    "plain_number",
]
