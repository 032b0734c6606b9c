"""Tables that were published as pictures, as tables of a document.

An extra: `pip install 'giox[ocr]'`. Ruling lines are found by OpenCV, the cells between them
read one by one by the model that rapidocr's wheel carries; nothing is ever fetched. What comes
of it is a `Document` like any other, so what knows the forms never knows of pictures; it says
which of its text was read from them, and the figures that stand there are marked and must fit
the sums of the form (`giox.extraction.pictures`).
"""

from giox.ocr.document import read_document
from giox.ocr.model import PictureCell, PictureTable
from giox.ocr.picture import is_available, read_table_image

__all__ = ["PictureCell", "PictureTable", "is_available", "read_document", "read_table_image"]
