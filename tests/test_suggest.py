"""Suggest: the nearest known name, where there is one."""

from arrays.suggest import unknown


def test_the_nearest_name_is_suggested_and_all_are_listed():
    message = unknown("net", "mpl", {"mlp", "linear"})
    assert message == "no net is called 'mpl'; did you mean 'mlp'? Known: linear, mlp"


def test_where_none_is_near_all_are_listed():
    assert unknown("net", "xyz", ["mlp"]) == "no net is called 'xyz'. Known: mlp"


def test_a_name_that_is_no_text_is_shown_as_it_is():
    assert unknown("net", 3, ["mlp"]) == "no net is called 3. Known: mlp"
