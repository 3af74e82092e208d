"""What texts name in figures, read alike in English and Russian, and what only one of the twins names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.clause import Fields, fields_from_json
from program_workflow.domain.figures import Kind, cardinal, figures_in, label_value, ordinal
from program_workflow.domain.text import content
from program_workflow.domain.twins import differences

#: (English, Russian) that name the same.
ALIKE = {
    "a decimal point and comma": ("1,234.50 tonnes", "1 234,5 тонны"),
    "thousands with a no-break space": ("10,000 copies", "10\u00a0000 экземпляров"),
    "thousands in words": ("5 thousand roubles", "5 тыс. рублей"),
    "a million and all its digits": ("1.5 million roubles", "1 500 000 рублей"),
    "a percentage": ("5.5 per cent", "5,5 %"),
    "a range of percentages": ("5 to 10%", "5–10 процентов"),
    "a percentage in words": ("five per cent", "пять процентов"),
    "a date in words": ("by 1 March 2012", "до 1 марта 2012 г."),
    "a date in figures": ("on 1 March 2012", "01.03.2012"),
    "an American date": ("on March 1, 2012", "«1» марта 2012 года"),
    "an ordinal date": ("on the 1st of March", "1-го марта"),
    "days of one month": ("on 1–5 March 2012", "1–5 марта 2012 г."),
    "a month": ("in March 2012", "в марте 2012 года"),
    "a month alone": ("in September", "в сентябре"),
    "May is not may": ("States may report in May.", "Государства могут сообщать в мае."),
    "years": ("for 2011–2013", "на 2011–2013 годы"),
    "an academic year": ("2011/2012", "2011/2012"),
    "a clause": ("under point 2.3", "согласно пункту 2.3"),
    "clauses in a row": ("points 2.6–2.8 and 3.1", "в пунктах 2.6–2.8, 3.1"),
    "a lettered point": ("point 2.1(b)", "подпункт 2.1(б)"),
    "a letter alone": ("subparagraph (c)", "подпункт «в»"),
    "paragraph of an article": ("paragraph 2 of Article 15", "пункт 2 статьи 15"),
    "an annex": ("Annex No. 2", "приложение № 2"),
    "a Roman annex": ("Annex II", "приложение 2"),
    "a Roman ordinal": ("the III Meeting", "III совещание"),
    "an ordinal in words and a Roman one": ("first quarter of 2011", "I квартал 2011 года"),
    "an ordinal with its ending": ("the 3rd session", "3-я сессия"),
    "a number in words": ("within three months", "в трехмесячный срок"),
    "a number in words, inflected": ("six months before", "за шесть месяцев до"),
    "a number and its word": ("3 (three) days", "3 (трёх) дней"),
    "a number against its word": ("within 3 months", "в течение трех месяцев"),
    "tens and units": ("twenty-five days", "двадцать пять дней"),
    "once and twice": ("twice a year", "два раза в год"),
    "one is a word": ("within one month", "в месячный срок"),
    "a joined number": ("a 72-hour period", "72-часовой период"),
    "a time": ("by 18:00", "до 18.00"),
    "a fraction": ("two thirds of the votes", "2/3 голосов"),
    "a law": ("Law No. 149-FZ of 27 July 2006", "закон от 27 июля 2006 г. № 149-ФЗ"),
    "the pronoun": ("I agree", "Согласен"),
    "a family is not seven": ("of the family", "семьи"),
    "a seminar is not seven": ("a seminar", "семинар"),
    "bilateral is not two": ("bilateral treaties", "двусторонние договоры"),
    "quoted text": ("the words “by 2012”", "слова «до 2012»"),
    "a resolution": ("Resolution 1373 (2001)", "резолюция 1373 (2001)"),
}
#: English, Russian, and what differs: (kind, in English, in Russian).
UNLIKE = {
    "a number": ("within 10 days", "в течение 15 дней", [("number", "10", "15")]),
    "a number in words": ("within six months", "за пять месяцев", [("number", "six", "пять")]),
    "a percentage": ("5 per cent", "6 %", [("percentage", "5 per cent", "6 %")]),
    "a percentage and a number": ("5 per cent", "5", [("number", "", "5"), ("percentage", "5 per cent", "")]),
    "a decimal": ("1.5 tonnes", "15 тонн", [("number", "1.5", "15")]),
    "a thousand": ("1,500 copies", "1,5 экземпляра", [("number", "1,500", "1,5")]),
    "a year": ("for 2011–2013", "на 2011–2014 годы", [("year", "2013", "2014")]),
    "a day": ("by 1 March", "до 2 марта", [("date", "1 March", "2 марта")]),
    "a month": ("by 1 March", "до 1 мая", [("date", "1 March", "1 мая")]),
    "the year of a date": ("1 March 2012", "1 марта 2013 г.", [("date", "1 March 2012", "1 марта 2013")]),
    "a reference": ("point 2.3", "пункт 2.4", [("clause", "point 2.3", "пункт 2.4")]),
    "a letter": ("point 2.1(b)", "подпункт 2.1(в)", [("clause", "point 2.1(b)", "подпункт 2.1(в)")]),
    "2.1 is not 2.10": ("point 2.1", "пункт 2.10", [("clause", "point 2.1", "пункт 2.10")]),
    "an annex": ("Annex 1", "приложение 2", [("annex", "Annex 1", "приложение 2")]),
    "a meeting": ("the III Meeting", "IV совещание", [("order", "III", "IV")]),
    "left out": ("within 10 days of receipt", "после получения", [("number", "10", "")]),
    "added": ("after receipt", "до 1 мая 2012 г.", [("date", "", "1 мая 2012")]),
}

ENGLISH_MONTHS = "January February March April May June July August September October November December"
RUSSIAN_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"


def said(english, russian):
    return [(one.kind.value, one.one, one.other) for one in differences(content("en", english), content("ru", russian))]


class TestTwins:
    @pytest.mark.parametrize(("english", "russian"), ALIKE.values(), ids=ALIKE)
    def test_what_names_the_same_does_not_differ(self, english, russian):
        assert said(english, russian) == []

    @pytest.mark.parametrize(("english", "russian", "found"), UNLIKE.values(), ids=UNLIKE)
    def test_what_names_another_differs(self, english, russian, found):
        assert said(english, russian) == found

    @pytest.mark.parametrize(
        ("english", "russian", "found"),
        [
            ("2011–2013", "2011–2013 годы", []),
            ("first quarter of 2011", "I квартал 2011 года", []),
            ("2011", "2012 год", [("timeframe", "2011", "2012")]),
            ("first quarter of 2011", "II квартал 2011 г.", [("timeframe", "", "II")]),
            ("by the end of 2011", "2011 год", [("timeframe", "by the end of 2011", "2011 год")]),
            ("yearly", "ежегодно", []),
        ],
    )
    def test_timeframes_are_held_against_each_other_by_their_ends(self, english, russian, found):
        one = content("en", "", fields_from_json({"timeframe": english}))
        other = content("ru", "", fields_from_json({"timeframe": russian}))
        assert [(each.field, each.one, each.other) for each in differences(one, other)] == found

    def test_a_figure_in_one_field_does_not_stand_for_one_in_another(self):
        one = content("en", "within 5 days", Fields(funding="10 million"))
        other = content("ru", "в течение 10 дней", Fields(funding="5 млн"))
        assert [each.field for each in differences(one, other)] == [None, "funding"]

    @given(st.integers(2, 9_999_999), st.integers(0, 99))
    def test_a_number_printed_in_either_way_is_the_same(self, whole, hundredths):
        english = f"{whole:,}.{hundredths:02}"
        russian = f"{whole:,}".replace(",", "\u00a0") + f",{hundredths:02}"
        assert said(f"about {english} tonnes", f"около {russian} тонны") == []

    @given(st.integers(1, 28), st.integers(0, 11), st.integers(1991, 2099), st.integers(0, 11))
    def test_a_date_is_the_same_only_in_its_month(self, day, month, year, other):
        english, russian = ENGLISH_MONTHS.split(), RUSSIAN_MONTHS.split()
        found = said(f"on {day} {english[month]} {year}", f"{day} {russian[other]} {year} г.")
        assert (found == []) == (month == other)

    @given(st.text(max_size=80), st.text(max_size=80))
    def test_any_text_is_read_and_differs_from_itself_in_nothing(self, text, other):
        assert differences(content("ru", text), content("ru", text), ("ru", "ru")) == ()
        both = differences(content("en", text), content("ru", other))
        back = differences(content("ru", other), content("en", text), ("ru", "en"))
        assert sorted((one.one, one.other) for one in both) == sorted((one.other, one.one) for one in back)

    @given(st.text(max_size=200))
    def test_a_figure_stands_where_it_is_said_to(self, text):
        for one in figures_in(text, "en"):
            assert one.text in text
            assert 0 <= one.at < len(text)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        *(("three", 3), ("тремя", 3), ("трёхлетний", 3), ("десятидневный", 10), ("forty-two", 42), ("дважды", 2)),
        *(("семинар", None), ("пятница", None), ("столица", None), ("forty-ten", None), ("трехсторонний", None)),
    ],
)
def test_words_of_number(word, value):
    assert cardinal(word) == value


@pytest.mark.parametrize(
    ("word", "place"),
    [("third", 3), ("третьего", 3), ("второй", 2), ("пятый", 5), ("пятница", None), ("первичный", None)],
)
def test_words_of_order(word, place):
    assert ordinal(word) == place


@pytest.mark.parametrize(
    ("one", "other"), [("2.1(b)", "2.1(б)"), ("2.1(c)", "2.1(в)"), ("II", "2"), ("№ 3", "No. 3"), ("(d)", "«г»")]
)
def test_labels_without_their_alphabet(one, other):
    assert label_value(one) == label_value(other)


def test_kinds_have_their_words():
    assert len(set(Kind)) == 7
