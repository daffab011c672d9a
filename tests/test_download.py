"""Downloads from a real server on this computer, that is honest, damaged, hostile or gone."""

import hashlib
import io
import tarfile
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from data import download, folders, mirrors
from data.folders import File, Version

TRAIN, TEST = b"the training set" * 5000, b"the test set"
NOWHERE = "http://127.0.0.1:9/"  # nobody listens there


def file(content: bytes) -> File:
    return File(len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def server():
    """Serve server.content: by path bytes, a status, or bytes and the length they claim."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            server.asked.append(self.path)
            content = server.content.get(self.path, 404)
            if isinstance(content, list):  # one answer after the other
                content = content.pop(0)
            if isinstance(content, int):
                self.send_error(content)
                return
            content, length = content if isinstance(content, tuple) else (content, len(content))
            self.send_response(200)
            self.send_header("Content-Length", str(length))
            if "gzip" in self.headers["Accept-Encoding"]:  # as servers do that see a .gz
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.content, server.asked = {}, []
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The folder of the sets; without pauses, and without proxies on the way to the server."""
    monkeypatch.setenv("DOUT_DATA", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(mirrors, "PAUSE", 0)
    return tmp_path / "folder"


def plain(*mirrors) -> Version:
    """A set of two files, each for itself on the mirrors."""
    files = {"train": file(TRAIN), "test": file(TEST)}
    return Version("set", "folder", files, {"train": ("train",), "test": ("test",)}, mirrors)


def leftovers(place: Path) -> list[str]:
    return sorted(path.name for path in place.parent.rglob("*") if path.is_file())


def test_what_is_missing_is_downloaded_once_without_a_word_if_nobody_watches(
    server, place, capfd
):
    server.content = {"/train": TRAIN, "/test": TEST}
    version = plain(server.url + "/")
    for _ in range(2):
        (path,) = download.obtain((version,), "train")
        assert path == place / "train" and path.read_bytes() == TRAIN
    assert server.asked == ["/train"]
    assert leftovers(place) == ["train"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "bad", [404, 503, b"something else", b"x" * len(TRAIN), b"", TRAIN[:-1]]
)
def test_a_second_mirror_helps_where_the_first_is_dead_or_wrong(bad, server, place):
    server.content = {"/one/train": bad, "/two/train": TRAIN}
    version = plain(NOWHERE, server.url + "/one/", server.url + "/two/")
    (path,) = download.obtain((version,), "train")
    assert path.read_bytes() == TRAIN
    assert leftovers(place) == ["train"]


def test_a_mirror_that_fails_once_is_asked_again(server, place):
    server.content = {"/train": [503, TRAIN]}
    (path,) = download.obtain((plain(server.url + "/"),), "train")
    assert path.read_bytes() == TRAIN


def test_a_mirror_that_lies_is_not_asked_again(server, place):
    server.content = {"/train": b"x" * len(TRAIN)}
    with pytest.raises(ConnectionError):
        download.obtain((plain(server.url + "/"),), "train")
    assert server.asked == ["/train"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"x" * len(TRAIN), "has the SHA-256"),
        (TRAIN[:-1], "has 79,999 bytes, not 80,000"),
        (TRAIN + b"x", "sends more than 80,000 bytes"),
        ((TRAIN[:5000], len(TRAIN)), "IncompleteRead|5,000 bytes"),
        (404, "404"),
    ],
)
def test_wrong_content_is_refused_and_leaves_no_file(bad, said, server, place):
    server.content = {"/train": bad}
    with pytest.raises(ConnectionError, match=said):
        download.obtain((plain(server.url + "/"),), "train")
    assert leftovers(place) == []


def test_a_file_that_is_there_survives_a_download_that_fails(server, place):
    place.mkdir()
    (place / "train").write_bytes(b"damaged, but the user's own")
    server.content = {"/train": b"x", "/test": TEST}
    with pytest.raises(ConnectionError):
        download.fetch(SimpleNamespace(VERSIONS=(plain(server.url + "/"),)))
    assert (place / "train").read_bytes() == b"damaged, but the user's own"


