"""A program in Russian and English, with an amendment of its Russian text: where tests of two languages begin."""

from program_workflow.domain.clause import ClauseDraft, fields_from_json
from program_workflow.domain.terms import ClauseKind
from program_workflow.usecases import programs
from tests.negotiation import Negotiation


def twin(number, en, ru, kind=ClauseKind.POINT, fields=None):
    said = fields or {"en": {}, "ru": {}}
    return ClauseDraft(kind, ru, number, fields_from_json(said["ru"]), texts={"en": (en, fields_from_json(said["en"]))})


TWINS = (
    twin("1", "The parties meet once a year.", "Стороны встречаются один раз в год."),
    twin("2", "Reports are sent by 1 March 2012.", "Отчеты направляются до 1 марта 2012 г."),
    twin(
        "3",
        "To hold an exercise.",
        "Провести учение.",
        ClauseKind.MEASURE,
        {"en": {"timeframe": "2011"}, "ru": {"timeframe": "2011 год"}},
    ),
)
#: The file of the English text.
ENGLISH = """1. The parties meet once a year.
2. Reports are sent by 1 April 2012.
4. Nothing of the kind is in the draft.
"""


def begin(talks: Negotiation, *, languages=("ru", "en"), clauses=TWINS, rule="consensus") -> Negotiation:
    """Version 1, working, in Russian first."""
    with talks.work(talks.people.coordinator) as w:
        programs.create_program(
            w,
            code=talks.code,
            title={"ru": "Программа", "en": "A program"},
            language="ru",
            languages=list(languages),
            clauses=clauses,
            rules={"decision_rule": rule},
        )
    talks.ids = {node.number: node.id for node in talks.text(1).nodes}
    return talks


def begin_in_russian(talks: Negotiation) -> Negotiation:
    """The same without its English texts."""
    drafts = tuple(ClauseDraft(one.kind, one.text, one.number, one.fields) for one in TWINS)
    return begin(talks, languages=("ru",), clauses=drafts)


def circulate(talks: Negotiation, year: int = 2012) -> Negotiation:
    talks.step("circulate", closes_at=talks.clock.now.replace(year=year))
    return talks


def amend(talks: Negotiation, number: str = "1", text: str | None = "Стороны встречаются два раза в год.", **kwargs):
    """An amendment of KAZ to the Russian text, agreed by all and incorporated in the next version, working."""
    people = talks.people
    made = talks.propose(people.kaz, talks.modify(number, text, **kwargs), language="ru")
    talks.take(people.kaz, made, "submit")
    talks.take(people.coordinator, made, "review")
    for one in (people.kaz, people.blr, people.arm):
        talks.position(one, made, "agrees")
    talks.take(people.coordinator, made, "agree")
    talks.close()
    talks.next()
    return made
