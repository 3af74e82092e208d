"""The words of every value in English and Russian, and the shape and colour family of every state.

Source: the glossary of the field (docs/glossary.md). Labels of states stand in lower case, to be used
inside a sentence; buttons begin with a capital. Members of different enums may share a value
("submitted"), so every table is kept by enum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from program_workflow.domain.landing import NotLanded
from program_workflow.domain.revised import Story, Tracked
from program_workflow.domain.terms import (
    Abstention,
    AmendmentAction,
    AmendmentState,
    Change,
    Channel,
    ClauseKind,
    ClauseStatus,
    Concern,
    DayOff,
    DecisionRule,
    DeliveryState,
    Event,
    Followed,
    JobAction,
    JobKind,
    JobState,
    JobStep,
    Lack,
    MajorityBase,
    MessageKind,
    Numbering,
    NumberStyle,
    OperationKind,
    OutsideChannel,
    PositionKind,
    PositionOrigin,
    PositionSubject,
    Provenance,
    Rebase,
    Role,
    SilenceAction,
    SilenceScope,
    SilenceState,
    VersionAction,
    VersionState,
    Way,
    WordingOrigin,
)
from program_workflow.domain.understood import Doubt, Left


@dataclass(frozen=True, slots=True)
class Label:
    """One word or phrase in the languages of the interface."""

    en: str
    ru: str

    def to(self, language: str) -> str:
        """The word in a language; English unless it is Russian."""
        return self.ru if language == "ru" else self.en


Words = Mapping[StrEnum, Label]

LABELS: Final[Mapping[type[StrEnum], Words]] = {
    Role: {
        Role.ADMINISTRATOR: Label("administrator", "администратор"),
        Role.COORDINATOR: Label("coordinator", "координатор"),
        Role.REVIEWER: Label("reviewer", "специалист по экспертизе"),
        Role.REPRESENTATIVE: Label("representative", "представитель"),
        Role.EXPERT: Label("expert", "эксперт"),
        Role.OBSERVER: Label("observer", "наблюдатель"),
    },
    ClauseKind: {
        ClauseKind.TITLE: Label("title", "наименование"),
        ClauseKind.PREAMBLE: Label("preamble paragraph", "абзац преамбулы"),
        ClauseKind.HEADING: Label("heading", "раздел"),
        ClauseKind.PARAGRAPH: Label("paragraph", "абзац"),
        ClauseKind.POINT: Label("point", "пункт"),
        ClauseKind.PASSPORT_ROW: Label("row of the passport", "строка паспорта"),
        ClauseKind.TABLE_HEADING: Label("table heading", "заголовок таблицы"),
        ClauseKind.MEASURE: Label("measure", "мероприятие"),
        ClauseKind.NOTE: Label("note", "примечание"),
        ClauseKind.ANNEX: Label("annex", "приложение"),
    },
    ClauseStatus: {
        ClauseStatus.OPEN: Label("open", "открыт"),
        ClauseStatus.BRACKETED: Label("bracketed", "в скобках"),
        ClauseStatus.AGREED_AD_REFERENDUM: Label("agreed ad referendum", "согласован ad referendum"),
        ClauseStatus.PROVISIONALLY_AGREED: Label("provisionally agreed", "предварительно согласован"),
        ClauseStatus.AGREED: Label("agreed", "согласован"),
        ClauseStatus.FROZEN: Label("frozen", "заморожен"),
        ClauseStatus.DELETED: Label("deleted", "исключён"),
    },
    NumberStyle: {
        NumberStyle.NONE: Label("no number", "без номера"),
        NumberStyle.FIXED: Label("as the text prints it", "как напечатано в тексте"),
        NumberStyle.DECIMAL: Label("2.3", "2.3"),
        NumberStyle.ORDINAL: Label("3", "3"),
        NumberStyle.LATIN: Label("(b)", "(b)"),
        NumberStyle.CYRILLIC: Label("(б)", "(б)"),
        NumberStyle.ROMAN: Label("IV", "IV"),
    },
    Numbering: {
        Numbering.FROZEN: Label("frozen", "номера сохраняются"),
        Numbering.RUNNING: Label("running", "номера следуют подряд"),
    },
    DecisionRule: {
        DecisionRule.CONSENSUS: Label("consensus", "консенсус"),
        DecisionRule.COORDINATOR: Label("the coordinator decides", "решает координатор"),
        DecisionRule.MAJORITY: Label("majority", "большинство"),
        DecisionRule.QUALIFIED_MAJORITY: Label("qualified majority", "квалифицированное большинство"),
    },
    MajorityBase: {
        MajorityBase.PARTICIPATING: Label("of those who take part", "от числа участвующих"),
        MajorityBase.VOTING: Label("of those who voted", "от числа проголосовавших"),
    },
    Abstention: {
        Abstention.FOR: Label("counts in favour", "засчитывается как «за»"),
        Abstention.IGNORED: Label("is not counted", "не учитывается"),
        Abstention.AGAINST: Label("counts against", "засчитывается как «против»"),
    },
    SilenceState: {
        SilenceState.PREPARED: Label("prepared", "подготовлена"),
        SilenceState.RUNNING: Label("running", "идёт"),
        SilenceState.ADOPTED: Label("adopted", "принято по умолчанию"),
        SilenceState.BROKEN: Label("broken", "прервана"),
        SilenceState.WITHDRAWN: Label("withdrawn", "отозвана"),
    },
    SilenceAction: {
        SilenceAction.SERVE: Label("note recorded", "зарегистрирована нота"),
        SilenceAction.ANNOUNCE: Label("announced", "объявлена"),
        SilenceAction.AGREE: Label("agreement received", "получено согласие"),
        SilenceAction.BREAK: Label("broken", "прервана"),
        SilenceAction.CLARIFY: Label("clarification", "разъяснение"),
        SilenceAction.EXTEND: Label("extended", "продлена"),
        SilenceAction.WITHDRAW: Label("withdrawn", "отозвана"),
        SilenceAction.EXPIRE: Label("adopted by silence", "принято по умолчанию"),
        SilenceAction.ANNUL: Label("adoption annulled", "принятие аннулировано"),
    },
    SilenceScope: {
        SilenceScope.VERSION: Label("version as a whole", "редакция в целом"),
        SilenceScope.CLAUSES: Label("clauses", "пункты"),
        SilenceScope.AMENDMENTS: Label("amendments", "поправки"),
    },
    MessageKind: {
        MessageKind.AGREEMENT: Label("agrees", "согласна"),
        MessageKind.OBJECTION: Label("objection", "возражение"),
        MessageKind.RESERVATION: Label("reservation", "оговорка"),
        MessageKind.AMENDMENT: Label("amendment", "поправка"),
        MessageKind.CLARIFICATION: Label("clarification", "разъяснение"),
        MessageKind.NOTE: Label("note", "нота"),
    },
    DayOff: {
        DayOff.WEEKEND: Label("weekend", "выходной день"),
        DayOff.HOLIDAY: Label("public holiday", "праздничный день"),
    },
    PositionKind: {
        PositionKind.AGREES: Label("agrees", "согласна"),
        PositionKind.AGREES_WITH_STATEMENT: Label("agrees with statement", "согласна, с изложением особого мнения"),
        PositionKind.DOES_NOT_OBJECT: Label("does not object", "не возражает"),
        PositionKind.NO_OBJECTION_RECEIVED: Label("no objection received", "возражений не поступило"),
        PositionKind.AD_REFERENDUM: Label("ad referendum", "ad referendum"),
        PositionKind.SCRUTINY_RESERVATION: Label(
            "scrutiny reservation", "позиция зарезервирована до завершения изучения"
        ),
        PositionKind.GENERAL_RESERVATION: Label("general reservation", "позиция зарезервирована по документу в целом"),
        PositionKind.LINGUISTIC_RESERVATION: Label("linguistic reservation", "лингвистическая оговорка"),
        PositionKind.OBJECTS: Label("objects", "возражает"),
        PositionKind.DECLARES_DISINTEREST: Label("declares disinterest", "заявляет о незаинтересованности"),
        PositionKind.NONE: Label("no position", "позиции нет"),
    },
    PositionOrigin: {
        PositionOrigin.OWN: Label("by the delegation", "выражена делегацией"),
        PositionOrigin.OUTSIDE: Label("received outside", "получена вне системы"),
        PositionOrigin.SILENCE: Label("by silence", "по процедуре умолчания"),
        PositionOrigin.CARRIED: Label("carried from the agreed wording", "перешла с согласованного текста"),
    },
    PositionSubject: {
        PositionSubject.CLAUSE: Label("clause", "положение"),
        PositionSubject.AMENDMENT: Label("amendment", "поправка"),
    },
    OutsideChannel: {
        OutsideChannel.LETTER: Label("letter", "письмо"),
        OutsideChannel.NOTE: Label("note", "нота"),
        OutsideChannel.FLOOR: Label("from the floor", "с места"),
    },
    Lack: {
        Lack.OBJECTION: Label("objection", "возражение"),
        Lack.RESERVATION: Label("reservation", "оговорка"),
        Lack.NO_POSITION: Label("no position yet", "позиция ещё не выражена"),
        Lack.TO_RECONFIRM: Label("to be reconfirmed", "подлежит подтверждению"),
        Lack.VOTES: Label("votes", "голоса"),
    },
    VersionState: {
        VersionState.WORKING: Label("working", "рабочая"),
        VersionState.CIRCULATED: Label("circulated", "разослана"),
        VersionState.CLOSED: Label("closed", "приём завершён"),
        VersionState.FINALISED: Label("finalised", "согласованный проект"),
        VersionState.SUBMITTED: Label("submitted", "внесена"),
        VersionState.ADOPTED: Label("adopted", "утверждена"),
        VersionState.RETURNED: Label("returned", "возвращена"),
        VersionState.REISSUED: Label("reissued", "разослана взамен"),
        VersionState.ABANDONED: Label("abandoned", "прекращена"),
        VersionState.CORRECTED: Label("corrected", "исправлена"),
        VersionState.SUPERSEDED: Label("superseded", "заменена"),
    },
    VersionAction: {
        VersionAction.CIRCULATE: Label("circulated", "разослана"),
        VersionAction.EXTEND: Label("window extended", "приём предложений продлён"),
        VersionAction.CLOSE: Label("closed", "приём завершён"),
        VersionAction.REISSUE: Label("reissued", "разослана взамен"),
        VersionAction.NEXT: Label("next version made", "создана следующая редакция"),
        VersionAction.RENUMBER: Label("numbered anew", "пронумерована заново"),
        VersionAction.FINALISE: Label("finalised", "зафиксирован согласованный проект"),
        VersionAction.SUBMIT: Label("submitted for adoption", "внесена на утверждение"),
        VersionAction.ADOPT: Label("adopted", "утверждена"),
        VersionAction.RETURN: Label("returned", "возвращена"),
        VersionAction.ABANDON: Label("abandoned", "работа прекращена"),
        VersionAction.CORRECT: Label("corrigendum issued", "внесено исправление"),
        VersionAction.SUPERSEDE: Label("superseded", "заменена"),
    },
    AmendmentState: {
        AmendmentState.DRAFT: Label("draft", "черновик"),
        AmendmentState.SUBMITTED: Label("submitted", "внесена"),
        AmendmentState.RETURNED: Label("returned", "возвращена на доработку"),
        AmendmentState.UNDER_REVIEW: Label("under review", "на рассмотрении"),
        AmendmentState.AGREED_AD_REFERENDUM: Label("agreed ad referendum", "согласована ad referendum"),
        AmendmentState.AGREED: Label("agreed", "согласована"),
        AmendmentState.REJECTED: Label("rejected", "отклонена"),
        AmendmentState.DEFERRED: Label("deferred", "отложена"),
        AmendmentState.MERGED: Label("merged", "объединена"),
        AmendmentState.WITHDRAWN: Label("withdrawn", "отозвана"),
        AmendmentState.MOOT: Label("moot", "утратила предмет"),
        AmendmentState.INCORPORATED: Label("incorporated", "учтена"),
        AmendmentState.LAPSED: Label("lapsed", "прекращена"),
    },
    AmendmentAction: {
        AmendmentAction.SAVE: Label("wording saved", "текст сохранён"),
        AmendmentAction.DISCARD: Label("draft deleted", "черновик удалён"),
        AmendmentAction.SUBMIT: Label("submitted", "внесена"),
        AmendmentAction.REQUEST_LATE: Label("late filing requested", "запрошен допуск после срока"),
        AmendmentAction.ADMIT_LATE: Label("admitted late", "допущена после срока"),
        AmendmentAction.RETURN: Label("returned for rework", "возвращена на доработку"),
        AmendmentAction.REVIEW: Label("taken under review", "принята к рассмотрению"),
        AmendmentAction.AGREE: Label("agreed", "согласована"),
        AmendmentAction.AGREE_AD_REFERENDUM: Label("agreed ad referendum", "согласована ad referendum"),
        AmendmentAction.REJECT: Label("rejected", "отклонена"),
        AmendmentAction.DEFER: Label("deferred", "отложена"),
        AmendmentAction.WITHDRAW: Label("withdrawn", "отозвана"),
        AmendmentAction.INCORPORATE: Label("incorporated", "учтена"),
        AmendmentAction.REOPEN: Label("reopened", "возвращена на рассмотрение"),
        AmendmentAction.CONFIRM_REBASE: Label("rebase confirmed", "перенос подтверждён"),
        AmendmentAction.ANNUL: Label("decision annulled", "решение аннулировано"),
        AmendmentAction.MOOT: Label("lost its object", "утратила предмет"),
        AmendmentAction.LAPSE: Label("lapsed", "прекращена"),
        AmendmentAction.REBASE: Label("carried to a new version", "перенесена в новую редакцию"),
    },
    OperationKind: {
        OperationKind.MODIFY: Label("change", "изменение"),
        OperationKind.INSERT: Label("insertion", "дополнение"),
        OperationKind.DELETE: Label("deletion", "исключение"),
        OperationKind.MOVE: Label("move", "перемещение"),
    },
    Rebase: {
        Rebase.NONE: Label("no rebase needed", "перенос не требуется"),
        Rebase.CLEAN: Label("rebase clean", "перенос без конфликта"),
        Rebase.CONFLICT: Label("conflict", "конфликт при переносе"),
        Rebase.ORPHANED: Label("orphaned", "пункт исключён"),
    },
    WordingOrigin: {
        WordingOrigin.SAVED: Label("saved by the delegation", "сохранён делегацией"),
        WordingOrigin.REBASED: Label("rebased and confirmed", "перенесён и подтверждён"),
        WordingOrigin.REFILED: Label("submitted again", "внесён заново"),
        WordingOrigin.MODIFIED: Label("agreed as modified", "согласован в изменённой редакции"),
    },
    Change: {
        Change.EQUAL: Label("unchanged", "без изменений"),
        Change.CHANGED: Label("changed", "изменён"),
        Change.INSERTED: Label("inserted", "добавлен"),
        Change.DELETED: Label("deleted", "исключён"),
        Change.MOVED: Label("moved", "перемещён"),
    },
    Provenance: {
        Provenance.DRAFT: Label("imported draft", "исходный проект"),
        Provenance.AMENDMENT: Label("amendment", "поправка"),
        Provenance.EDITORIAL: Label("editorial change", "редакционная правка"),
    },
    Channel: {
        Channel.APP: Label("in the product", "в системе"),
        Channel.MAIL: Label("e-mail", "электронная почта"),
        Channel.WEBHOOK: Label("webhook", "веб-хук"),
    },
    Concern: {
        Concern.ACT: Label("what needs an act of mine", "что требует моего действия"),
        Concern.OWN: Label("decisions on amendments of my delegation", "решения по поправкам моей делегации"),
        Concern.SILENCE: Label("silence procedures", "процедуры умолчания"),
        Concern.DEADLINE: Label("deadlines", "сроки"),
        Concern.TEXT: Label("programs and versions", "программы и редакции"),
        Concern.AMENDMENT: Label("other amendments", "прочие поправки"),
        Concern.POSITION: Label("positions of delegations", "позиции делегаций"),
        Concern.FOLLOWED: Label("what I follow", "отслеживаемое мной"),
        Concern.OTHER: Label("everything else", "всё остальное"),
    },
    Way: {
        Way.AT_ONCE: Label("mail at once", "письмо сразу"),
        Way.DIGEST: Label("in the digest of the day", "в сводке за день"),
        Way.PRODUCT: Label("only in the product", "только в системе"),
    },
    Followed: {
        Followed.CLAUSE: Label("clause", "положение"),
        Followed.AMENDMENT: Label("amendment", "поправка"),
        Followed.DELEGATION: Label("delegation", "делегация"),
    },
    DeliveryState: {
        DeliveryState.QUEUED: Label("queued", "в очереди"),
        DeliveryState.SENT: Label("sent", "отправлено"),
        DeliveryState.FAILED: Label("failed, will be tried again", "сбой, будет повторено"),
        DeliveryState.PARKED: Label("parked, waits for an administrator", "остановлено, ждёт администратора"),
        DeliveryState.DROPPED: Label(
            "not sent, no longer concerns the person", "не отправлено, больше не касается адресата"
        ),
    },
    JobKind: {
        JobKind.IMPORT: Label("a file is read", "чтение файла"),
        JobKind.CREATE: Label("a program is made from a file", "создание программы из файла"),
        JobKind.AMENDMENTS: Label("a file with amendments is read", "чтение файла с поправками"),
        JobKind.EXPORT: Label("a version is written as a file", "выгрузка редакции"),
        JobKind.TABLE: Label("the consolidated table is written as a file", "выгрузка сводной таблицы"),
    },
    JobState: {
        JobState.WAITING: Label("waiting", "ожидает"),
        JobState.RUNNING: Label("under way", "выполняется"),
        JobState.DONE: Label("done", "готово"),
        JobState.FAILED: Label("not done", "не выполнено"),
        JobState.CANCELLED: Label("cancelled", "отменено"),
    },
    JobAction: {
        JobAction.TAKE: Label("begun", "начато"),
        JobAction.FINISH: Label("done", "готово"),
        JobAction.FAIL: Label("refused", "отказано"),
        JobAction.GIVE_BACK: Label("interrupted", "прервано"),
        JobAction.CANCEL: Label("cancelled", "отменено"),
        JobAction.PUT_BACK: Label("put back", "возвращено в очередь"),
    },
    JobStep: {
        JobStep.READ_FILE: Label("reading the file", "чтение файла"),
        JobStep.READ_TEXT: Label("reading the text and its amendments", "чтение текста и поправок"),
        JobStep.READ_AMENDMENTS: Label("reading the amendments", "чтение поправок"),
        JobStep.WRITE_FILE: Label("writing the file", "запись файла"),
        JobStep.KEEP: Label("putting it by", "сохранение"),
    },
    Event: {
        Event.VERSION_CIRCULATED: Label("version circulated", "редакция разослана"),
        Event.WINDOW_EXTENDED: Label("window for proposals extended", "приём предложений продлён"),
        Event.WINDOW_REOPENED: Label("window reopened for a delegation", "приём предложений возобновлён для делегации"),
        Event.WINDOW_ENDS: Label("window for proposals ends soon", "приём предложений скоро завершится"),
        Event.VERSION_CLOSED: Label("window for proposals closed", "приём предложений завершён"),
        Event.VERSION_REISSUED: Label("version reissued", "редакция разослана взамен"),
        Event.VERSION_MADE: Label("next version made", "создана следующая редакция"),
        Event.VERSION_FINALISED: Label("version finalised", "зафиксирован согласованный проект"),
        Event.VERSION_SUBMITTED: Label("version submitted for adoption", "редакция внесена на утверждение"),
        Event.VERSION_ADOPTED: Label("version adopted", "редакция утверждена"),
        Event.VERSION_RETURNED: Label("version returned", "редакция возвращена"),
        Event.VERSION_ABANDONED: Label("version abandoned", "работа над редакцией прекращена"),
        Event.VERSION_CORRECTED: Label("corrigendum issued", "внесено исправление"),
        Event.AMENDMENT_SUBMITTED: Label("amendment submitted", "поправка внесена"),
        Event.LATE_ADMISSION_REQUESTED: Label("late filing requested", "запрошен допуск поправки после срока"),
        Event.LATE_ADMITTED: Label("amendment admitted late", "поправка допущена после срока"),
        Event.AMENDMENT_RETURNED: Label("amendment returned for rework", "поправка возвращена на доработку"),
        Event.AMENDMENT_UNDER_REVIEW: Label("amendment taken under review", "поправка принята к рассмотрению"),
        Event.AMENDMENT_DECIDED: Label("decision on an amendment", "решение по поправке"),
        Event.AMENDMENT_REOPENED: Label("amendment reopened", "поправка возвращена на рассмотрение"),
        Event.AMENDMENT_ANNULLED: Label("decision annulled", "решение аннулировано"),
        Event.AMENDMENT_WITHDRAWN: Label("amendment withdrawn", "поправка отозвана"),
        Event.AMENDMENT_MOOT: Label("amendment lost its object", "поправка утратила предмет"),
        Event.AMENDMENT_INCORPORATED: Label("amendment incorporated", "поправка учтена"),
        Event.AMENDMENT_LAPSED: Label("amendment lapsed", "поправка прекращена"),
        Event.AMENDMENT_REBASED: Label("amendment carried to a new version", "поправка перенесена в новую редакцию"),
        Event.REBASE_CONFIRMED: Label("rebase confirmed", "перенос подтверждён"),
        Event.POSITION_TAKEN: Label("position taken", "выражена позиция"),
        Event.POSITION_AGAINST: Label("objection or reservation", "возражение или оговорка"),
        Event.POSITION_ENTERED: Label("position entered by the secretariat", "позиция внесена секретариатом"),
        Event.REOPENING_REQUESTED: Label("reopening requested", "запрошено возвращение на рассмотрение"),
        Event.SILENCE_ANNOUNCED: Label("silence procedure announced", "объявлена процедура умолчания"),
        Event.SILENCE_ANSWERED: Label("silence procedure answered", "дан ответ в процедуре умолчания"),
        Event.SILENCE_CLARIFIED: Label("clarification in a silence procedure", "разъяснение в процедуре умолчания"),
        Event.SILENCE_EXTENDED: Label("silence procedure extended", "процедура умолчания продлена"),
        Event.SILENCE_ENDS: Label("silence procedure ends soon", "процедура умолчания скоро завершится"),
        Event.SILENCE_ADOPTED: Label("adopted by silence", "принято по умолчанию"),
        Event.SILENCE_BROKEN: Label("silence broken", "процедура умолчания прервана"),
        Event.SILENCE_WITHDRAWN: Label("silence procedure withdrawn", "процедура умолчания отозвана"),
        Event.SILENCE_LATE: Label("late communication", "сообщение после срока"),
        Event.SILENCE_ANNULMENT: Label("annulment asked for", "запрошено аннулирование"),
        Event.SILENCE_ANNULLED: Label("adoption by silence annulled", "принятие по умолчанию аннулировано"),
        Event.TURN_ENDS: Label("act due soon", "скоро истекает срок действия"),
        Event.TURN_OVERDUE: Label("act overdue", "срок действия истёк"),
        Event.TURN_ESCALATED: Label("overdue for days", "просрочено на несколько дней"),
        Event.TURN_STALLED: Label("secretariat overdue for days", "просрочено секретариатом на несколько дней"),
    },
    Left: {
        Left.TEXT_BOX: Label("text box: not part of the text flow", "надпись: вне основного текста"),
        Left.HIDDEN_TEXT: Label("hidden text", "скрытый текст"),
        Left.FOOTNOTE: Label("footnote", "сноска"),
        Left.ENDNOTE: Label("endnote", "концевая сноска"),
        Left.COMMENT: Label("comment", "примечание рецензента"),
        Left.PICTURE: Label("picture", "рисунок"),
        Left.HEADER_FOOTER: Label("header or footer of the page", "колонтитул"),
        Left.FIELD_CODE: Label("code of a field", "код поля"),
        Left.TABLE_OF_CONTENTS: Label("table of contents", "оглавление"),
        Left.TRACKED_DELETION: Label("text deleted in tracked changes", "текст, удалённый в режиме правки"),
        Left.TRACKED_INSERTION: Label("text inserted in tracked changes", "текст, вставленный в режиме правки"),
        Left.MARKUP: Label("markup without text", "разметка без текста"),
        Left.EMPTY_ROW: Label("empty row of a table", "пустая строка таблицы"),
        Left.UNKNOWN: Label("not recognised", "не распознано"),
    },
    Doubt: {
        Doubt.NUMBER_JUMP: Label("a number is left out before this one", "перед этим номером есть пропуск"),
        Doubt.NUMBER_REPEATED: Label("the same number stands twice", "номер повторяется"),
        Doubt.MIXED_SCRIPT: Label(
            "Latin and Cyrillic letters in one word", "латинские и кириллические буквы в одном слове"
        ),
        Doubt.INVISIBLE_CHARACTER: Label("a character that cannot be seen", "невидимый знак"),
        Doubt.MERGED_CELL: Label("merged cells of a table", "объединённые ячейки таблицы"),
        Doubt.SUPERSCRIPT_AS_TEXT: Label("a superscript became plain text", "верхний индекс стал обычным текстом"),
        Doubt.COLUMN_NOT_RECOGNISED: Label("a column was not recognised", "столбец не распознан"),
        Doubt.TIMEFRAME_REVERSED: Label("a timeframe ends before it begins", "конец срока раньше его начала"),
        Doubt.NESTED_TABLE: Label("a table inside a table", "таблица внутри таблицы"),
    },
    Tracked: {
        Tracked.INSERTED: Label("words inserted", "слова вставлены"),
        Tracked.DELETED: Label("words deleted", "слова удалены"),
        Tracked.MOVED_FROM: Label("moved from here", "перенесено отсюда"),
        Tracked.MOVED_TO: Label("moved to here", "перенесено сюда"),
        Tracked.PARAGRAPH_INSERTED: Label("paragraph begun", "абзац начат"),
        Tracked.PARAGRAPH_DELETED: Label("paragraph joined to the next", "абзац соединён со следующим"),
        Tracked.ROW_INSERTED: Label("row inserted", "строка таблицы вставлена"),
        Tracked.ROW_DELETED: Label("row deleted", "строка таблицы удалена"),
        Tracked.CELL_INSERTED: Label("cell inserted", "ячейка вставлена"),
        Tracked.CELL_DELETED: Label("cell deleted", "ячейка удалена"),
        Tracked.CELLS_MERGED: Label("cells merged or parted", "ячейки объединены или разделены"),
        Tracked.FORMATTED: Label("format changed", "изменено оформление"),
    },
    Story: {
        Story.TEXT: Label("text", "текст"),
        Story.NOTE: Label("note", "сноска"),
        Story.TEXT_BOX: Label("text box", "надпись"),
        Story.COMMENT: Label("comment", "примечание рецензента"),
        Story.HEADER_FOOTER: Label("header or footer of the page", "колонтитул"),
    },
    NotLanded: {
        NotLanded.NO_CLAUSE: Label("the version has no such clause", "в редакции нет такого положения"),
        NotLanded.CONFLICT: Label(
            "the version says otherwise in the words that are changed", "в изменяемых словах текст редакции иной"
        ),
        NotLanded.ALREADY: Label("the version says so already", "в редакции это уже есть"),
        NotLanded.CHILDREN_STAY: Label(
            "the clause is taken out, what stands under it is not", "положение исключено, а то, что в него входит, нет"
        ),
        NotLanded.NOT_IN_TEXT: Label("not in the text of the program", "вне текста программы"),
        NotLanded.NO_PLACE: Label(
            "within the words of another author or in what is left out",
            "внутри слов другого автора или там, где текст не берётся",
        ),
        NotLanded.ELSEWHERE: Label(
            "the words it quotes do not stand at the place it names", "приведённых слов нет в указанном месте"
        ),
        NotLanded.OTHER_LANGUAGE: Label(
            "the version has no text in the language it is written in", "в редакции нет текста на языке предложения"
        ),
        NotLanded.ORDER: Label(
            "it says what is to be done, not how the clause would read",
            "сказано, что сделать, а не как положение должно читаться",
        ),
        NotLanded.NOTHING: Label("it proposes no change", "изменение не предложено"),
    },
}

#: What a button says: a verb, and its object when two could be meant.
ACTION_LABELS: Final[Mapping[type[StrEnum], Words]] = {
    AmendmentAction: {
        AmendmentAction.SAVE: Label("Save draft", "Сохранить черновик"),
        AmendmentAction.DISCARD: Label("Delete draft", "Удалить черновик"),
        AmendmentAction.SUBMIT: Label("Submit", "Внести"),
        AmendmentAction.REQUEST_LATE: Label("Request late filing", "Просить о допуске после срока"),
        AmendmentAction.ADMIT_LATE: Label("Admit late", "Допустить после срока"),
        AmendmentAction.RETURN: Label("Return for rework", "Вернуть на доработку"),
        AmendmentAction.REVIEW: Label("Take under review", "Принять к рассмотрению"),
        AmendmentAction.AGREE: Label("Agree", "Согласовать"),
        AmendmentAction.AGREE_AD_REFERENDUM: Label("Agree ad referendum", "Согласовать ad referendum"),
        AmendmentAction.REJECT: Label("Reject", "Отклонить"),
        AmendmentAction.DEFER: Label("Defer", "Отложить"),
        AmendmentAction.WITHDRAW: Label("Withdraw", "Отозвать"),
        AmendmentAction.INCORPORATE: Label("Incorporate", "Учесть в редакции"),
        AmendmentAction.REOPEN: Label("Reopen", "Вернуть на рассмотрение"),
        AmendmentAction.CONFIRM_REBASE: Label("Confirm the rebase", "Подтвердить перенос"),
        AmendmentAction.ANNUL: Label("Annul", "Аннулировать решение"),
        AmendmentAction.MOOT: Label("Mark as moot", "Отметить утрату предмета"),
        AmendmentAction.LAPSE: Label("Lapse", "Прекратить"),
        AmendmentAction.REBASE: Label("Carry to the new version", "Перенести в новую редакцию"),
    },
    VersionAction: {
        VersionAction.CIRCULATE: Label("Circulate", "Разослать"),
        VersionAction.EXTEND: Label("Extend the window", "Продлить приём предложений"),
        VersionAction.CLOSE: Label("Close now", "Завершить приём досрочно"),
        VersionAction.REISSUE: Label("Reissue", "Разослать взамен"),
        VersionAction.NEXT: Label("Make the next version", "Создать следующую редакцию"),
        VersionAction.RENUMBER: Label("Number the clauses anew", "Пронумеровать заново"),
        VersionAction.FINALISE: Label("Finalise", "Зафиксировать согласованный проект"),
        VersionAction.SUBMIT: Label("Submit for adoption", "Внести на утверждение"),
        VersionAction.ADOPT: Label("Adopt", "Утвердить"),
        VersionAction.RETURN: Label("Return", "Вернуть"),
        VersionAction.ABANDON: Label("Abandon", "Прекратить работу"),
        VersionAction.CORRECT: Label("Issue a corrigendum", "Внести исправление"),
        VersionAction.SUPERSEDE: Label("Supersede", "Заменить"),
    },
    SilenceAction: {
        SilenceAction.SERVE: Label("Record a note", "Зарегистрировать ноту"),
        SilenceAction.ANNOUNCE: Label("Announce", "Объявить"),
        SilenceAction.AGREE: Label("Agree", "Согласиться"),
        SilenceAction.BREAK: Label("Break silence…", "Прервать процедуру…"),
        SilenceAction.CLARIFY: Label("Ask or clarify", "Задать вопрос или разъяснить"),
        SilenceAction.EXTEND: Label("Extend", "Продлить"),
        SilenceAction.WITHDRAW: Label("Withdraw", "Отозвать"),
        SilenceAction.EXPIRE: Label("Adopt by silence", "Принять по умолчанию"),
        SilenceAction.ANNUL: Label("Annul the adoption", "Аннулировать принятие"),
    },
    OperationKind: {
        OperationKind.MODIFY: Label("Change", "Изменить"),
        OperationKind.INSERT: Label("Insert after", "Дополнить после"),
        OperationKind.DELETE: Label("Delete", "Исключить"),
        OperationKind.MOVE: Label("Move", "Переместить"),
    },
}


def label(value: StrEnum, language: str) -> str:
    """The word for a value, as it stands inside a sentence; of an action, what was done.

    Raises KeyError for a value without a word: a test keeps the table whole.
    """
    return LABELS[type(value)][value].to(language)


def action_label(value: StrEnum, language: str) -> str:
    """What the button of an action says. Raises KeyError for a value that is no action."""
    return ACTION_LABELS[type(value)][value].to(language)


def sentence(word: str) -> str:
    """The word with a capital first letter, the rest as it is."""
    return word[:1].upper() + word[1:]
