"""Pictures and watermarks in WordprocessingML, written as text: DrawingML for pictures, VML WordArt for slanting words.

Word, WPS and LibreOffice all keep VML word art in headers as a watermark; DrawingML text is a text box to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

_A = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMES = (
    f'xmlns:wp="{_A}/wordprocessingDrawing" xmlns:a="{_A}/main" xmlns:pic="{_A}/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_EMU = 36_000  # in a millimetre
_POINT = 72 / 25.4
_MARK_SIZE = 22.0
_SHAPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
    '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
    '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
    'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
)
_VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture floats: from the left or right margin and from the top of the page or of its margin, in mm."""

    top: float
    from_page: bool = False


def inline(relation: str, number: int, width: float, height: float) -> str:
    """Return a run with a picture of a relationship in the line of text, `width` × `height` mm."""
    x, y = round(width * _EMU), round(height * _EMU)
    return (
        f'<w:r><w:drawing><wp:inline {_NAMES} distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{x}" cy="{y}"/>'
        f'<wp:docPr id="{number}" name="图{number}"/>{_graphic(relation, number, x, y)}</wp:inline></w:drawing></w:r>'
    )


def floating(relation: str, number: int, size: float, place: Place) -> str:
    """Return a run with a square picture of `size` mm at the right margin that takes no room from the text."""
    side = round(size * _EMU)
    frame = "page" if place.from_page else "margin"
    return (
        f'<w:r><w:drawing><wp:anchor {_NAMES} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{number}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="margin"><wp:align>right</wp:align></wp:positionH>'
        f'<wp:positionV relativeFrom="{frame}"><wp:posOffset>{round(place.top * _EMU)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{side}" cy="{side}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{number}" name="图{number}"/>{_graphic(relation, number, side, side)}</wp:anchor></w:drawing></w:r>'
    )


def _graphic(relation: str, number: int, x: int, y: int) -> str:
    return (
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_A}/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="图{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{x}" cy="{y}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic>"
    )


def watermark(words: str, width: float, height: float) -> str:
    """Return a run with slanting words in light grey, six times over a page of `width` × `height` mm."""
    spots = [(x, y) for y in (0.18, 0.48, 0.78) for x in (0.27, 0.74)]
    return f"<w:r><w:pict {_VML}>{_SHAPE}</w:pict></w:r>" + "".join(
        _word_art(words, i, x * width, y * height) for i, (x, y) in enumerate(spots, 1)
    )


def _word_art(words: str, number: int, x: float, y: float) -> str:
    """Return words slanting by thirty degrees around a point of the page (mm)."""
    wide = sum(0.5 if char.isascii() else 1.0 for char in words) * _MARK_SIZE
    left, top = x * _POINT - wide / 2, y * _POINT - _MARK_SIZE / 2
    style = (
        f"position:absolute;margin-left:{left:.1f}pt;margin-top:{top:.1f}pt;width:{wide:.1f}pt;height:{_MARK_SIZE:.1f}pt;"
        "rotation:330;z-index:-251658752;mso-position-horizontal-relative:page;mso-position-vertical-relative:page"
    )
    return (
        f'<w:r><w:pict {_VML}><v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" style="{style}" o:allowincell="f" fillcolor="#ececec" stroked="f">'
        f'<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string={quoteattr(words)}/>'
        '<w10:wrap anchorx="page" anchory="page"/></v:shape></w:pict></w:r>'
    )
