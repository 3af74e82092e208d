"""Published versions made by hand, for the tests of their files."""

from datetime import UTC, datetime

from program_workflow.domain.publication import FieldSpans, Piece, Proposal, Publication, Span
from program_workflow.domain.terms import ClauseKind, VersionState

KAZAKH = "Әріптестер қоғамдық қауіпсіздік жөніндегі іс-шараларды ұйымдастырады, үкімет һәм өңірлер."
UZBEK = "Ўзбекистон Республикаси ҳамкорликни қўллаб-қувватлайди; ғоя – тинчлик. Oʻzbekiston gʻoyasi."
RUSSIAN = "Провести совместные учения, «съезд» и объезд государств – участников СНГ № 5, 100 %."


def plain(text):
    return (Span("=", text),) if text else ()


def field(name, *spans, heading=None):
    return FieldSpans(name, heading, tuple(Span(*one) if isinstance(one, tuple) else Span("=", one) for one in spans))


def piece(identity, kind, text, number="", depth=0, parent=None, **more):
    spans = plain(text) if isinstance(text, str) else tuple(Span(*one) for one in text)
    old = more.pop("number_old", number)
    return Piece(identity, parent, ClauseKind(kind), depth, number, old, spans, **more)


def text_of(language="ru"):
    measure = (field("executing_bodies", "АТЦ СНГ, Бюро"), field("timeframe", "2011–2013 годы"), field("funding", "—"))
    further = (*measure[:2], field("other", "x", heading="Итог"))
    return (
        piece("t1", "title", "Программа сотрудничества"),
        piece("pr", "preamble", "Государства – участники СНГ,\nруководствуясь Уставом, приняли:"),
        piece("r1", "passport_row", KAZAKH, fields=(field("label", "Цель"),)),
        piece("r2", "passport_row", UZBEK, fields=(field("label", "Задачи"),)),
        piece("h1", "heading", "Организационные мероприятия", "1"),
        piece("p1", "point", RUSSIAN, "1.1", 1, "h1"),
        piece("p2", "paragraph", "Абзац <с> знаками & _подчёркнутый_ *так*.", "", 2, "p1"),
        piece("th", "table_heading", "Мероприятия", "", 1, "h1"),
        piece("m1", "measure", "Разработать проект соглашения.", "1.2", 1, "h1", fields=measure),
        piece("m2", "measure", "Обменяться опытом.", "1.3", 1, "h1", fields=further),
        piece("n1", "note", "Примечание к разделу.", "", 1, "h1"),
        piece("a1", "annex", "Приложение", "А"),
    )


def publication(pieces=None, **more):
    values = {
        "code": "CIS-2011",
        "title": "Программа сотрудничества",
        "period": "2011–2013",
        "language": "ru",
        "marking": "Проект",
        "version": 2,
        "state": VersionState.CIRCULATED,
        "text_hash": "9f3a" * 16,
        "circulated_at": datetime(2011, 3, 1, 9, tzinfo=UTC),
        "closes_at": datetime(2011, 3, 15, 13, tzinfo=UTC),
        "at": datetime(2011, 3, 2, tzinfo=UTC),
        "pieces": text_of() if pieces is None else tuple(pieces),
    } | more
    return Publication(**values)


def redlined():
    """Version 2 against version 1: words, a field, a number, an insertion, a deletion and a move."""
    changed = (
        piece(
            "p1", "point", [("=", "Провести "), ("-", "ежегодные"), ("+", "совместные"), ("=", " учения.")], "1.1", 1
        ),
        piece("p3", "point", "Новый пункт.", "1.2", 1, whole="+", number_old=""),
        piece("p4", "point", "Старый пункт.", "", 1, whole="-", number_old="1.2"),
        piece("p5", "point", "Перенесённый пункт.", "", 1, whole="<", number_old="1.3", move="1"),
        piece(
            "m1",
            "measure",
            "Разработать проект.",
            "1.4",
            1,
            number_old="1.3",
            fields=(field("timeframe", ("-", "2011"), ("+", "2011–2013"), ("=", " годы")),),
        ),
        piece("p5", "point", "Перенесённый пункт.", "1.5", 1, whole=">", number_old="1.3", move="1"),
    )
    return publication((text_of()[0], text_of()[4], *changed), against=1)


def amended():
    """Version 2 with amendments of two delegations."""
    spans = (
        Span("=", "Провести "),
        Span("-", "ежегодные", ("KAZ", "BLR"), ("a1", "a2")),
        Span("+", "совместные", ("KAZ",), ("a1",)),
        Span("+", "общие", ("BLR",), ("a2",)),
        Span("=", " учения."),
    )
    at = datetime(2011, 3, 2, 10, tzinfo=UTC)
    proposals = {
        "a1": Proposal("a1", "CIS-2011/1.1/KAZ/1", "KAZ", "Так точнее.", at),
        "a2": Proposal("a2", None, "BLR", "", at.replace(hour=11)),
    }
    return publication(
        (text_of()[0], Piece("p1", None, ClauseKind.POINT, 0, "1.1", "1.1", spans)),
        proposals=proposals,
        delegations={"KAZ": "Казахстан", "BLR": "Беларусь"},
    )
