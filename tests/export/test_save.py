"""Figures as files: the same everywhere, the right size, nothing that cannot be read."""

from __future__ import annotations

import hashlib
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import altair as alt
import numpy as np
import polars as pl
import pytest
import vl_convert
from lxml import etree

import giox
from giox import charts
from giox.errors import ExportError
from giox.export import save

SVG = "{http://www.w3.org/2000/svg}"
ROWS = pl.DataFrame(
    {
        "year": [2022, 2023, 2024] * 2,
        "value": [3.0, 5.0, 4.0, 1.0, 2.0, 2.5],
        "indicator": ["review.total"] * 3 + ["litigation.total"] * 3,
    }
)
WORDS = {
    "language": "zh",
    "title": "复议与诉讼 <2024> & 之后",
    "subtitle": "每百件办理结果",
    "note": "资料来源：为测试虚构的数字。",
}


def chart():
    return charts.trend(ROWS, series="indicator", y_title="案件", **WORDS)


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("figures") / "made" / "on the way"
    paths = save(chart(), "fig1", folder)
    assert [path.name for path in paths] == ["fig1.pdf", "fig1.svg", "fig1.png"]
    assert sorted(folder.iterdir()) == sorted(paths)
    return {path.suffix[1:]: path.read_bytes() for path in paths}


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(
            kind + body
        )
        found.append((kind, body))
        at += 12 + length
    return found


def pixels_of(png: bytes) -> np.ndarray:
    """Decode a PNG of eight bits and four channels, as vl-convert writes it."""
    parts = chunks(png)
    width, height, depth, colours = struct.unpack(">IIBB", parts[0][1][:10])
    assert (depth, colours) == (8, 6)
    packed = b"".join(body for kind, body in parts if kind == b"IDAT")
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + 4 * width)
    image = np.zeros((height, width, 4), np.int64)
    above = np.zeros((width, 4), np.int64)
    for number, row in enumerate(rows):
        method, line = row[0], row[1:].reshape(width, 4).astype(np.int64)
        if method == 1:
            line = np.cumsum(line, axis=0) % 256
        elif method == 2:
            line = (line + above) % 256
        elif method in (3, 4):
            line = _by_neighbours(method, line, above)
        image[number] = above = line
    return image


def _by_neighbours(method: int, line: np.ndarray, above: np.ndarray) -> np.ndarray:
    left, corner = np.zeros(4, np.int64), np.zeros(4, np.int64)
    for place, up in enumerate(above):
        if method == 3:
            guess = (left + up) // 2
        else:
            target = left + up - corner
            far = np.abs([target - left, target - up, target - corner])
            guess = np.where(
                (far[0] <= far[1]) & (far[0] <= far[2]),
                left,
                np.where(far[1] <= far[2], up, corner),
            )
        line[place] = left = (line[place] + guess) % 256
        corner = up
    return line


def test_the_same_figure_is_the_same_bytes(saved, tmp_path):
    again = save(chart(), "fig1", tmp_path)
    assert {path.suffix[1:]: path.read_bytes() for path in again} == saved


def test_pdf_is_the_same_bytes_with_transparency_too(tmp_path):
    """Transparent marks get lists of resources, which vl-convert writes in random order."""
    rows = ROWS.with_columns(low=pl.col("value") / 2, high=pl.col("value") * 2)
    band = charts.trend(rows, series="indicator", interval="band", language="en")
    contents = set()
    for number in range(4):
        (path,) = save(band, f"fig{number}", tmp_path, formats=("pdf",))
        contents.add(path.read_bytes())
    assert len(contents) == 1


ALONE = """
import sys
sys.path.insert(0, sys.argv[2])
from test_save import chart
from giox.export import save
save(chart(), "fig1", sys.argv[1])
"""


