"""The Word document while it is written: parts are added at its end; the contents, header and footer follow when it is bound."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.oxml.shape import CT_Inline
from docx.shared import Emu, Length

from qpr_rules.showing.chart.lettering import cut
from qpr_rules.showing.report.markup import legible
from qpr_rules.showing.report.paper import Grid
from qpr_rules.showing.report.word_markup import (
    Element,
    field,
    is_from_right,
    link,
    marked,
    paragraph,
    said,
    tab,
    text,
    w,
)
from qpr_rules.showing.report.word_tables import table

WIDTH = 9_638
"""Twips, twentieths of a point, between the margins: A4 less 2 cm on either side."""

_PAGE = {"w": "11906", "h": "16838"}
_MARGINS = {
    "top": "1304",
    "right": "1134",
    "bottom": "1077",
    "left": "1134",
    "header": "567",
    "footer": "510",
    "gutter": "0",
}
_KEPT = (RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME)
"""What is used of the document that python-docx begins with: no thumbnail, no fonts, no styles for other programs."""

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of each part in the file, so that the same paper has the same bytes."""

_LONGEST = 255
"""Letters that a property of a document may have."""

_WATERMARK = """
<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"
  xmlns:o="urn:schemas-microsoft-com:office:office"><w:rPr><w:noProof/></w:rPr><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>
<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>
<v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject1" type="#_x0000_t136" alt="Draft" o:allowincell="f" fillcolor="#eeeeee" stroked="f"
style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:165pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin">
<v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt" string="DRAFT"/></v:shape></w:pict></w:r>"""
"""The word behind each page, as Word itself makes a watermark."""


