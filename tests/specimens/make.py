"""Invented reports of every form, layout and damage, the same for the same seed.

`make` gives one specimen; `combinations` names all that make sense. A specimen carries the
truth: every figure that must come out, with its demand (see `specimens.model`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random
from typing import Literal
from zlib import crc32

from specimens import layouts
from specimens.damage import DAMAGES, possible
from specimens.draft import FORMS, Draft, Place, draft
from specimens.forms import VARIANTS
from specimens.model import Specimen
from specimens.prose import Say, digits

__all__ = ["combinations", "make"]


def combinations() -> Iterator[tuple[str, str, str]]:
    """Yield every form, layout and damage that go together."""
    for form, layout, damage in product(FORMS, layouts.LAYOUTS, DAMAGES):
        if possible(form, layout, damage):
            yield form, layout, damage


def make(
    form: str,
    layout: str = "pipe",
    damage: str = "none",
    seed: int = 0,
    *,
    variant: str | None = None,
    units: bool | None = None,
    size: int | None = None,
    scope: Literal["government", "body"] | None = None,
    place: Place | None = None,
) -> Specimen:
    """Return the specimen of these dimensions; what is None is drawn by the seed."""
    if not possible(form, layout, damage):
        msg = f"{damage} cannot happen to {form} as {layout}"
        raise ValueError(msg)
    rng = Random(crc32(f"{form}/{layout}/{damage}/{seed}".encode()))
    size = size or rng.choice([12, 60, 400, 3000] if damage == "thousands" else [12, 60, 400])

    def new() -> Draft:
        scopes: list[Literal["government", "body"]] = ["government", "government", "body"]
        return draft(
            form,
            layout,
            rng,
            variant=variant or rng.choice(VARIANTS),
            units=rng.random() < 0.7 if units is None else units,
            size=size,
            say=_voice(rng) if damage == "numerals" else digits,
            scope=rng.choice(scopes) if scope is None else scope,
            place=place,
        )

    parts = [new(), new()] if damage == "two_reports" else [new()]
    change = DAMAGES[damage][0]
    for part in parts:
        if change is not None:
            change(part)
        if any(truth.demand == "optional" and truth.origin == "table" for truth in part.truths):
            part.meta = replace(part.meta, status=None)
    first = parts[0]
    name = f"{form}_{layout}_{damage}_{seed:03d}.{layouts.suffix(layout)}"
    return Specimen(
        filename=name,
        data=_lay_out(parts),
        form=form,
        layout=layout,
        damage=damage,
        truths=tuple(
            replace(truth, part=number)
            for number, part in enumerate(parts)
            for truth in part.truths
        ),
        reports=tuple(part.meta for part in parts),
        findings=tuple(first.findings),
    )


def _lay_out(parts: list[Draft]) -> bytes:
    first = parts[0]
    blocks = [block for part in parts for block in part.blocks]
    if first.layout == "docx":
        return layouts.as_docx(blocks)
    if first.layout == "xlsx":
        return layouts.as_xlsx(blocks)
    if first.layout == "pdf":
        return layouts.as_pdf(blocks)
    if first.layout == "html":
        text = layouts.as_html(blocks, charset=first.charset)
    else:
        text = layouts.as_text(blocks, first.layout)
    return first.encode(first.after(text) if first.after else text)


_DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """Write a whole number below 10,000 in Chinese numerals (三十五, 一百零六)."""
    if value == 0:
        return "零"
    text = ""
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def _voice(rng: Random) -> Say:
    """Return a way to write figures: in Chinese, full-width, with separators, with spaces."""

    def say(value: float) -> str:
        if value != int(value):
            return digits(value)
        style = rng.choice(["chinese", "wide", "comma", "spaced", "plain"])
        if style == "chinese" and value < 200:
            return chinese(int(value))
        if style == "wide":
            return digits(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if style == "comma":
            return f"{int(value):,}"
        return f" {int(value)} " if style == "spaced" else digits(value)

    return say
