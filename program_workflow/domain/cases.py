"""Clauses in the cases of Russian and as English names them: what official sentences are built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from program_workflow.domain.terms import ClauseKind as K
from program_workflow.domain.words import label


@dataclass(frozen=True, slots=True)
class Cases:
    """genitive: "пункта"; dative: "пункту"; accusative: "пункт"; locative: "пункте".

    new: instrumental with its adjective, "новым пунктом".
    """

    genitive: str
    dative: str
    accusative: str
    locative: str
    new: str


_RUSSIAN: Final[Mapping[K, Cases]] = {
    K.TITLE: Cases("наименования", "наименованию", "наименование", "наименовании", "новым наименованием"),
    K.PREAMBLE: Cases(
        "абзаца преамбулы", "абзацу преамбулы", "абзац преамбулы", "абзаце преамбулы", "новым абзацем преамбулы"
    ),
    K.HEADING: Cases("раздела", "разделу", "раздел", "разделе", "новым разделом"),
    K.PARAGRAPH: Cases("абзаца", "абзацу", "абзац", "абзаце", "новым абзацем"),
    K.POINT: Cases("пункта", "пункту", "пункт", "пункте", "новым пунктом"),
    K.PASSPORT_ROW: Cases(
        "строки паспорта", "строке паспорта", "строку паспорта", "строке паспорта", "новой строкой паспорта"
    ),
    K.TABLE_HEADING: Cases(
        "заголовка таблицы", "заголовку таблицы", "заголовок таблицы", "заголовке таблицы", "новым заголовком таблицы"
    ),
    K.MEASURE: Cases("мероприятия", "мероприятию", "мероприятие", "мероприятии", "новым мероприятием"),
    K.NOTE: Cases("примечания", "примечанию", "примечание", "примечании", "новым примечанием"),
    K.ANNEX: Cases("приложения", "приложению", "приложение", "приложении", "новым приложением"),
}


def cases_of(kind: K, language: str) -> Cases:
    """The kind of a clause in each case; in English one form serves for all."""
    if language == "ru":
        return _RUSSIAN[kind]
    word = label(kind, "en")
    return Cases(word, word, word, word, f"a new {word}")


@dataclass(frozen=True, slots=True)
class Gathering:
    """What a meeting is called in short, by the first word of its title. genitive: of that word.

    taken_place: the verb, and its: the pronoun, which agree with it in Russian.
    """

    name: str
    genitive: str
    taken_place: str
    its: str


#: By the first word of the Russian title.
_GATHERINGS: Final[Mapping[str, Gathering]] = {
    "совещание": Gathering("Совещание", "Совещания", "состоялось", "его"),
    "заседание": Gathering("Заседание", "Заседания", "состоялось", "его"),
    "сессия": Gathering("Сессия", "Сессии", "состоялась", "её"),
    "встреча": Gathering("Встреча", "Встречи", "состоялась", "её"),
    "конференция": Gathering("Конференция", "Конференции", "состоялась", "её"),
    "консультации": Gathering("Консультации", "Консультаций", "состоялись", "их"),
}
_ENGLISH: Final = ("Meeting", "Session", "Sitting", "Conference", "Consultations")


def gathering_of(title: str, language: str) -> Gathering:
    """What the meeting is called in short. A title that begins otherwise is one of a meeting all the same."""
    first = title.split(" ", 1)[0].lower() if title else ""
    if language == "ru":
        return _GATHERINGS.get(first, _GATHERINGS["совещание"])
    name = first.capitalize() if first.capitalize() in _ENGLISH else "Meeting"
    return Gathering(name, name, "was held", "its")


def genitive_title(title: str) -> str:
    """The Russian title in the genitive: only its first word declines. "" where that word is not known."""
    first, _, rest = title.partition(" ")
    found = _GATHERINGS.get(first.lower())
    return f"{found.genitive} {rest}".strip() if found else ""
