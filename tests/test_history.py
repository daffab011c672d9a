"""History: the columns that fit prints."""

from optim import history

ROW = {
    "epoch": 3,
    "train_loss": 0.51239,
    "train_accuracy": 0.8125,
    "penalty": 0.1,
    "valid_loss": None,
    "valid_accuracy": None,
    "lr": 0.001,
    "samples_per_second": 12345.6,
    "seconds": 1.234,
}


def test_a_row_stands_under_its_heading():
    heading, line = history.heading(), history.line(ROW)
    assert len(heading) == len(line)
    for name, figure in (("train loss", "0.5124"), ("lr", "0.001"), ("samples/s", "12,346")):
        assert line[: heading.index(name) + len(name)].endswith(" " + figure)


def test_a_figure_that_there_is_not_is_a_dash():
    assert history.line(ROW).split() == [
        *("3", "0.5124", "81.25%", "-", "-", "0.001", "12,346", "1.23")
    ]


def test_every_column_is_of_the_history():
    assert history.COLUMNS.keys() <= ROW.keys()
