"""Figures over time: by month, and by year where the months are too many to tell apart."""

from __future__ import annotations

from onrecord.web.figures import MAX_MONTHS, months_or_years, time_figure


def test_few_months_stay_months() -> None:
    months = [("2023-11", 2), ("2024-01", 3)]
    assert months_or_years(months) == ("month", months)
    figure = time_figure(months, "Statements of Ola Finch")
    assert figure is not None
    assert figure.data.title == "Statements of Ola Finch, by month"
    assert figure.data.labels == ("2023-11", "2023-12", "2024-01")


def test_many_months_are_years() -> None:
    months = [("2001-12", 1), ("2019-02", 3), ("2019-05", 4)]
    assert months_or_years(months) == ("year", [("2001", 1), ("2019", 7)])
    figure = time_figure(months, "Statements of Ola Finch")
    assert figure is not None
    assert figure.data.title == "Statements of Ola Finch, by year"
    assert len(figure.data.labels) == 19


def test_the_limit_is_the_time_between_the_first_and_the_last() -> None:
    years = MAX_MONTHS // 12
    assert months_or_years([("2010-01", 1), (f"{2010 + years - 1}-12", 1)])[0] == "month"
    assert months_or_years([("2010-01", 1), (f"{2010 + years}-01", 1)])[0] == "year"
    assert months_or_years([]) == ("month", [])
    assert time_figure([], "Nothing") is None
