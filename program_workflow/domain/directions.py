"""What a column of proposals says instead of a text: that a clause goes, or which words of it are to be others."""

import re
from typing import Final

_UNITS: Final = r"(?:пункт|подпункт|абзац|раздел|стать[юя]|положение|мероприятие|строку|позицию)(?: [\w\d.«»()]{1,12})?"
#: The whole of a column that takes a clause out, in the languages such lists come in.
_GONE: Final = re.compile(
    r"deleted?|to be deleted|suprimid[oa]|se suprime|entfällt|gestrichen|supprimée?|"
    r"supprimer(?: (?:cet|l['’]) ?(?:article|alin[eé]a))?|soppresso|skreślon[yae]|skreśla się|"
    r"törölve|schrappen|geschrapt|"
    r"исключ(?:ить|ен|ена|ено|ены|ается)|удал(?:ить|ен|ена|ено|ены|яется)|снять|"
    rf"исключить (?:данн(?:ый|ую|ое) )?{_UNITS}|{_UNITS} исключить",
)
_NOTHING: Final = re.compile(r"[\s\-–—−_.…]*|\[?(?:new|нов(?:ый|ая|ое)|отсутствует|нет)\]?", re.IGNORECASE)
_AROUND: Final = " \t\n\u00a0.;:[]()«»\"“”'*"
_RESTATED: Final = re.compile(
    r"^.{0,120}?(?:изложить в (?:следующей |новой )?редакции|в следующей редакции|to read as follows|shall read|"
    r"rédiger ainsi (?:cet|l['’]|le) ?(?:article|alinéa|titre(?: [IVX]+)?)|rédiger comme suit cet article)\s*:\s*",
    re.IGNORECASE | re.DOTALL,
)
_ADDED: Final = re.compile(
    r"^.{0,120}?(?:дополнить (?:нов\w+ )?(?:пункт|подпункт|абзац|статьей|статьёй|раздел|строк|мероприяти)\w*[^:]{0,80}|"
    r"insérer un article additionnel ainsi rédigé|"
    r"add (?:a |the )?(?:new )?(?:paragraph|point|article|clause)[^:]{0,80})\s*:\s*",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED: Final = r"[«\"“„](?P<{name}>[^«»\"“”„]+)[»\"”“]"
_LONGEST_ORDER: Final = 2_000


def _with(pattern: str) -> re.Pattern[str]:
    named = pattern.replace("OLD", _QUOTED.format(name="old")).replace("NEW", _QUOTED.format(name="new"))
    return re.compile(rf"^.{{0,80}}?{named}\s*[.;]?\s*$", re.IGNORECASE | re.DOTALL)


def _instead(_old: str, new: str) -> str:
    return new


def _behind(old: str, new: str) -> str:
    return f"{old} {new}"


def _away(_old: str, _new: str) -> str:
    return ""


#: Each with what becomes of the words it quotes.
_ORDERS: Final = (
    (
        _with(r"(?:слов[оа]|цифр[уы])\s*OLD\s*заменить\s*(?:на\s+)?(?:слов(?:ом|ами|о|а)|цифр(?:ой|ами|у|ы))\s*NEW"),
        _instead,
    ),
    (_with(r"заменить\s*слов[оа]\s*OLD\s*(?:на\s+)?(?:слов(?:ом|ами|о|а))\s*NEW"), _instead),
    (_with(r"replace\s+(?:the\s+)?words?\s*OLD\s*(?:with|by)\s*(?:the\s+)?(?:words?)?\s*NEW"), _instead),
    (_with(r"remplacer\s+l?es?\s*mots?\s*:?\s*OLD\s*par\s+l?es?\s*mots?\s*:?\s*NEW"), _instead),
    (_with(r"после\s+слов[а]?\s*OLD[,\s]*(?:дополнить|добавить)\s*слов(?:ом|ами|о|а)\s*NEW"), _behind),
    (_with(r"after\s+(?:the\s+)?words?\s*OLD[,\s]*(?:insert|add)\s*(?:the\s+)?(?:words?)?\s*NEW"), _behind),
    (_with(r"après\s+l?es?\s*mots?\s*:?\s*OLD[,\s]*insérer\s+l?es?\s*mots?\s*:?\s*NEW"), _behind),
    (_with(r"слов[оа]\s*OLD\s*исключить"), _away),
    (_with(r"исключить\s+слов[оа]\s*OLD"), _away),
    (_with(r"delete\s+(?:the\s+)?words?\s*OLD"), _away),
    (_with(r"supprimer\s+l?es?\s*mots?\s*:?\s*OLD"), _away),
)


def takes_out(said: str) -> bool:
    """Whether a column of proposals says that the clause goes: it is left empty, or says so."""
    return says_nothing(said) or _GONE.fullmatch(said.casefold().replace("ё", "е").strip(_AROUND)) is not None


def says_nothing(said: str) -> bool:
    """Whether a column is empty, or holds a dash or "new"."""
    return _NOTHING.fullmatch(said.strip(_AROUND)) is not None


def without_direction(said: str) -> tuple[str, bool]:
    """The proposed text without "to read as follows:" or "add a paragraph:" before it; whether a clause is added."""
    for pattern, is_added in ((_ADDED, True), (_RESTATED, False)):
        found = pattern.match(said)
        if found and said[found.end() :].strip():
            return _unquoted(said[found.end() :].strip()), is_added
    return said, False


def _unquoted(said: str) -> str:
    inner = said.rstrip(".;") if said.endswith(("».", "»;", '".', '";', "”.")) else said
    if inner[:1] in '«"“' and inner[-1:] in '»"”' and not re.search(r"[»”]", inner[1:-1]):
        return inner[1:-1].strip()
    return said


def is_order(said: str) -> bool:
    """Whether a column says which words are to be others, instead of the text."""
    return len(said) <= _LONGEST_ORDER and any(pattern.match(said) for pattern, _ in _ORDERS)


def carried_out(said: str, text: str) -> str | None:
    """The text with words replaced, put in or taken out as it is told; None unless they stand in it exactly once."""
    if not is_order(said):
        return None
    for pattern, becomes in _ORDERS:
        found = pattern.match(said)
        if found is None:
            continue
        groups = found.groupdict("")
        old = groups["old"].strip()
        if text.count(old) != 1:
            return None
        new = becomes(old, groups.get("new", "").strip())
        return _tidy(text.replace(old, new)) if not new else text.replace(old, new)
    return None


def _tidy(text: str) -> str:
    """Without the space that words taken out leave behind."""
    return re.sub(r" +([,.;:)])", r"\1", re.sub(r"  +", " ", text)).strip(" ")
