"""Changes one cannot see are made visible, lawful text raises no alarm."""

import pytest

from program_workflow.documents.characters import doubts_of
from program_workflow.domain.understood import Doubt


@pytest.mark.parametrize(
    "text",
    [
        "По ГОСТ ISO 9001 и ГОСТ Р ИСО, № 5",
        "выбросы CO₂ и H₂O, рН-метр",
        "за́мок и замо́к, пять сторо́н",
        "в XXI веке, том X, глава C, Раздел I",
        "IT-технологии, B2B-сектор, COVID-19, e-mail: a@b.example",
        "статья 2¹, пункт 312а, 5а класс",
        "the café, naïve façade",
        "термин vitae ex применяется",
        "Центр (c) и система EAC",
    ],
)
def test_lawful_text_raises_no_alarm(text: str) -> None:
    assert list(doubts_of(text)) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Стoроны обмениваются", Doubt.MIXED_SCRIPT),  # Latin o
        ("в соответствии c законом", Doubt.MIXED_SCRIPT),  # Latin c
        ("Исполнительный COBET решил", Doubt.MIXED_SCRIPT),  # Latin letters throughout
        ("the Parties а agree", Doubt.MIXED_SCRIPT),  # Cyrillic а
        ("в 2O11 году", Doubt.MIXED_SCRIPT),  # letter O among figures
        ("shall\u200b pay", Doubt.INVISIBLE_CHARACTER),
        ("обяза\u00adтельство", Doubt.INVISIBLE_CHARACTER),
        ("text\ufeff", Doubt.INVISIBLE_CHARACTER),
    ],
)
def test_what_looks_otherwise_than_it_is_is_doubted(text: str, reason: Doubt) -> None:
    assert [found for found, _ in doubts_of(text)] == [reason]