class Manuscript:
    """A document to which paragraphs, tables and pictures are added in order."""

    def __init__(self, places: Mapping[str, str], *, illustrative: bool) -> None:
        """``places`` are the bookmarks of KPIs, by id; ``illustrative`` says that tables and charts are, unless they say otherwise."""
        self.places, self._illustrative = places, illustrative
        self._document = Document()
        self._main = self._document.part
        self._body: Element = self._document.element.body
        for child in list(self._body):
            self._body.remove(child)
        self._numbers = {"Table": 0, "Figure": 0}
        self._headings: list[tuple[int, str, str]] = []
        self._contents: Element = None
        self._dress()

    def _dress(self) -> None:
        """The styles, the list and the settings of word.xml in the place of those that python-docx has."""
        parts = parse_xml(Path(__file__).with_name("word.xml").read_bytes())
        places = (
            self._document.styles.element,
            self._main.numbering_part.element,
            self._document.settings.element,
        )
        for place, own in zip(places, parts, strict=True):
            place[:] = list(own)
        for rels, kept in (
            (self._main.package.rels, (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES)),
            (self._main.rels, _KEPT),
        ):
            for key in [key for key, each in rels.items() if each.reltype not in kept]:
                del rels[key]

    def add(self, *elements: Element) -> None:
        """Paragraphs and tables, at the end."""
        self._body.extend(elements)

    def heading(self, level: int, title: str, bookmark: str = "", *, breaking: bool = False) -> None:
        """A heading, to which the contents lead, and links to its bookmark (by default one of its own)."""
        number = len(self._headings) + 1
        name = bookmark or f"_Toc{number:06d}"
        right = is_from_right(title)
        runs = marked(text(title, from_right=right), name, number)
        self.add(paragraph(f"Heading{level}", *runs, from_right=right, breaking=breaking))
        self._headings.append((level, title, name))

    def caption(self, kind: str, words: str, *, illustrative: bool | None = None) -> None:
        """``Table 3: ...`` or ``Figure 3: ...``, numbered by a field, and kept with what follows."""
        self._numbers[kind] += 1
        number = field(f"SEQ {kind} \\* ARABIC", str(self._numbers[kind]))
        caution = " (illustrative)" if (self._illustrative if illustrative is None else illustrative) else ""
        self.add(paragraph("Caption", *text(f"{kind} "), *number, *text(f": {words}{caution}")))

    def table(self, grid: Grid, *, of: str = "", illustrative: bool | None = None) -> None:
        """A table under its caption. ``of`` says what it is of, to those who cannot see what it stands below."""
        self.caption("Table", grid.caption, illustrative=illustrative)
        self.add(table(grid, self.places, WIDTH, f"{grid.caption}: {of}" if of else grid.caption))

    def picture(self, png: bytes, described: str, width: Length) -> None:
        """A picture as wide as this, with the words that stand for it."""
        number = self._numbers["Figure"]
        across, tall = (
            int.from_bytes(png[at : at + 4], "big") for at in (16, 20)
        )  # as the format's first chunk has them
        part = Part(PackURI(f"/word/media/chart{number}.png"), CONTENT_TYPE.PNG, png, self._main.package)
        rel = self._main.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        drawn: Element = CT_Inline.new_pic_inline(number, rel, f"chart{number}.png", width, Emu(width * tall // across))
        drawn.docPr.set("name", f"Chart {number}")
        drawn.docPr.set("descr", legible(described))
        self.add(paragraph("Chart", w("r", w("drawing", drawn))))

    def contents(self) -> None:
        """Here the contents will stand."""
        self._contents = w("sdt")
        self.add(self._contents)

    def bound(self, title: str, author: str, subject: str, cautions: Sequence[str], *, draft: bool) -> bytes:
        """The file, with contents, header, footer and properties: the same bytes for the same parts."""
        self._fill_contents()
        self._body.append(w("sectPr", w("pgSz", **_PAGE), w("pgMar", **_MARGINS)))
        self._head(author, cautions, draft=draft)
        self._foot(subject)
        core = self._document.core_properties
        core.title, core.author, core.subject = (legible(each)[:_LONGEST] for each in (title, author, subject))
        core.last_modified_by, core.language, core.comments, core.revision = core.author, "en-GB", "", 1
        properties: Element = self._main.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
        for each in [each for each in properties if each.tag.endswith(("}created", "}modified"))]:
            properties.remove(each)
        file = io.BytesIO()
        self._document.save(file)
        return _undated(file)

    def _fill_contents(self) -> None:
        """The contents as a field that an office can update, with its entries already there."""
        *begun, ended = field('TOC \\o "1-2" \\h \\z \\u', "")
        entries = [
            paragraph(f"TOC{level}", link(name, title, "ContentsLink"))
            for level, title, name in self._headings
            if level <= 2
        ]
        entries[0][1:1] = begun
        entries[-1].append(ended)
        gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        self._contents.extend([w("sdtPr", gallery), w("sdtContent", said("TOCHeading", "Contents"), *entries)])

    def _head(self, body: str, cautions: Sequence[str], *, draft: bool) -> None:
        """On each page whose paper it is, and what a reader must be warned of."""
        header = self._document.sections[0].header
        header.is_linked_to_previous = False
        lines = [said("Header", cut(legible(body), WIDTH / 20, 9))]
        if cautions:
            lines.append(said("PageCaution", " ".join(cautions)))
        if draft:
            lines[-1].append(parse_xml(_WATERMARK))
        header.part.element[:] = lines

    def _foot(self, subject: str) -> None:
        footer = self._document.sections[0].footer
        footer.is_linked_to_previous = False
        pages = [*text("Page "), *field("PAGE", "1"), *text(" of "), *field("NUMPAGES", "1")]
        footer.part.element[:] = [paragraph("Footer", *text(subject), tab(), *pages)]


def _undated(file: io.BytesIO) -> bytes:
    """The same parts, none of which says when it was written; pictures are compressed already."""
    whole = io.BytesIO()
    with zipfile.ZipFile(file) as parts, zipfile.ZipFile(whole, "w") as undated:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            undated.writestr(entry, parts.read(name))
    return whole.getvalue()
