"""Small documents for tests of printing."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


def pdf_of(pages: int, size=A4) -> bytes:
    """Return a small document of numbered pages."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for page in range(pages):
        canvas.setFont("Helvetica", 40)
        canvas.drawString(90, 300, f"page {page + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
