"""Charts as a reader of the markup meets them: names, gaps, lengths, and nothing the policy refuses."""

import itertools
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.charts import Chart, Series, Words, bar_chart, line_chart, plain_number
from portal.charts.lines import nice_ticks, spread
from portal.disclosure import Symbol

SVG = "{http://www.w3.org/2000/svg}"
X = Symbol.NOT_AVAILABLE
WORDS = Words("Sefton’s rate is the highest", "Sefton rose from 75 to 115.", "per 10,000 children")
YEARS = [("2019", date(2019, 3, 31)), ("2020", date(2020, 3, 31)), ("January 2022", date(2022, 1, 31))]


def lines(*values: tuple[int | Decimal | Symbol, ...]) -> Chart:
    series = [Series(f"Area {index}", each) for index, each in enumerate(values)]
    return line_chart(series, YEARS, WORDS, id_prefix="rate")


def bars(*values: tuple[int | Symbol, ...]) -> Chart:
    series = [Series(f"Year {index}", each) for index, each in enumerate(values)]
    return bar_chart(series, ["Under 1 year", "1 to 4 years"], WORDS, id_prefix="age")


def parse(drawing: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def texts(drawing: Markup) -> list[str]:
    return [each.text or "" for each in parse(drawing).iter(f"{SVG}text")]


def points(drawing: Markup) -> list[list[str]]:
    return [each.attrib["points"].split() for each in parse(drawing).iter(f"{SVG}polyline")]


@pytest.mark.parametrize("chart", [lines((75, 84, 115)), bars((19, 87), (28, 115))])
def test_a_chart_names_itself_and_describes_itself(chart: Chart) -> None:
    for drawing in (chart.wide, chart.narrow):
        svg = parse(drawing)
        title, description = svg[0], svg[1]
        assert (title.tag, title.text) == (f"{SVG}title", "Sefton’s rate is the highest")
        assert (description.tag, description.text) == (f"{SVG}desc", "Sefton rose from 75 to 115.")
        assert svg.attrib["role"] == "img"
        assert svg.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
        assert "width" not in svg.attrib, "it takes the width it is given"
        assert "font-family" in svg.attrib


@pytest.mark.parametrize("chart", [lines((75, 84, 115)), bars((19, 87), (28, 115))])
def test_a_chart_holds_nothing_the_content_policy_refuses_and_no_id_twice(chart: Chart) -> None:
    elements = list(ElementTree.fromstring(chart.__html__()).iter())
    ids = [each.attrib["id"] for each in elements if "id" in each.attrib]
    assert len(set(ids)) == len(ids) == 4
    assert not [each for each in elements if "style" in each.attrib or each.tag.endswith(("style", "script"))]


def test_series_differ_in_colour_dash_and_shape() -> None:
    svg = parse(lines((1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 6)).wide)
    drawn = list(svg.iter(f"{SVG}polyline"))
    assert [each.attrib["stroke"] for each in drawn] == ["#12436D", "#28A197", "#801650", "#F46A25"]
    assert len({each.attrib["stroke-dasharray"] for each in drawn}) == 4
    assert len({each.attrib["d"] for each in svg.iter(f"{SVG}path")}) == 4


def test_a_line_is_named_at_its_end_with_its_last_figure_and_when_that_was() -> None:
    written = texts(lines((75, 84, 115), (81, Decimal("88.70"), X), (X, X, X)).wide)
    assert written[-6:] == ["Area 0", "115", "Area 1", "88.7 in 2020", "Area 2", "no figures"]


def test_a_symbol_is_a_gap_in_the_line_and_never_zero() -> None:
    years = [(str(year), date(year, 3, 31)) for year in range(2015, 2020)]
    chart = line_chart([Series("A", (5, 6, X, 7, 8))], years, WORDS, id_prefix="gap")
    assert [len(run) for run in points(chart.wide)] == [2, 2]
    marks = [each.attrib["transform"] for each in parse(chart.wide).iter(f"{SVG}path")]
    assert len(marks) == 5, "four points and the label's own mark"


def test_points_stand_where_their_day_falls() -> None:
    (run,) = points(lines((1, 1, 1)).wide)
    first, second, third = (float(point.split(",")[0]) for point in run)
    assert (second - first) / (third - first) == pytest.approx(366 / 1037, abs=0.001)


def axis(chart: Chart, *, narrow: bool) -> list[tuple[str, float]]:
    """What stands under the axis, from left to right, with its place."""
    drawing = chart.narrow if narrow else chart.wide
    written = [each for each in parse(drawing).iter(f"{SVG}text") if each.attrib.get("text-anchor") == "middle"]
    return sorted(((each.text or "", float(each.attrib["x"])) for each in written), key=lambda found: found[1])


def test_a_short_last_period_with_a_long_name_leaves_the_one_before_its_label() -> None:
    years = [(str(year), date(year, 3, 31)) for year in range(2014, 2022)]
    periods = [*years, ("January 2022", date(2022, 1, 31))]
    chart = line_chart([Series("Statistical neighbours", (1,) * 9)], periods, WORDS, id_prefix="axis")
    wide, narrow = axis(chart, narrow=False), axis(chart, narrow=True)
    assert [name for name, _x in wide] == [*(label for label, _day in years), "January", "2022"]
    assert [name for name, _x in narrow] == ["2014", "2016", "2018", "2020", "January", "2022"]
    (run,) = points(chart.wide)
    last = float(run[-1].split(",")[0])
    half = len("January") * 17 * 0.56 / 2
    assert last < wide[-1][1] <= last + half, "it has moved aside and still stands over its tick"


def test_a_label_with_room_stands_under_its_tick() -> None:
    chart = lines((75, 84, 115))
    (run,) = points(chart.wide)
    assert [x for _name, x in axis(chart, narrow=False)][-1] == float(run[-1].split(",")[0])


def test_the_axis_of_a_line_chart_begins_at_zero_or_below() -> None:
    assert texts(lines((75, 84, 115)).wide)[1:8] == ["0", "20", "40", "60", "80", "100", "120"]
    assert texts(lines((-3, 2, 9)).wide)[1:9] == ["-4", "-2", "0", "2", "4", "6", "8", "10"]


def test_bars_are_as_long_as_their_values_and_carry_them() -> None:
    chart = bars((100, 50), (200, 0))
    _paper, *drawn = parse(chart.narrow).iter(f"{SVG}rect")
    widths = [float(each.attrib["width"]) for each in drawn]
    assert widths == pytest.approx([widths[1] / 2, widths[1], widths[1] / 4, 0], abs=0.1)
    assert len({each.attrib["x"] for each in drawn}) == 1, "a common zero"
    assert texts(chart.wide)[1:] == [
        *("Under 1 year", "Year 0", "100", "Year 1", "200"),
        *("1 to 4 years", "Year 0", "50", "Year 1", "0"),
    ]


def test_a_symbol_is_written_in_place_of_its_bar() -> None:
    chart = bars((X, 50))
    assert "not available" in texts(chart.wide)
    assert len(list(parse(chart.wide).iter(f"{SVG}rect"))) == 2, "the paper and one bar"


def test_names_are_escaped() -> None:
    series = [Series('<script>alert("1")</script> & ${x}', (1, 2, 3))]
    chart = line_chart(series, YEARS, Words("<b>", "</desc>", "%"), id_prefix="escape")
    assert "<script" not in chart.wide and "<b>" not in chart.wide
    assert parse(chart.wide)[0].text == "<b>"


def test_the_same_values_give_the_same_bytes() -> None:
    assert lines((75, 84, 115), (1, X, 3)) == lines((75, 84, 115), (1, X, 3))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="one to 4 series, not 5"):
        lines(*[(1, 2, 3)] * 5)
    with pytest.raises(ValueError, match="one to 4 series, not 0"):
        lines()
    with pytest.raises(ValueError, match="one value for each place"):
        lines((1, 2))
    with pytest.raises(ValueError, match="shorter than nothing"):
        bars((-1, 2))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("71.90"), "71.9"),
        (Decimal("75.00"), "75"),
        (Decimal("1234567.5"), "1,234,567.5"),
        (600, "600"),
        (0, "0"),
        (Decimal("-3.10"), "-3.1"),
    ],
)
def test_numbers_are_written_plainly(value: Decimal | int, written: str) -> None:
    assert plain_number(value) == written


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "115", "0 20 40 60 80 100 120"),
        ("0", "0", "0.0 0.2 0.4 0.6 0.8 1.0"),
        ("0", "6", "0 1 2 3 4 5 6"),
        ("0", "0.03", "0.000 0.005 0.010 0.015 0.020 0.025 0.030"),
        ("-3", "9", "-4 -2 0 2 4 6 8 10"),
    ],
)
def test_ticks_are_round_and_enclose_the_values(low: str, high: str, ticks: str) -> None:
    assert nice_ticks(Decimal(low), Decimal(high)) == tuple(map(Decimal, ticks.split()))


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=2)


@given(amounts, amounts)
def test_ticks_enclose_any_range_with_at_most_eight(one: Decimal, other: Decimal) -> None:
    ticks = nice_ticks(min(one, other), max(one, other))
    assert ticks[0] <= min(one, other) and max(one, other) <= ticks[-1]
    assert 2 <= len(ticks) <= 8


labels = st.lists(st.tuples(st.floats(0, 300), st.floats(10, 60)), min_size=1, max_size=4)


@given(labels)
def test_labels_never_overlap_and_stay_on_the_sheet(blocks: list[tuple[float, float]]) -> None:
    heights = [height for _centre, height in blocks]
    edges = spread([centre for centre, _height in blocks], heights, 0, 300)
    taken = sorted(zip(edges, heights, strict=True))
    assert taken[0][0] >= -0.001 and taken[-1][0] + taken[-1][1] <= 300.001
    for (upper, height), (lower, _height) in itertools.pairwise(taken):
        assert lower >= upper + height - 0.001


def test_a_label_with_room_stands_at_its_line() -> None:
    assert spread([50, 200], [20, 40], 0, 300) == [40, 180]
