"""Tables in HTML, by great-tables: three lines, caption above, notes below."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from giox.export.printed import starred

if TYPE_CHECKING:
    from giox.export.printed import Printed

__all__ = ["html"]

INK = "#222222"
LINES: dict[str, Any] = {
    "table_font_size": "14px",
    "table_border_top_style": "none",
    "table_border_bottom_style": "none",
    "heading_align": "left",
    "heading_title_font_size": "15px",
    "heading_border_bottom_style": "none",
    "column_labels_border_top_style": "solid",
    "column_labels_border_top_width": "1.5px",
    "column_labels_border_top_color": INK,
    "column_labels_border_bottom_style": "solid",
    "column_labels_border_bottom_width": "0.75px",
    "column_labels_border_bottom_color": INK,
    "table_body_hlines_style": "none",
    "table_body_border_top_style": "none",
    "table_body_border_bottom_style": "solid",
    "table_body_border_bottom_width": "1.5px",
    "table_body_border_bottom_color": INK,
    "data_row_padding": "3px",
    "source_notes_font_size": "12px",
    "source_notes_border_lr_style": "none",
}
"""Two thick lines around the table and a thin one under its heads (三线表, booktabs)."""


def html(table: Printed) -> bytes:
    """Return a page that holds the table and nothing from elsewhere."""
    from great_tables import GT, loc, style
    from great_tables import html as markup

    names = [f"c{at}" for at in range(len(table.heads))]
    numbers = [name for name, numeric in zip(names, table.numeric, strict=True) if numeric]
    cells = [
        [
            _number(cell) if numeric else cell
            for cell, numeric in zip(row, table.numeric, strict=True)
        ]
        for row in table.rows
    ]
    made = (
        GT(pl.DataFrame(cells, dict.fromkeys(names, pl.String), orient="row"), id=table.name)
        .cols_label({n: markup(escape(h)) for n, h in zip(names, table.heads, strict=True)})
        .cols_align("left")
        .cols_align("right", columns=numbers)
        .fmt_passthrough(columns=numbers, escape=False)
        .tab_options(**LINES)
    )
    if table.caption:
        made = made.tab_header(title=markup(escape(table.caption)))
    if table.rules:
        line = style.borders(sides="top", color=INK, weight="0.75px")
        made = made.tab_style(style=line, locations=loc.body(rows=list(table.rules)))
    for note in table.notes:
        made = made.tab_source_note(markup(escape(note)))
    page = made.as_raw_html(make_page=True).replace('lang="en"', f'lang="{table.language}"', 1)
    return f"{page}\n<!-- {escape(table.stamp)} -->\n".encode()


def _number(cell: str) -> str:
    """Return a number with a true minus; its stars take no room, so that the digits align."""
    number, stars = starred(cell)
    if number.startswith("-") and len(number) > 1:
        number = "−" + number[1:]
    return escape(number) + (
        f"<sup style='position:absolute;line-height:1'>{stars}</sup>" if stars else ""
    )
