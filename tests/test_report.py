"""The page of a diagnosis, and the pictures of it that need no run."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from diagnose import histograms, pictures, ratios, record, report, steps_back
from diagnose.leaks.finding import Finding
from diagnose.pictures import DARK, LIGHT, Picture

HOSTILE = "<script>alert('x')</script>\"&"


def finding(leak="dead ReLU", where="2.relu", figure=0.5, threshold=0.2, alarm=True, **more):
    return Finding(leak, where, figure, threshold, alarm, "half are 0", "Do this.", more)


def looks(*epochs, alarms=()):
    found = [["dead ReLU", "2.relu", 0.5, "said"]]
    return [{"epoch": e, "findings": found if e in alarms else []} for e in epochs]


@pytest.fixture
def drawn():
    names = ("dead", "curves")
    return [(Picture(n, f"Of {n}", "It shows.", None), b"day", b"night") for n in names]


def page(findings, drawn=(), kept=None, name="run", facts=None):
    return report.page(
        name, findings, kept or record.new(), list(drawn), facts or {"net": "mlp"}
    )


class Reader(HTMLParser):
    """Collects tags, and sees that each that opens is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags = [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "source", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_tag_closes_nothing_is_loaded_and_nothing_runs(drawn):
    text = page([finding(), finding("softmax twice", alarm=False)], drawn)
    tags = Reader(text).tags
    assert "script" not in {tag for tag, _ in tags} and "link" not in {tag for tag, _ in tags}
    for _, attrs in tags:
        for key in ("src", "href", "srcset"):
            assert attrs.get(key, "#").startswith(("#", "data:image/png;base64,"))
        assert not any(key.startswith("on") for key in attrs)
    assert "http" not in text.replace("http-equiv", "") and "@import" not in text


def test_the_alarms_come_before_the_table_and_each_picture_stands_once(drawn):
    text = page([finding("softmax twice", alarm=False), finding()], drawn)
    assert text.index("class='card'") < text.index("<table>") < text.index("id='curves'")
    assert text.index("id='dead'") < text.index("<table>")
    assert text.count("<figure") == 2 and text.count("id='dead'") == 1
    assert "0.5</strong>" in text and "threshold of 0.2" in text and "Do this." in text


def test_a_second_card_of_the_same_picture_links_to_the_first(drawn):
    text = page([finding(), finding("dead for other reasons")], drawn)
    Reader(text)
    assert text.count("id='dead'") == 1 and text.count("href='#dead'") == 1
    assert text.index("id='dead'") < text.index("href='#dead'")


def test_whatever_comes_from_outside_is_escaped():
    f = Finding(HOSTILE, HOSTILE, 1.0, 0.5, True, HOSTILE, HOSTILE)
    g = Finding(HOSTILE, HOSTILE, 0.1, 0.5, False, HOSTILE, HOSTILE)
    kept = {"looks": [{"epoch": 1, "findings": [[HOSTILE, "gone " + HOSTILE, 1, HOSTILE]]}]}
    picture = Picture("dead", HOSTILE, HOSTILE, None)
    text = page([f, g], [(picture, b"", b"")], kept, HOSTILE, {HOSTILE: HOSTILE})
    assert "<script" not in text
    assert all(tag != "script" for tag, _ in Reader(text).tags)


def test_a_page_without_alarms_says_so_and_lists_what_was_looked_at():
    text = page(
        [finding(alarm=False, figure=0.1), finding(alarm=False, where="5.relu", figure=0)]
    )
    assert "No leak found." in text and "class='card'" not in text
    assert "2.relu, the worst of 2" in text


def test_there_are_colors_and_pictures_for_light_and_for_dark(drawn):
    text = page([finding()], drawn)
    assert text.count("prefers-color-scheme: dark") == 3 and 'content="light dark"' in text
    assert "ZGF5" in text and "bmlnaHQ=" in text


def test_texts_have_a_contrast_of_four_and_a_half_to_what_is_behind_them():
    def luminance(color):
        parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return linear @ (0.2126, 0.7152, 0.0722)

    for block in re.findall(r":root \{(.*?)\}", report.CSS, re.S):
        colors = dict(re.findall(r"--(\w+): (#\w{6})", block))
        for text in ("ink", "quiet", "alarm", "link"):
            for back in ("back", "card"):
                two = sorted((luminance(colors[text]), luminance(colors[back])))
                assert (two[1] + 0.05) / (two[0] + 0.05) >= 4.5, (text, back)


def test_an_alarm_says_since_which_epoch_without_a_break():
    text = page([finding()], kept={"looks": looks(0, 1, 2, 3, alarms=(0, 2, 3))})
    assert "since epoch 2" in text
    assert "before training" in page([finding()], kept={"looks": looks(0, 1, alarms=(0, 1))})
    text = page([], kept={"looks": looks(0, 1, 2, alarms=(1,))})
    assert "Seen while training, and not now" in text and "at epoch 1" in text


def test_figures_that_are_no_numbers_are_said_in_words():
    assert "not finite" in page([finding(figure=float("nan"))])
    assert report.sound([finding(alarm=False, figure=float("nan"))])[0][2] == 1


def test_shares_of_a_histogram_add_up_and_keep_their_places():
    row = record.spread(np.linspace(0, 1, 1001))
    found = histograms.shares(row, np.linspace(-1, 3, 9))
    np.testing.assert_allclose(found, [0, 0, 0.5, 0.5, 0, 0, 0, 0], atol=2e-3)
    np.testing.assert_allclose(histograms.shares(row * np.nan, np.linspace(0, 1, 4)), 0)


def test_layers_that_are_marked_are_drawn_whatever_the_room():
    names = [f"{i}.affine" for i in range(40)]
    row = record.spread(np.ones(4))
    kept = {"looks": looks(0), "arrays": {f"out/{name}": [row] for name in names}}
    found = histograms.chosen(kept, "out", {"37.affine"})
    assert len(found) == histograms.STRIPS and "37.affine" in found
    assert found[0] == names[0] and found[-1] == names[-1]
    titles = [a.get_title(loc="left") for a in histograms.activations(kept, {"37.affine"}).axes]
    assert f"{histograms.ALARM} 37.affine" in titles


def test_gradients_of_zero_and_of_no_number_can_be_drawn():
    rows = [record.spread(a) for a in (np.zeros(9), np.full(9, np.nan), np.array([-1e-9, 1]))]
    kept = {"looks": looks(0, 1, 2), "arrays": {"dout/1.affine": rows, "dout/2.relu": rows[:3]}}
    assert pictures.png(Picture("g", "", "", lambda: histograms.gradients(kept)), DARK)
    assert "RMS is 0.71 at 1.affine" in histograms.said_of_gradients(kept)


def test_ratios_of_zero_and_infinity_are_left_out_and_the_rest_is_told():
    kept = {"looks": looks(0, 1), "arrays": {}}
    kept["arrays"] = {
        "update/0.affine.w": [np.nan, 1e-3],
        "update/0.affine.b": [np.nan, np.inf],
    }
    assert list(ratios.arrays(kept)) == ["0.affine.w"]
    assert "1 of 1 arrays are in the band" in ratios.said(kept)
    assert pictures.png(Picture("r", "", "", lambda: ratios.figure(kept)), LIGHT)[1:4] == b"PNG"


def test_norms_through_time_are_drawn_with_what_foretells_them():
    k = np.arange(9)
    more = {"norms": 0.5**k, "by_radius": 0.6**k, "by_stretch": 2.0**k, "radius": 0.6}
    f = finding("exploding or vanishing through time", "1.rnn", **more)
    (axes,) = steps_back.figure([f]).axes
    assert [line.get_label() for line in axes.lines][0] == "measured" and len(axes.lines) == 3
    assert "times 0.5 a step; wh's spectral radius is 0.6" in steps_back.said([f])
    assert steps_back.layers([finding()]) == []
    none = finding(norms=np.array([1, 0.0, 0.0]), kept=None)
    assert steps_back.figure([none]).axes and "is 0 of what it was" in steps_back.said([none])