def test_without_a_network_the_message_names_the_mirrors_and_the_way_round(place):
    other = NOWHERE + "other/"
    with pytest.raises(ConnectionError) as caught:
        download.obtain((plain(NOWHERE, other),), "train")
    for word in (
        f"set: no mirror sent train.\n    {NOWHERE}train\n        ",
        f"    {other}train\n        ",
        "Connection refused",
        f"train, 80,000 bytes, SHA-256 {file(TRAIN).sha256}",
        f"Put it as it is into {place}; then `dout data verify set` checks it.",
    ):
        assert word in str(caught.value)


def test_a_folder_that_takes_no_file_is_told_before_anything_is_downloaded(
    server, place, monkeypatch
):
    def refuse(**_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(PermissionError) as caught:
        download.obtain((plain(server.url + "/"),), "train")
    for word in ("set: train must be downloaded", str(place), "Read-only", "DOUT_DATA"):
        assert word in str(caught.value)
    assert server.asked == []


def test_a_root_that_is_no_folder_is_told_as_well(place, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DOUT_DATA", str(tmp_path / "file"))
    with pytest.raises(PermissionError, match="cannot be written"):
        download.obtain((plain(NOWHERE),), "train")


def test_a_disk_that_fills_is_not_taken_for_a_mirror_that_fails(server, place, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mirrors.Checked, "write", full)
    server.content = {"/train": TRAIN}
    with pytest.raises(OSError, match="No space left"):
        download.obtain((plain(server.url + "/", server.url + "/two/"),), "train")
    assert server.asked == ["/train"]
    assert leftovers(place) == []


def test_verify_tells_each_files_state_and_fetch_mends_those_that_need_it(server, place):
    server.content = {"/train": TRAIN, "/test": TEST}
    module = SimpleNamespace(VERSIONS=(plain(server.url + "/"),))
    assert download.verify(module) == [
        (place / "train", "missing"),
        (place / "test", "missing"),
    ]
    assert download.fetch(module) == place
    assert download.verify(module) == [(place / "train", "ok"), (place / "test", "ok")]
    (place / "test").write_bytes(TEST.upper())
    assert download.verify(module)[1][1].startswith("has the SHA-256")
    (place / "test").write_bytes(b"")
    assert download.verify(module)[1][1] == f"has 0 bytes, not {len(TEST)}"
    server.asked.clear()
    download.fetch(module)
    assert server.asked == ["/test"]
    assert (place / "test").read_bytes() == TEST


# Archives


def tar(*members, mode="w:gz") -> bytes:
    """Return an archive of members: (name, content) or a TarInfo."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode=mode) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
                continue
            name, content = member
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return raw.getvalue()


def link(name: str, target: str, kind=tarfile.SYMTYPE, size=0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, size
    return info


GOOD = ("folder/readme", b"not ours"), ("folder/train", TRAIN), ("folder/test", TEST)


def packed(raw: bytes, *mirrors) -> Version:
    """The same set in an archive."""
    return plain(*mirrors)._replace(archive={"set.tar.gz": file(raw)})


def test_an_archive_gives_the_files_that_are_known_and_no_others(server, place):
    raw = tar(*GOOD, ("folder/../../evil", b"evil"), ("/evil", b"evil"), ("evil", b"evil"))
    server.content = {"/set.tar.gz": raw}
    version = packed(raw, NOWHERE, server.url + "/")
    download.fetch(SimpleNamespace(VERSIONS=(version,)))
    assert leftovers(place) == ["test", "train"]
    assert (place / "train").read_bytes() == TRAIN
    assert not (place.parent.parent / "evil").exists()


def test_an_archive_that_lies_beside_the_folders_needs_no_network(place):
    raw = tar(*GOOD)
    (place.parent / "set.tar.gz").write_bytes(raw)
    (path,) = download.obtain((packed(raw, NOWHERE),), "test")
    assert path.read_bytes() == TEST
    assert leftovers(place) == ["set.tar.gz", "test"]


def test_such_an_archive_is_hashed_before_it_is_opened(place):
    (place.parent / "set.tar.gz").write_bytes(tar(*GOOD[:2]))
    with pytest.raises(ValueError, match="set.tar.gz has .*without it"):
        download.obtain((packed(tar(*GOOD), NOWHERE),), "test")


def test_without_a_network_the_message_asks_for_the_archive_as_it_is(place):
    with pytest.raises(ConnectionError) as caught:
        download.obtain((packed(tar(*GOOD), NOWHERE),), "test")
    assert f"Put it as it is into {place.parent}; then `dout data fetch set`" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([("folder/train", TRAIN)], "lacks folder/test"),
        ([("folder/train", TRAIN), ("../folder/test", TEST)], "lacks folder/test"),
        ([("folder/train", TRAIN), ("/folder/test", TEST)], "lacks folder/test"),
        ([("folder/train", TRAIN), ("folder/./test", TEST)], "lacks folder/test"),
        ([("folder/test", TEST + b"x")], "of 12 bytes, not of 13"),
        ([("folder/test", TEST[:-1])], "of 12 bytes, not of 11"),
        ([("folder/test", TEST.upper())], "folder/test in the archive has the SHA-256"),
        ([link("folder/test", "/etc/passwd")], "plain file"),
        ([link("folder/test", "/etc/passwd", size=len(TEST))], "plain file"),
        ([link("folder/test", "folder/train", tarfile.LNKTYPE)], "plain file"),
        ([link("folder/test", "", tarfile.DIRTYPE)], "plain file"),
        ([link("folder/test", "", tarfile.FIFOTYPE)], "plain file"),
        ([link("folder/test", "", tarfile.CHRTYPE)], "plain file"),
    ],
)
def test_a_hostile_archive_gives_nothing_even_if_its_hash_were_right(
    members, said, server, place
):
    raw = tar(*members)
    server.content = {"/set.tar.gz": raw}
    with pytest.raises(ValueError, match=said):
        download.fetch(SimpleNamespace(VERSIONS=(packed(raw, server.url + "/"),)))
    assert not (place / "test").exists() and not (place / "test").is_symlink()
    assert set(leftovers(place)) <= {"train"}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no archive",
        tar(*GOOD)[:100],
        tar(*GOOD, mode="w"),
        tar(*GOOD)[:60] + bytes(50) + tar(*GOOD)[110:],
    ],
)
def test_a_damaged_archive_is_an_error_that_says_so(raw, server, place):
    server.content = {"/set.tar.gz": raw}
    with pytest.raises(ValueError, match="archive of set is damaged|archive of set lacks"):
        download.fetch(SimpleNamespace(VERSIONS=(packed(raw, server.url + "/"),)))


# Folders


def test_dout_data_names_the_root_and_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    monkeypatch.setenv("USERPROFILE", "/home/somebody")
    monkeypatch.setenv("DOUT_DATA", "~/sets")
    assert folders.folder("mnist") == Path("/home/somebody/sets/mnist")


@pytest.mark.parametrize(
    ("platform", "variable", "value", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "/xdg", "/xdg/dout/mnist"),
        ("linux", "XDG_CACHE_HOME", "", "/home/somebody/.cache/dout/mnist"),
        ("darwin", "XDG_CACHE_HOME", "/xdg", "/home/somebody/Library/Caches/dout/mnist"),
        ("win32", "LOCALAPPDATA", "/local", "/local/dout/Cache/mnist"),
        ("win32", "LOCALAPPDATA", "", "/home/somebody/AppData/Local/dout/Cache/mnist"),
    ],
)
def test_without_dout_data_it_is_the_systems_cache(
    platform, variable, value, expected, monkeypatch
):
    monkeypatch.delenv("DOUT_DATA", raising=False)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/somebody"))
    monkeypatch.setattr(folders.sys, "platform", platform)
    monkeypatch.setenv(variable, value)
    assert folders.folder("mnist") == Path(expected)
