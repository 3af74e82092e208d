"""The parts of a Word document that are the same in every export: our own template, never an uploaded one."""

from typing import Final

from program_workflow.documents.word_styles import BESIDE

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
FONT: Final = "Times New Roman"

#: Width of the text on A4 with margins of 2.5 cm, in twentieths of a point.
TEXT_WIDTH: Final = 9071
MARGIN: Final = 1417

CONTENT_TYPES: Final = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/comments.xml" ContentType="{_WORD}.comments+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_WORD}.header+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    '<Override PartName="/docProps/custom.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>'
    "</Types>"
)
PACKAGE_RELATIONS: Final = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{_OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    f'<Relationship Id="rId4" Type="{_OFFICE}/relationships/custom-properties" Target="docProps/custom.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS: Final = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{R}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{R}/comments" Target="comments.xml"/>'
    f'<Relationship Id="rId4" Type="{R}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId5" Type="{R}/footer" Target="footer1.xml"/>'
    "</Relationships>"
)
APP: Final = (
    f'{HEAD}<Properties xmlns="{_OFFICE}/extended-properties"><Application>Program Workflow</Application></Properties>'
)
#: Changes made in the file are tracked from the first stroke.
SETTINGS: Final = (
    f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:trackRevisions/><w:defaultTabStop w:val="709"/>'
    '<w:autoHyphenation/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat></w:settings>"
)
SECTION: Final = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}"'
    ' w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
PAGE: Final = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
PAGES: Final = '<w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

#: Indents of numbered clauses by depth: where the words begin, how far the number hangs out.
_LEVELS: Final = ((709, 709), (1276, 709), (1843, 709), (2410, 709))


def _paragraph(
    name: str, title: str, paragraph: str, run: str = "", *, based: str = "Normal", following: str = ""
) -> str:
    follow = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="{int(name not in _BUILT_IN)}" w:styleId="{name}">'
        f'<w:name w:val="{title}"/><w:basedOn w:val="{based}"/>{follow}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


#: The title has a style of its own: what is styled as "Title" pandoc takes for data about the text.
_BUILT_IN: Final = frozenset({"Heading1", "Heading2", "Heading3", "Heading4", "Header", "Footer"} | {"CommentText"})
_BOLD: Final = "<w:b/><w:bCs/>"


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level: int, size: int, before: int) -> str:
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/><w:tabs><w:tab w:val="left" w:pos="709"/></w:tabs>'
        f'<w:spacing w:before="{before}" w:after="120"/><w:ind w:left="709" w:hanging="709"/>'
        f'<w:outlineLvl w:val="{level - 1}"/>',
        _BOLD + ("<w:i/><w:iCs/>" if level == 4 else "") + _size(size),
        following="Clause",
    )


#: Styles of paragraphs beside the headings: identity, name, properties of paragraph and run, base, the one after it.
_PARAGRAPHS: Final = (
    (
        "ProgramTitle",
        "Program title",
        '<w:keepNext/><w:spacing w:before="120" w:after="240"/><w:jc w:val="center"/>',
        _BOLD + _size(28),
        "Normal",
        "Clause",
    ),
    (
        "Clause",
        "Clause",
        '<w:spacing w:after="120" w:line="276" w:lineRule="auto"/><w:jc w:val="both"/>',
        "",
        "Normal",
        "",
    ),
    (
        "Annex",
        "Annex",
        '<w:keepNext/><w:pageBreakBefore/><w:spacing w:after="240"/><w:jc w:val="right"/>',
        _BOLD,
        "Normal",
        "Clause",
    ),
    ("Note", "Note", '<w:spacing w:before="60" w:after="60"/><w:jc w:val="both"/>', _size(20), "Normal", ""),
    ("Field", "Field of a clause", '<w:spacing w:after="60"/><w:ind w:left="709"/>', _size(22), "Normal", ""),
    ("Cell", "Table text", '<w:spacing w:before="40" w:after="40"/>', _size(21), "Normal", ""),
    ("CellHead", "Table heading", '<w:keepNext/><w:jc w:val="center"/>', _BOLD, "Cell", ""),
    ("CellLabel", "Table label", "", _BOLD, "Cell", ""),
    ("Beside", BESIDE, '<w:spacing w:after="120"/><w:ind w:left="709"/>', "<w:i/><w:iCs/>" + _size(20), "Normal", ""),
    ("Separator", "Between tables", "", _size(12), "Normal", ""),
    ("Header", "header", '<w:jc w:val="right"/>', "<w:i/><w:iCs/>" + _size(20), "Normal", ""),
    (
        "Footer",
        "footer",
        '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="808080"/></w:pBdr>'
        f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>',
        _size(18),
        "Normal",
        "",
    ),
    ("CommentText", "annotation text", "", _size(20), "Normal", ""),
    *(
        (
            f"Clause{level}",
            f"Clause {level}",
            f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs><w:ind w:left="{left}" w:hanging="{hanging}"/>',
            "",
            "Clause",
            "",
        )
        for level, (left, hanging) in enumerate(_LEVELS, 1)
    ),
)
#: Half-points and the space before, of headings by their level.
_HEADINGS: Final = ((1, 28, 360), (2, 26, 280), (3, 24, 240), (4, 24, 200))
_OTHER_STYLES: Final = (
    '<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/>'
    f"<w:rPr>{_size(16)}</w:rPr></w:style>"
    '<w:style w:type="character" w:customStyle="1" w:styleId="Bracket"><w:name w:val="Bracket"/>'
    f"<w:rPr>{_BOLD}</w:rPr></w:style>"
    '<w:style w:type="character" w:customStyle="1" w:styleId="FieldName"><w:name w:val="Field name"/>'
    f"<w:rPr>{_BOLD}</w:rPr></w:style>"
    '<w:style w:type="table" w:customStyle="1" w:styleId="Grid"><w:name w:val="Program table"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr></w:style>"
)


def _styles(language: str) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:eastAsia="{FONT}"/>'
    headings = "".join(_heading(level, size, before) for level, size, before in _HEADINGS)
    paragraphs = "".join(
        _paragraph(name, title, paragraph, run, based=based, following=following)
        for name, title, paragraph, run, based, following in _PARAGRAPHS
    )
    return (
        f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{_size(24)}'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{headings}{paragraphs}{_OTHER_STYLES}</w:styles>"
    )


#: By the language of the text.
STYLES: Final = {"en": _styles("en-GB"), "ru": _styles("ru-RU")}