def test_the_fonts_of_the_machine_play_no_part(saved, tmp_path):
    """A process of its own without any font of the system makes the same files."""
    empty = tmp_path / "fonts.conf"
    empty.write_text('<?xml version="1.0"?><fontconfig></fontconfig>')
    environment = {**os.environ, "FONTCONFIG_FILE": str(empty), "HOME": str(tmp_path)}
    here = str(Path(__file__).parent)
    folder = tmp_path / "out"
    subprocess.run([sys.executable, "-c", ALONE, folder, here], check=True, env=environment)
    assert {path.suffix[1:]: path.read_bytes() for path in folder.iterdir()} == saved


def test_png_has_the_size_and_says_what_it_is(saved):
    parts = dict(chunks(saved["png"]))
    width, _ = struct.unpack(">II", parts[b"IHDR"][:8])
    assert width == pytest.approx(90 / 25.4 * 600, abs=1)
    per_metre, _, unit = struct.unpack(">IIB", parts[b"pHYs"])
    assert (per_metre, unit) == (round(600 / 0.0254), 1)
    texts = dict(
        body.split(b"\0\0\0\0\0") for kind, body in chunks(saved["png"]) if kind == b"iTXt"
    )
    assert texts[b"Title"].decode() == f"{WORDS['title']} — {WORDS['subtitle']}"
    assert texts[b"Description"].decode() == WORDS["note"]
    assert texts[b"Software"].decode() == f"giox {giox.__version__}"
    assert re.fullmatch(rb"data sha256:[0-9a-f]{64}", texts[b"Source"])


def test_pdf_has_the_size_and_the_font_and_says_what_it_is(saved):
    pdf = saved["pdf"]
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", pdf)[1].split()
    assert float(box[2]) == pytest.approx(90 / 25.4 * 72, abs=0.01)
    assert re.findall(rb"/BaseFont /[A-Z]{6}\+(\S+)", pdf)[0].startswith(b"GioxSansSC")
    assert b"/FontFile3" in pdf
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    assert pdf[start : start + 4] == b"xref"
    number, at = re.match(rb"xref\n(\d+) 1\n(\d{10}) ", pdf[start:]).groups()
    assert pdf[int(at) :].startswith(number + b" 0 obj")
    assert int(re.search(rb"/Prev (\d+)", pdf[start:])[1]) < start
    title = bytes.fromhex(re.search(rb"/Title <([0-9a-f]+)>", pdf[int(at) :])[1].decode())
    assert title.decode("utf-16") == f"{WORDS['title']} — {WORDS['subtitle']}"


def test_svg_needs_no_font_and_keeps_its_words(saved):
    root = etree.fromstring(saved["svg"])
    assert root.get("width") == "90.000mm"
    assert root.find(f"{SVG}title").text == f"{WORDS['title']} — {WORDS['subtitle']}"
    assert not list(root.iter(f"{SVG}text"))
    assert b"font-family" not in saved["svg"]
    labels = {path.get("aria-label") for path in root.iter(f"{SVG}path")}
    assert {"行政复议", "行政诉讼", "2024", WORDS["note"]} <= labels
    assert f"giox {giox.__version__}" in saved["svg"].decode()


def test_outlines_stand_where_the_text_stood(saved, tmp_path):
    """The SVG, drawn without a single letter of text, is the picture that the text gives."""
    (path,) = save(chart(), "draft", tmp_path, formats=("png",), ppi=96)
    text = pixels_of(path.read_bytes())
    outlines = pixels_of(vl_convert.svg_to_png(saved["svg"].decode(), ppi=72))
    assert np.abs(np.subtract(text.shape, outlines.shape)).max() <= 1  # of rounding
    text, outlines = text[:300], outlines[:300]
    ink = (text[..., :3] < 200).any(axis=2)
    assert ink.sum() > 2000
    differs = np.abs(text - outlines).max(axis=2) > 96
    assert differs.sum() < 0.01 * ink.sum()


