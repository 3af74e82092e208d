"""Makes programs of any length for the benchmarks: the shape of real ones, invented institutional text."""

import random
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_NAMESPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language that sentences and tables are put together from."""

    title: str
    preamble: str
    sections: tuple[str, ...]
    subjects: tuple[str, ...]
    acts: tuple[str, ...]
    objects: tuple[str, ...]
    ends: tuple[str, ...]
    header: tuple[str, ...]
    bodies: tuple[str, ...]
    times: tuple[str, ...]
    funding: str


_ENGLISH: Final = Vocabulary(
    "PROGRAM OF COOPERATION FOR 2011–2013",
    "This Program is prepared to develop the cooperation of the competent bodies of the member states.",
    (
        "General provisions",
        "Aims and tasks",
        "Exchange of information",
        "Training",
        "Joint exercises",
        "Implementation",
    ),
    ("The competent bodies", "The member states", "The Center", "The working group", "Each Party"),
    ("prepare", "exchange", "examine", "keep up to date", "approve within their competence", "improve"),
    (
        "the legal basis of cooperation",
        "information on the training of staff",
        "methodological materials for joint staff exercises",
        "proposals on the harmonisation of national legislation",
        "reports on the measures carried out",
    ),
    (
        "at least once a year, beginning on 1 March 2011",
        "in the manner laid down by national legislation",
        "within the means provided in their budgets",
        "in agreement with the Executive Committee",
    ),
    ("No.", "Measure", "Executing bodies", "Timeframe", "Funding"),
    ("Center", "Executive Committee", "member states", "competent bodies"),
    ("2011", "2011–2013", "annually", "second quarter of 2012", "by 1 December 2013"),
    "national budgets",
)
_RUSSIAN: Final = Vocabulary(
    "ПРОГРАММА СОТРУДНИЧЕСТВА НА 2011–2013 ГОДЫ",
    "Настоящая Программа подготовлена в целях развития сотрудничества компетентных органов государств-участников.",
    ("Общие положения", "Цели и задачи", "Обмен информацией", "Подготовка кадров", "Совместные учения", "Реализация"),
    ("Компетентные органы", "Государства-участники", "Стороны", "Рабочие группы", "Базовые организации"),
    ("готовят", "рассматривают", "уточняют", "утверждают в пределах компетенции", "совершенствуют"),
    (
        "правовую основу сотрудничества",
        "сведения о подготовке кадров",
        "методические материалы совместных командно-штабных учений",
        "предложения по сближению национального законодательства",
        "отчеты о проведенных мероприятиях",
    ),
    (
        "не реже одного раза в год начиная с 1 марта 2011 года",
        "в порядке, установленном национальным законодательством",
        "в пределах средств, предусмотренных в бюджетах",
        "по согласованию с Исполнительным комитетом",
    ),
    ("№ п/п", "Мероприятие", "Исполнители", "Срок исполнения", "Источник финансирования"),
    ("Центр", "Исполнительный комитет", "государства-участники", "компетентные органы"),
    ("2011 год", "2011–2013 годы", "ежегодно", "II квартал 2012 года", "до 1 декабря 2013 года"),
    "национальные бюджеты",
)
_VOCABULARIES: Final = {"en": _ENGLISH, "ru": _RUSSIAN}
_LETTERS: Final = {"en": "abcdef", "ru": "абвгде"}


def make_program_docx(path: Path, clauses: int = 500, language: str = "en", seed: int = 1) -> Path:
    """Writes a Word program of that many clauses: title, preamble, sections, points, subpoints, a plan of measures.

    clauses: at least 20; counted as the import counts them. language: "en" or "ru". The same arguments
    give the same text.
    """
    words, choose = _VOCABULARIES[language], random.Random(seed)
    measures = clauses // 5
    blocks = [_paragraph(words.title, style="Title"), _paragraph(words.preamble)]
    left = clauses - 2 - measures - 2  # the plan has a heading and a header row
    section = 0
    while left > 0:
        section += 1
        blocks.append(_paragraph(f"{section}. {words.sections[(section - 1) % len(words.sections)]}"))
        left -= 1
        made = _points(blocks, words, choose, section, min(left, 24), _LETTERS[language])
        left -= made
    plan = section + 1
    blocks.append(_paragraph(f"{plan}. {words.header[1]}"))
    blocks.append(_table([list(words.header), *(_measure(words, choose, plan, row) for row in range(1, measures + 1))]))
    _write(path, blocks)
    return path


def _points(blocks: list[str], words: Vocabulary, choose: random.Random, section: int, most: int, letters: str) -> int:
    made = point = 0
    while made < most:
        point += 1
        lettered = min(3, most - made - 1) if point % 3 == 0 else 0
        end = ":" if lettered else "."
        blocks.append(_paragraph(f"{section}.{point}. {_sentence(words, choose)}{end}"))
        for letter in letters[:lettered]:
            blocks.append(_paragraph(f"{letter}) {choose.choice(words.objects)} {choose.choice(words.ends)};"))
        made += 1 + lettered
    return made


def _sentence(words: Vocabulary, choose: random.Random) -> str:
    parts = [
        f"{choose.choice(words.acts)} {choose.choice(words.objects)} {choose.choice(words.ends)}"
        for _ in range(choose.randint(1, 4))
    ]
    return f"{choose.choice(words.subjects)} {', '.join(parts)}"


def _measure(words: Vocabulary, choose: random.Random, plan: int, row: int) -> list[str]:
    bodies = ", ".join(choose.sample(words.bodies, 2))
    return [f"{plan}.{row}", _sentence(words, choose), bodies, choose.choice(words.times), words.funding]


def _paragraph(text: str, *, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: list[list[str]]) -> str:
    grid = f"<w:tblGrid>{'<w:gridCol/>' * len(rows[0])}</w:tblGrid>"
    body = "".join(f"<w:tr>{''.join(f'<w:tc>{_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{grid}{body}</w:tbl>"


def _write(path: Path, blocks: list[str]) -> None:
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_NAMESPACE}">'
        f"<w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", document)
