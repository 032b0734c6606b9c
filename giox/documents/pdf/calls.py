"""Functions of PDFium's that are called for every character and drawing, without their checks."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from pypdfium2 import raw

__all__ = [
    "Handle",
    "address_of",
    "angle_of",
    "bounds_of",
    "box_of",
    "count_segments",
    "draw_mode_of",
    "is_closed",
    "matrix_of",
    "object_of_form",
    "object_of_page",
    "point_of",
    "segment_of",
    "type_of",
    "type_of_segment",
]

Handle = Any
"""A pointer of PDFium's."""


def address_of(handle: Handle) -> int:
    """Return the address that a pointer of PDFium's holds."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _unchecked(function: Handle, result: Handle, *arguments: Handle) -> Callable[..., Any]:
    """Return a function of PDFium's that takes addresses as numbers.

    Checks of the types of its arguments take as long as the function does, and so does letting
    other threads run meanwhile.
    """
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(function))


_POINTER, _NUMBER = ctypes.c_void_p, ctypes.c_int

angle_of = _unchecked(raw.FPDFText_GetCharAngle, ctypes.c_float, _POINTER, _NUMBER)
box_of = _unchecked(raw.FPDFText_GetLooseCharBox, _NUMBER, _POINTER, _NUMBER, _POINTER)
object_of_page = _unchecked(raw.FPDFPage_GetObject, _POINTER, _POINTER, _NUMBER)
object_of_form = _unchecked(raw.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
type_of = _unchecked(raw.FPDFPageObj_GetType, _NUMBER, _POINTER)
matrix_of = _unchecked(raw.FPDFPageObj_GetMatrix, _NUMBER, _POINTER, _POINTER)
count_segments = _unchecked(raw.FPDFPath_CountSegments, _NUMBER, _POINTER)
segment_of = _unchecked(raw.FPDFPath_GetPathSegment, _POINTER, _POINTER, _NUMBER)
type_of_segment = _unchecked(raw.FPDFPathSegment_GetType, _NUMBER, _POINTER)
is_closed = _unchecked(raw.FPDFPathSegment_GetClose, _NUMBER, _POINTER)
point_of = _unchecked(raw.FPDFPathSegment_GetPoint, _NUMBER, _POINTER, _POINTER, _POINTER)
bounds_of = _unchecked(
    raw.FPDFPageObj_GetBounds, _NUMBER, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER
)
draw_mode_of = _unchecked(raw.FPDFPath_GetDrawMode, _NUMBER, _POINTER, _POINTER, _POINTER)
