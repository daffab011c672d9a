"""Text: characters as indices and back, the windows, and where a text is taken from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from data import folders, text

characters = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(characters)
def test_every_text_comes_back_from_its_tokens(written):
    vocabulary = text.vocabulary(written)
    tokens = text.encode(written, vocabulary)
    assert tokens.dtype == np.int64 and tokens.shape == (len(written),)
    assert text.decode(tokens, vocabulary) == written
    assert list(vocabulary) == sorted(set(written))


@pytest.mark.parametrize("odd", ["z", "\U0001f600", "\n"])
def test_a_character_that_is_not_known_is_named_with_its_place(odd):
    with pytest.raises(ValueError) as caught:
        text.encode("ab" + odd + "a", "abc")
    assert str(caught.value).startswith(f"{odd!r}, at 2, is not in the vocabulary: 'abc'")


def test_windows_are_at_every_place_and_y_is_one_step_on():
    x, y = text.windows(np.arange(7), 3)
    assert_array_equal(x, [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]])
    assert_array_equal(y, x + 1)
    assert np.shares_memory(x, y)


def test_contiguous_by_hand():
    x, y = text.contiguous(np.arange(15), 2, 3)  # rows of 7, of which 6 are two windows
    assert_array_equal(x, [[0, 1, 2], [7, 8, 9], [3, 4, 5], [10, 11, 12]])
    assert_array_equal(y, x + 1)


@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 60))
def test_a_row_goes_on_where_it_ended_in_the_batch_before(N, T, more):
    tokens = np.arange(N + 1 + more)
    x, y = text.contiguous(tokens, N, T)
    T = x.shape[1]
    assert len(x) % N == 0 and len(x) >= N
    assert_array_equal(y, x + 1)
    rows = x.reshape(-1, N, T).swapaxes(0, 1).reshape(N, -1)
    assert (np.diff(rows, axis=1) == 1).all()  # each row is one stretch of the text
    assert_array_equal(rows[:, 0], np.arange(N) * ((len(tokens) - 1) // N))
    assert len(tokens) - 1 - rows.size < N * T + N  # no more is left out than must be


def test_a_text_shorter_than_the_context_is_cut_as_it_can_be():
    x, y = text.contiguous(np.arange(9), 2, 64)
    assert_array_equal(x, [[0, 1, 2, 3], [4, 5, 6, 7]])
    assert_array_equal(y, x + 1)


@pytest.mark.parametrize(
    "cut, N, T, said",
    [
        (text.contiguous, 8, 4, "8 characters is too short for 8 x 1 steps"),
        (text.contiguous, 0, 4, "not N=0, T=4"),
        (text.contiguous, 2, 0, "not N=2, T=0"),
        (lambda tokens, N, T: text.windows(tokens, T), 1, 8, "too short for 1 x 8 steps"),
    ],
)
def test_what_cannot_be_cut_is_refused(cut, N, T, said):
    with pytest.raises(ValueError, match=said):
        cut(np.arange(8), N, T)


def test_the_text_of_every_python_is_long_and_in_one_order(monkeypatch, tmp_path):
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    found, name = text.load()
    assert len(found) > 300_000 and name == "Python's help topics"
    assert found == text.topics() and 60 < len(text.vocabulary(found)) < 300


def test_tiny_shakespeare_is_taken_where_it_is_and_whole(monkeypatch, tmp_path):
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    (tmp_path / "tinyshakespeare").mkdir()
    path = tmp_path / "tinyshakespeare" / "input.txt"
    path.write_bytes(b"First Citizen:\n")
    with pytest.raises(ValueError, match="has 15 bytes, not 1,115,394.*dout data fetch text"):
        text.load()
    small = folders.File(15, "b5a4a2e7f4ae3a5a5a1f2a3b5d4ae8b9c26b6a6b87a3ec3a2ba0bb1b6d7f0c4f")
    monkeypatch.setattr(text, "FILE", small)
    with pytest.raises(ValueError, match="SHA-256"):
        text.load()
    monkeypatch.setattr(text, "FILE", folders.File(15, text.digest("First Citizen:\n")))
    assert text.load() == ("First Citizen:\n", "tiny Shakespeare")


def test_a_file_of_ones_own_is_read_as_utf_8(tmp_path):
    path = tmp_path / "own.txt"
    path.write_bytes("\ufeffGrüße, 世界".encode())
    assert text.load(path) == ("Grüße, 世界", "own.txt")


@pytest.mark.parametrize(
    "content, said",
    [(b"", "is empty"), (b"abc\xff\xfe", "is not UTF-8 text: byte 3 is 0xff")],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, content, said):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said):
        text.load(path)


def test_a_file_that_is_not_there_is_an_error_with_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="none.txt"):
        text.load(tmp_path / "none.txt")
