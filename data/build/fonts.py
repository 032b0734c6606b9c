# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.68.0", "pylopdf-fonts-zh-cn==0.1.1"]
# ///
"""Make giox/fonts/GioxSansSC-Regular.otf: the part of Noto Sans SC that giox's figures need.

    uv run data/build/fonts.py

The same bytes come out each time. What is kept: every character of GB 2312, every character
of the data files whose words a figure may show (names of divisions, labels of the forms, terms
of the charts), and Latin with the accents of pinyin, punctuation and mathematical signs as far
as Noto Sans SC has them. What goes: hinting, layout tables (nothing is kerned, so that outlines
drawn glyph by glyph agree with what a renderer sets), vertical metrics and the signature.

The family is renamed. The result is a modified version under the OFL, and with a name of its
own it cannot be mistaken for a full Noto Sans SC on the reader's machine: figures come out the
same with and without one.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

REPO = Path(__file__).resolve().parents[2]
FONTS = REPO / "giox" / "fonts"
SOURCE_SHA256 = "faa6c9df652116dde789d351359f3d7e5d2285a2b2a1f04a2d7244df706d5ea9"
FAMILY = "Giox Sans SC"
POSTSCRIPT = "GioxSansSC-Regular"
BLOCKS = (
    (0x0020, 0x024F),  # Latin, with the vowels of pinyin
    (0x0300, 0x03FF),  # combining accents, Greek
    (0x1E00, 0x1EFF),  # Latin, further accents
    (0x2000, 0x22FF),  # punctuation, superscripts, currency, arrows, mathematics
    (0x2460, 0x25FF),  # enclosed numbers, boxes, geometric shapes
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)
DRAWN = ("charts", "forms", "regions")
"""The parts of giox whose data files hold words that a figure may show."""
RARE = "埇沚浉瀍猇硚鄠泃鲊砲"
"""Characters of place names (counties, then towns) that GB 2312 lacks."""


def gb2312() -> set[str]:
    """Return the 7,445 characters of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {text for each in cells if (text := each.decode("gb2312", errors="ignore"))}


def wanted() -> set[int]:
    """Return the code points that giox must be able to draw."""
    texts = [RARE, *gb2312()]
    for folder in DRAWN:
        for suffix in ("*.csv", "*.toml"):
            texts += [
                path.read_text(encoding="utf-8")
                for path in sorted((REPO / "giox" / folder).rglob(suffix))
            ]
    return {ord(character) for text in texts for character in text} | {
        point for first, last in BLOCKS for point in range(first, last + 1)
    }


def subset(source: bytes) -> bytes:
    """Return the subset of the font `source`, under the name `FAMILY`."""
    font = TTFont(BytesIO(source), recalcTimestamp=False)
    options = Options(
        layout_features=[],
        drop_tables=["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"],
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    names = font["name"]
    names.names = [record for record in names.names if record.langID == 0x0409]
    for number, text in {
        1: FAMILY,
        3: f"{POSTSCRIPT};subset of Noto Sans SC Regular",
        4: f"{FAMILY} Regular",
        6: POSTSCRIPT,
    }.items():
        names.setName(text, number, 3, 1, 0x0409)
    compact = font["CFF "].cff
    compact.fontNames = [POSTSCRIPT]
    compact[0].FamilyName = FAMILY
    compact[0].FullName = f"{FAMILY} Regular"
    out = BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def main() -> None:
    """Write the font and its licence."""
    package = files("pylopdf_fonts_zh_cn")
    source = package.joinpath("NotoSansSC-Regular.otf").read_bytes()
    if (found := hashlib.sha256(source).hexdigest()) != SOURCE_SHA256:
        raise SystemExit(f"the source font is another one: its SHA-256 is {found}")
    result = subset(source)
    path = FONTS / f"{POSTSCRIPT}.otf"
    path.write_bytes(result)
    digest = hashlib.sha256(result).hexdigest()
    print(f"{path.relative_to(REPO)}: {len(result):,} bytes, SHA-256 {digest}")


if __name__ == "__main__":
    main()
