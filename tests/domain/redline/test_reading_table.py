"""What a lawyer sees, exactly: one line a case, [-deleted-] and {+inserted+}."""

import re

import pytest

from program_workflow.domain.redline import compare

CASES = [
    pytest.param(
        "Отчёт представляется не реже одного раза в год, начиная с [-1 марта-]{+15 апреля+} 2011 года.",
        id="a date is replaced whole, Russian",
    ),
    pytest.param(
        "The report is submitted at least once a year, beginning on [-1 March-]{+15 April+} 2011.",
        id="a date is replaced whole, English",
    ),
    pytest.param("с [-1 марта 2011-]{+15 апреля 2012+} года по 31 декабря 2013 года", id="a date and year"),
    pytest.param("not more than [-1,000.50-]{+1,200.50+} euros", id="a sum is one word"),
    pytest.param("не более [-1 000 000-]{+1 200 000+} рублей", id="a sum with spaces is one word"),
    pytest.param("under section [-312a-]{+312b+} of the Act", id="a section number is one word"),
    pytest.param("as set out in paragraph [-6.1.2-]{+6.1.3+} above", id="a decimal reference"),
    pytest.param("указанных в подпункте [-«а»-]{+«б»+} пункта 3", id="a lettered reference"),
    pytest.param("in accordance with paragraph 7 [-(b)-]{+(c)+} of the Schedule", id="an item mark"),
    pytest.param("part [-2¹-]{+21+} applies", id="a superscript"),
    pytest.param("the [-vice-chair-]{+co-chair+} shall convene", id="a hyphenated word"),
    pytest.param("the [-State's-]{+States'+} report", id="an apostrophe"),
    pytest.param("[-органами-]{+органам+} государственной власти", id="an inflected form"),
    pytest.param("большая часть [-за́мок-]{+замок+}", id="a stress mark"),
    pytest.param("The Parties shall {+jointly +}report annually.", id="a word put in"),
    pytest.param("The States shall{+, where possible,+} report annually.", id="a clause between commas"),
    pytest.param("Казахстан, {+Кыргызстан, +}Россия и Таджикистан", id="a further member of a list"),
    pytest.param("the health, labour{+, interior+} and finance ministries", id="the last member of a list"),
    pytest.param("The Council meets. {+It adopts its rules. +}It reports yearly.", id="a sentence between two"),
    pytest.param("The Council meets.{+ It reports yearly.+}", id="a sentence at the end"),
    pytest.param("{+The Council meets. +}It reports yearly.", id="a sentence at the start"),
    pytest.param(
        "Статус столицы устанавливается законом.{+ Место пребывания определяется законом.+}",
        id="a sentence that ends alike",
    ),
    pytest.param("One.\n{+Two.\n+}Three.", id="a paragraph"),
    pytest.param("The Committee {+(hereinafter the Body) +}meets in Almaty.", id="brackets put in"),
    pytest.param("the Council {+(second) +}(first) and the Court", id="a further bracket"),
    pytest.param("Программа [-сотрудничества-]{+«Сотрудничество»+} принята", id="quotes put in"),
    pytest.param("в журнале «[-Вестник Союза-]{+Бюллетень Совета+}» и на сайте", id="a phrase in quotes"),
    pytest.param("The Parties shall [-jointly -]report annually.", id="a word struck out"),
    pytest.param("The Parties shall report annually[-, in writing-].", id="the end struck out"),
    pytest.param("[-In this Programme, -]the Parties cooperate.", id="the start struck out"),
    pytest.param("the [-(-]Contracting[-)-] States", id="brackets struck out"),
    pytest.param("a [-big red house-]{+small red car+} stands", id="neighbours are replaced as a phrase"),
    pytest.param("the [-head of the office-]{+chair of the bureau+} decides", id="an article between two replacements"),
    pytest.param(
        "The Ministry of [-Health-]{+Labour+} shall inform the Secretariat of measures within [-ten-]{+six+} days.",
        id="far edits stay apart",
    ),
    pytest.param("Each Party [-shall-]{+may+} take measures", id="may for shall"),
    pytest.param("The [-State-]{+Party+} reports. The [-Council-]{+Court+} decides.", id="sentences stay apart"),
    pytest.param("to ensure{+,+} and to promote", id="a comma"),
    pytest.param("осуществляет иные полномочия[-.-]{+;+}", id="a full stop becomes a semicolon"),
    pytest.param("одна[-  -]{+ +}тысяча", id="spaces"),
    pytest.param("[-Mutual recognition of diplomas-]{+Training for border guards+}", id="no word stays"),
    pytest.param(
        "[-The Council, after consultation,-]{+After consultation, the Council+} decides", id="a moved phrase"
    ),
    pytest.param("на [-1-м-]{+2-м+} заседании", id="an ordinal"),
    pytest.param("на 2011–[-2013-]{+2015+} годы", id="a range of years"),
    pytest.param("Исполнители: Минздрав, [-Минтруд, -]Минфин", id="a body in the list"),
    pytest.param("[-States-]{+Parties+} cooperate closely [-under-]{+within+} it", id="two words between stay"),
    pytest.param("it reports{+ annually+}, {+always +}decides", id="a comma between two insertions stays"),
    pytest.param("it reports[- annually-], [-always -]decides", id="a comma between two deletions stays"),
    pytest.param("a (b c) {+(e c) +}d", id="a bracket like the one before"),
    pytest.param("pursuant to sub-paragraph [-b)-]{+(*b*)+} of it", id="a bracket gets its mate"),
    pytest.param(
        "{+председателей, заместителей председателей и +}судей кассационных судов{+ и иных органов публичной власти+}",
        id="a phrase between two insertions stays",
    ),
    pytest.param("[-line-]{+lines+}\n[-word-]{+words+}", id="lines stay apart"),
    pytest.param("Name: [-.....-]{+A. B.+}", id="a dotted line is one"),
    pytest.param("Раздел. Цели\n{+Раздел. Задачи\n+}Раздел. Меры", id="a line between two that begin alike"),
    pytest.param("the road/{+rail/+}sea routes", id="a word between two signs"),
    pytest.param("«Союз»;{+«Вестник»;+}«Мир»", id="a title between two signs"),
    pytest.param(
        "The Council [-meets. Then heads of offices-]{+convenes while chairs of bureaus+} decide",
        id="a sentence that ends inside a replacement",
    ),
    pytest.param("The [-State-]{+Party+}. [-Council-]{+Court+} decides.", id="a full stop between two words stays"),
    pytest.param("on page [-Article.Item-]{+Chapter.Point+} of it", id="a full stop within a name does not"),
    pytest.param("до[-, и,-]{+; и;+} после", id="signs around a short word"),
    pytest.param("it reports[-, always-]{+ annually, never+} decides", id="a comma between put in and replaced"),
    pytest.param("it [-always-]{+never+} reports{+ annually+}, decides", id="a word between replaced and put in stays"),
    pytest.param("it [-reports, always-]{+informs,+} decides", id="a comma between replaced and struck out"),
    pytest.param("it reports[- annually, always-]{+, never+} decides", id="a comma between struck out and replaced"),
    pytest.param(
        "Each [-State-]{+Party+} reports in sub-paragraph [-b)-]{+(*b*)+} of it", id="the second gets its mate"
    ),
    pytest.param("see [-x)-]{+(y z)+} now", id="a mate that follows at once"),
    pytest.param("see [-(x-]{+(y z)+} now", id="a mate put in at once"),
    pytest.param("Стороны[-  -]{+ +}совместно [-решают-]{+решили+}", id="another space before a word that stays"),
    pytest.param("[-Решают-]{+Решили+} совместно[-  -]{+ +}Стороны", id="another space behind a word that stays"),
    pytest.param("{+Да. +}Да. Нет.", id="a sentence said again at the start"),
    pytest.param("[-Да. -]Да. Нет.", id="a sentence said once less at the start"),
    pytest.param("day [-one-]{+two by+} by night", id="a word said again behind one that is replaced"),
    pytest.param(
        "The [-heads of offices. They meet-]{+chairs of bureaus who convene+} yearly",
        id="a sentence that ends inside the second of two",
    ),
    pytest.param(
        "[-Ten-]{+Six+} representatives inform the [-head of the office-]{+chair of the bureau+} now",
        id="the last two of three",
    ),
    pytest.param("[-x -]a [-\r-]{+\r\n+} b", id="an end of line of another system behind a word struck out"),
    pytest.param("see [-a b)-]{+(a b)+} now and [-here-]{+there+}", id="an edit behind a mate stays apart"),
    pytest.param(
        "see [-it)-]{+(it), so+} now and [-here-]{+there+}", id="an edit that follows a mate at once is one with it"
    ),
    pytest.param(
        "[-Ten-]{+Six+} representatives see [-(it-]{+so, (it)+} now", id="an edit that ends at a mate is one with it"
    ),
    pytest.param(
        "The [-State-]{+Party+} meets. {+It adopts its rules. +}It reports yearly.", id="a sentence behind another edit"
    ),
    pytest.param(
        "The Council meets. {+It adopts its rules. +}It reports [-yearly-]{+monthly+}.",
        id="a sentence before another edit",
    ),
    pytest.param("день за [-днём-]{+за ночью+}", id="a word said again before one that is replaced"),
    pytest.param("under [-art-]{+sec+} 5a [-and-]{+or+} on", id="a reference between two short words stays"),
    pytest.param(
        "It was said, [-a of the b-]{+considerable of the representatives+} now",
        id="long words put in take in what stays",
    ),
    pytest.param("The [-Government-]{+Parliament+} of the [-a-]{+b+} now", id="a letter takes in nothing"),
    pytest.param("до{+,+} и[-,-]{+;+} после", id="a sign put in, a short word, a sign replaced"),
    pytest.param("до[-,-]{+;+} и{+:+} после", id="a sign replaced, a short word, a sign put in"),
    pytest.param("да[-,-] –{+;+} нет", id="a sign struck out beside one put in"),
    pytest.param(
        "органы [-и-]{+государственной исполнительной власти республик и местного территориального самоуправления"
        " районов+} граждане",
        id="a short word between two long phrases",
    ),
    pytest.param(
        "органы {+исполнительной власти +}и {+местного самоуправления +}решают", id="a short word between two phrases"
    ),
    pytest.param("1) The Council {+(second) +}(first) and the Court", id="a bracket behind a label"),
    pytest.param("see [-a b c d e f)-]{+(a b c d e f)+} now", id="a mate twelve pieces on"),
    pytest.param("see {+(+}a b c d e f!) now", id="a mate thirteen pieces on is too far"),
    pytest.param("see [-(a b c d e f-]{+(a b c d e f)+} now", id="a mate twelve pieces back"),
    pytest.param("see (!a b c d e f{+)+} now", id="a mate thirteen pieces back is too far"),
    pytest.param("The [-State-]{+Party+} sees [-(a b-]{+(a b)+} now", id="an edit before a mate stays apart"),
    pytest.param("see [-(a b-]{+(a b)+} and [-[c d-]{+[c d]+} now", id="two get their mates"),
    pytest.param("x[- a-]{+ \u0301a+}", id="a mark on a space is not cut off"),
]

RUN = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}|(.+?)(?=\[-|\{\+|$)", re.DOTALL)


def runs_in(shown: str) -> list[tuple[str, str]]:
    found = RUN.findall(shown)
    return [("-", gone) if gone else ("+", put) if put else ("=", kept) for gone, put, kept in found]


@pytest.mark.parametrize("shown", CASES)
def test_a_redline_reads_as_a_lawyer_would_mark_it(shown: str) -> None:
    runs = runs_in(shown)
    old = "".join(text for op, text in runs if op != "+")
    new = "".join(text for op, text in runs if op != "-")
    assert compare(old, new) == runs
