"""The demonstration's needs data against the two documents they were copied from. Every number here was read there."""

from decimal import Decimal
from pathlib import Path

import pytest

from portal.disclosure import Symbol
from portal.needs.rules.reading import read_measures
from portal.needs.rules.series import Unit, Value
from portal.needs.rules.tabulating import Tabulation, tabulate
from tests.unit.needs.test_tabulating import PACK, decimals, shipped

X, MISSING = Symbol.NOT_AVAILABLE, Symbol.MISSING


def table_of(name: str) -> Tabulation:
    return tabulate(shipped(name), public=False)


def row(name: str, line: str) -> tuple[Value, ...]:
    return next(each.values for each in table_of(name).rows if each.name == line)


@pytest.mark.parametrize("path", sorted(PACK.glob("*.csv")), ids=lambda path: path.stem)
def test_every_file_is_read_and_says_where_its_figures_stand(path: Path) -> None:
    about = shipped(path.stem).about
    assert about.slug == path.stem
    assert about.source_place and about.already_published_by and about.definition


@pytest.mark.parametrize(
    ("name", "totals"),
    [
        ("children-starting-care-by-age", "185 177 167 179 156"),
        ("children-leaving-care-by-age", "164 133 129 133 145"),
        ("residential-placements-by-sourcing", "71"),
        ("fostering-placements-by-sourcing", "141"),
        ("semi-independent-placements-by-sourcing", "33"),
        ("supported-lodgings-placements-by-sourcing", "22"),
        ("residential-placements-in-borough", "70"),
        ("local-residential-beds", "103"),
        ("local-residential-beds-2019", "117"),
        ("youth-justice-cases", "56"),
        ("youth-justice-cases-school-age", "36"),
    ],
)
def test_counts_add_up_to_what_the_documents_print(name: str, totals: str) -> None:
    total = table_of(name).total
    assert total is not None
    assert total.values == decimals(totals)


@pytest.mark.parametrize(
    ("name", "youngest", "oldest"),
    [
        ("children-starting-care-by-age", "16.8 23.7 20.4 23.5 25.6", "4.9 8.5 7.8 10.6 14.1"),
        ("children-leaving-care-by-age", "4.9 5.3 6.2 5.3 6.9", "40.2 38.3 38.8 42.9 33.8"),
    ],
)
def test_shares_are_those_the_strategy_prints(name: str, youngest: str, oldest: str) -> None:
    shares = table_of(name).shares
    assert (shares[0].values, shares[-1].values) == (decimals(youngest), decimals(oldest))


def test_nineteen_reasons_keep_not_available_blank_and_zero_apart() -> None:
    reasons = table_of("reasons-for-leaving-care")
    assert (len(reasons.rows), len(reasons.periods)) == (19, 5)
    kin = row("reasons-for-leaving-care", "E45 Guardianship: former foster carers, kin")
    assert kin == (X, X, X, Decimal(9), Decimal(26))
    assert row("reasons-for-leaving-care", "E7 Adult social care") == (*decimals("6 4 0 3"), MISSING)
    assert row("reasons-for-leaving-care", "E9 Sentenced to custody") == (*decimals("0 1 0 0"), MISSING)


def test_the_reasons_of_2021_are_one_more_than_the_ages_and_both_are_kept() -> None:
    reasons, ages = table_of("reasons-for-leaving-care").total, table_of("children-leaving-care-by-age").total
    assert reasons and ages
    assert (reasons.values[3], ages.values[3]) == (Decimal(134), Decimal(133))


def test_small_counts_stay_with_the_staff() -> None:
    reasons = tabulate(shipped("reasons-for-leaving-care"), public=True)
    assert {value for each in reasons.rows for value in each.values} == {Symbol.SUPPRESSED}
    fostering = tabulate(shipped("fostering-placements-by-sourcing"), public=True)
    assert fostering.total and fostering.total.values == (Decimal(141),)
    assert {value for each in fostering.rows for value in each.values} == {Symbol.SUPPRESSED}


