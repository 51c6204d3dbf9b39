"""Documents made on the spot: PDFs with a text layer, Word documents, and what a test store needs to hold them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import cast

import numpy as np

from retrieval.embedding import Matrix, Role

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(pages: Sequence[str], password: str = "") -> bytes:
    """A PDF of one line of Latin text a page."""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    font = 3 + 2 * len(pages)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"]
    for number, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {4 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    whole = data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
    return _locked(whole, password) if password else whole


def _locked(data: bytes, password: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(paragraphs: Sequence[tuple[str, str]], styles: Mapping[str, str] = {}, head: str = "") -> bytes:
    """A Word document of (style id, text) paragraphs; `styles`: names by style id; `head`: before the root element."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    named = "".join(f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in styles.items())
    return zipped(
        {
            "word/document.xml": f'{head}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'.encode(),
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{named}</w:styles>'.encode(),
        }
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


class Letters:
    """An embedder a test can reckon with: how often each letter occurs, in `dimensions` slots."""

    def __init__(self, name: str = "letters", dimensions: int = 32) -> None:
        self.id, self.dimensions = name, dimensions
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str], role: Role = "document") -> Matrix:
        self.seen.extend(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                row[ord(letter) % self.dimensions] += letter.isalnum()
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return cast(Matrix, rows / np.where(lengths > 0, lengths, 1))