def test_all_files_carry_the_checksum_of_the_rows(saved):
    marks = {re.search(rb"data sha256:([0-9a-f]{64})", saved[kind])[1] for kind in ("png", "svg")}
    hidden = "data sha256:".encode("utf-16-be").hex().encode()
    pdf = re.search(hidden + rb"([0-9a-f]{256})", saved["pdf"])[1].decode()
    marks.add(bytes.fromhex(pdf).decode("utf-16-be").encode())
    assert len(marks) == 1


def test_other_rows_have_another_checksum(saved, tmp_path):
    other = charts.trend(
        ROWS.with_columns(pl.col("value") + 1), series="indicator", y_title="案件", **WORDS
    )
    (path,) = save(other, "fig1", tmp_path, formats=("svg",))
    pattern = rb"data sha256:[0-9a-f]{64}"
    assert re.search(pattern, path.read_bytes())[0] != re.search(pattern, saved["svg"])[0]


def test_a_figure_without_titles_can_be_saved(tmp_path):
    plain = alt.Chart(ROWS).mark_point().encode(x="year:O", y="value:Q")
    paths = save(plain, "plain", tmp_path, width="double", ppi=72)
    assert b"Title" not in paths[2].read_bytes()
    assert etree.fromstring(paths[1].read_bytes()).get("width") == "190.000mm"


def bare(**changes):
    return alt.Chart(ROWS).mark_point().encode(x="year:O", y="value:Q").properties(**changes)


REFUSED = {
    "emoji": (bare(title="open 😀"), {}, r"cannot draw '😀' \(U\+1F600\)"),
    "several": (bare(title="龘 and 𠮷"), {}, r"'龘' \(U\+9F98\), '𠮷' \(U\+20BB7\)"),
    "font": (
        bare(title=alt.Title("T", font="Comic Sans")),
        {},
        "sets text in Comic Sans, which other machines may not have",
    ),
    "format": (bare(), {"formats": ("eps",)}, "some of 'pdf', 'svg', 'png' in a tuple"),
    "string": (bare(), {"formats": "pdf"}, "in a tuple, not 'pdf'"),
    "none": (bare(), {"formats": ()}, "in a tuple"),
    "path": (bare(), {"name": "a/b"}, "'a/b' is no file name"),
    "empty": (bare(), {"name": ""}, "no file name"),
    "hidden": (bare(), {"name": ".fig"}, "no file name"),
    "frame": (ROWS, {}, "takes a chart of Altair, not DataFrame"),
    "ppi": (bare(), {"ppi": 5}, "5 pixels per inch: use 36 to 2400"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_saved_is_refused_and_leaves_nothing(name, tmp_path):
    figure, options, message = REFUSED[name]
    with pytest.raises(ExportError, match=message):
        save(figure, **{"name": "fig", "folder": tmp_path, "ppi": 72, **options})
    assert not list(tmp_path.iterdir())


def test_a_font_that_comes_second_is_no_danger(tmp_path):
    title = alt.Title("T", font="'Giox Sans SC', Arial")
    assert save(bare(title=title), "fig", tmp_path, formats=("svg",))


def test_a_failure_leaves_the_old_file_as_it_was(tmp_path):
    save(bare(), "fig", tmp_path, formats=("svg",))
    before = hashlib.sha256((tmp_path / "fig.svg").read_bytes()).hexdigest()
    with pytest.raises(ExportError):
        save(bare(title="😀"), "fig", tmp_path, formats=("svg",))
    assert hashlib.sha256((tmp_path / "fig.svg").read_bytes()).hexdigest() == before


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ExportError, match="taken cannot be made"):
        save(bare(), "fig", tmp_path / "taken", ppi=72)
    (tmp_path / "fig.svg").mkdir()
    with pytest.raises(ExportError, match=r"fig\.svg cannot be written"):
        save(bare(), "fig", tmp_path, formats=("svg",))
    assert {path.name for path in tmp_path.iterdir()} == {"taken", "fig.svg"}