@pytest.mark.parametrize(
    ("name", "line", "values"),
    [
        ("children-starting-care-rate", "Sefton", "34 33 31 33"),
        ("children-leaving-care-rate", "England", "25 25 25 23"),
        ("placement-stability", "Sefton", "69 72 71 77"),
        ("first-time-entrants-youth-justice", "Sefton", "585.8 423.6 365.2 284.6 226 250.6 224.6 172.8"),
        ("children-cautioned-or-sentenced", "England", "51.3 40.7 34.9"),
        ("young-offenders-who-reoffend", "Sefton", "48.15 45.8 42.76 40 46.25 54.26 52.83 35.44"),
        ("children-looked-after-convicted", "Sefton", "9.3 4 5 4 5 4 0 0"),
        ("children-looked-after-projection", "Sefton", "436 619 770"),
        ("spend-and-forecast", "Residential", "12119924 14000100"),
        ("average-placement-cost", "Residential", "4528"),
        ("average-placement-cost", "Independent fostering", "798"),
        ("placement-cost-projection", "Total as printed", "30451000 41807000"),
        ("uplift-of-fees", "Independent residential", "743196 780356 819374"),
        ("uplift-rate", "In-house fostering", "2.37"),
        ("spend-per-head-combined", "Liverpool", "863"),
        ("average-placement-cost-2019", "Residential", "3417"),
        ("children-in-need", "Sefton", "2028"),
        ("children-in-need-rate", "Children looked after", "114"),
        ("children-looked-after-2019", "Sefton", "549"),
        ("placement-changes", "In 2016/17", "12"),
        ("placement-changes-england", "Over three years, 2014/15 to 2016/17", "30"),
        ("placement-spending-shares", "Residential", "58"),
        ("placements-out-of-borough", "Sefton", "62"),
        ("population-share-0-to-24", "Sefton", "26"),
        ("budget-2019", "Council", "33339000"),
    ],
)
def test_lines_are_the_documents(name: str, line: str, values: str) -> None:
    assert row(name, line) == decimals(values)


def test_the_continuum_has_no_total_because_one_kind_was_not_counted() -> None:
    continuum = table_of("accommodation-continuum")
    assert [each.values[0] for each in continuum.rows] == [*decimals("247 150 22 31 20 70"), X]
    assert continuum.total and continuum.total.values == (X,)


def test_the_costs_of_the_projection_add_up() -> None:
    current, children, uplift, printed = (each.values[1] for each in table_of("placement-cost-projection").rows)
    assert Decimal(str(current)) + Decimal(str(children)) + Decimal(str(uplift)) == printed


def test_the_base_of_the_uplift_is_one_pound_less_than_its_parts_and_makes_the_whole() -> None:
    *parts, printed, reconciling, whole = (Decimal(str(each.values[0])) for each in table_of("uplift-base-cost").rows)
    assert (sum(parts) - printed, printed + reconciling) == (1, whole)


def test_each_years_uplift_adds_up_to_its_printed_sum() -> None:
    *parts, printed = ([Decimal(str(value)) for value in each.values] for each in table_of("uplift-of-fees").rows)
    assert [sum(year) for year in zip(*parts, strict=True)] == printed


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("residential-placements-by-sourcing", "71, one more than the 70"),
        ("fostering-placements-by-sourcing", "141, nine fewer than the 150"),
        ("residential-placements-in-borough", "45 outside is derived"),
        ("local-residential-beds-2019", "is inferred"),
        ("average-placement-cost-2019", "is inferred"),
        ("spend-and-forecast", "is inferred"),
    ],
)
def test_what_differs_or_was_worked_out_is_said_under_the_table(name: str, said: str) -> None:
    assert said in shipped(name).about.definition


def test_an_average_says_that_its_week_is_inferred() -> None:
    about = shipped("average-placement-cost").about
    assert (about.unit, about.denominator) == (Unit.POUNDS, "a week (inferred: the document prints no period)")


def test_all_files_are_about_one_authority() -> None:
    measures = [m for path in PACK.glob("*.csv") for m in read_measures(path.read_bytes(), authority_code="E08000014")]
    assert len({measure.about.slug for measure in measures}) == len(measures) == 51
