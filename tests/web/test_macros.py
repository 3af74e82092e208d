"""The macros: exact text in redlines, escaping, refusal of what is unknown, fields wired to their errors."""

import html
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader, UndefinedError

from program_workflow.domain.chips import KINDS, POSITIONS, template_words
from program_workflow.resources import template_folder
from program_workflow.web.context import Unknown


def environment(language: str = "en") -> Environment:
    env = Environment(
        loader=FileSystemLoader(template_folder()), autoescape=True, extensions=["jinja2.ext.i18n"], undefined=Unknown
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.globals.update(
        template_words(lambda: language),
        url_for=lambda endpoint, **params: f"/{endpoint}/{params.get('filename', '')}",
        csrf_token=lambda: "a-token",
    )
    env.filters["instant"] = lambda instant: instant.isoformat()
    env.filters["short"] = lambda instant: instant.isoformat()
    env.filters["relative"] = lambda instant, now: f"{(instant - now).days} days"
    return env


ENGLISH = environment()


def render(macro: str, /, *args: object, file: str, env: Environment = ENGLISH, **params: object) -> str:
    return str(getattr(env.get_template(f"macros/{file}.html").module, macro)(*args, **params))


def shown_text(markup: str) -> str:
    """What a reader copies: no hidden words, no codes of delegations."""
    without = re.sub(r'<span class="w"[^>]*>.*?</span>', "", markup, flags=re.DOTALL)
    without = re.sub(r'<span class="tag">.*?</span>', "", without, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", without))


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
runs = st.lists(st.tuples(st.sampled_from("=+-<>"), text), max_size=8)


@given(runs)
def test_a_redline_shows_its_runs_character_for_character(pairs: list[tuple[str, str]]) -> None:
    assert shown_text(render("redline", pairs, "ru", file="redline")) == "".join(part for _, part in pairs)


def test_a_redline_says_in_words_what_was_inserted_and_deleted() -> None:
    markup = render("redline", [["=", "held "], ["-", "once"], ["+", "twice"]], "en", file="redline")
    assert "[deleted: </span>once" in markup
    assert "[inserted: </span>twice" in markup
    assert markup.index("<del>") < markup.index("<ins>")


def test_a_tagged_run_carries_the_codes_glued_to_it() -> None:
    run = SimpleNamespace(op="+", text="twice", tags=["KAZ", "XXX"])
    markup = render("redline", [run], "en", {"KAZ": {"name": "Kazakhstan", "index": 4}}, file="redline")
    assert '</ins><span class="tag">\N{WORD JOINER}' in html.unescape(markup)
    assert 'class="code d-4" title="Kazakhstan">KAZ' in markup
    assert "XXX" in markup


def test_an_unknown_kind_of_run_is_refused() -> None:
    with pytest.raises(UndefinedError):
        render("redline", [["?", "text"]], "en", file="redline")


def test_text_of_the_program_is_escaped_and_has_its_language() -> None:
    markup = render("clause_row", "ru", "2.1", text="<script>", id="x", file="clause")
    assert "&lt;script&gt;" in markup
    assert 'lang="ru"' in markup


def test_a_whole_clause_is_one_block_with_its_text_said_once() -> None:
    markup = render("redline", [["=", "To "], ["=", "hold"]], "en", {}, "-", file="redline")
    assert 'class="legal runs block b-del"' in markup
    assert shown_text(markup) == "To hold"


def test_an_empty_field_is_a_dash_with_words() -> None:
    assert "not given" in render("field_list", [{"label": "Funding", "text": ""}], "en", file="redline")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_state_has_its_chip_in_words(kind: str, language: str) -> None:
    env = environment(language)
    for state in KINDS[kind]:
        assert re.search(r"</svg>\w", render("state_chip", kind, state, file="state", env=env))


def test_an_unknown_state_fails() -> None:
    with pytest.raises(ValueError, match="lost"):
        render("state_chip", "amendment", "lost", file="state")


@pytest.mark.parametrize("kind", POSITIONS)
def test_a_position_in_a_cell_says_code_and_word(kind: str) -> None:
    markup = render("position", "KAZ", kind, form="cell", file="people")
    assert re.search(r'class="hush">KAZ: \w', markup)


def test_the_thirteenth_delegation_repeats_a_ground_with_a_double_border() -> None:
    assert 'class="code d-1 again"' in render("delegation", "ZZZ", "", 13, file="people")
    assert 'class="code observer"' in render("delegation", "CSTO", "", 3, True, file="people")


def test_the_number_says_which_is_old_and_which_is_new() -> None:
    markup = render("number_mark", "2.8", "2.7", file="clause")
    assert "[old number: " in markup
    assert "[new number: " in markup
    assert render("number_mark", "2.8", "2.8", file="clause") == "2.8"


@pytest.mark.parametrize(
    ("hours", "state"), [(-1, "overdue"), (1, "near"), (47, "near"), (49, "far")], ids=["past", "now", "close", "far"]
)
def test_a_deadline_says_how_near_it_is(hours: int, state: str) -> None:
    now = datetime(2011, 3, 11, 8, 0, tzinfo=UTC)
    markup = render("deadline", now + timedelta(hours=hours), now, file="time")
    assert f'class="deadline {state}"' in markup
    assert ("Overdue" in markup) is (state == "overdue")
    assert 'datetime="2011-03-' in markup


def test_a_wrong_field_names_its_hint_and_its_error() -> None:
    markup = render("text_area", "rationale", "Rationale", "kept", hint="Shown.", error="Give one.", file="forms")
    assert 'aria-describedby="rationale-hint rationale-error" aria-invalid="true"' in markup
    assert 'id="rationale-error"' in markup
    assert "kept</textarea>" in markup
    summary = render("error_summary", [("Give one.", "rationale")], file="forms")
    assert 'href="#rationale"' in summary
    assert 'role="alert"' in summary
    assert render("error_summary", [], file="forms") == ""


def test_a_text_area_keeps_a_first_empty_line() -> None:
    assert ">\n\nsecond</textarea>" in render("text_area", "text", "Text", "\nsecond", file="forms")


def test_a_step_carries_revision_key_and_every_row() -> None:
    markup = render(
        "consequences",
        "Take 2 under review?",
        "/x",
        "Take 2",
        "/back",
        revision=7,
        key="k",
        hidden={"id": ["1", "2"]},
        file="step",
    )
    assert '<input type="hidden" name="revision" value="7">' in markup
    assert '<input type="hidden" name="idempotency_key" value="k">' in markup
    assert markup.count('name="id"') == 2
    assert "a-token" in markup
    assert len(re.findall("btn primary", markup)) == 1


def test_an_empty_table_says_why_inside_the_table() -> None:
    columns = [{"key": "clause", "label": "Clause", "url": "?sort=clause"}]
    markup = render("data_table", columns, [], "Amendments", empty="Nothing waits for you", file="table")
    assert '<td colspan="1">Nothing waits for you</td>' in markup
    assert "<caption>Amendments</caption>" in markup


def test_the_sorted_column_says_so() -> None:
    columns = [{"key": "clause", "label": "Clause", "url": "?sort=clause"}]
    rows = [{"head": "clause", "cells": {"clause": "2.7"}}]
    markup = render("data_table", columns, rows, "A", {"key": "clause", "descending": True}, file="table")
    assert 'aria-sort="descending"' in markup
    assert '<th scope="row" data-label="Clause">2.7</th>' in markup


def test_a_chart_of_nothing_divides_by_nothing() -> None:
    assert "<svg" in render("bars", [{"label": "agreed", "value": 0, "family": "good"}], "None", file="charts")
    assert "<svg" in render("strip", [{"label": "1", "url": "#s", "ticks": []}], file="charts")


def test_a_ticked_and_a_stale_row_are_told_apart() -> None:
    columns = [{"key": "clause", "label": "Clause"}]
    rows = [{"ticked": True, "cells": {"clause": "1"}}, {"stale": True, "cells": {"clause": "2"}}]
    markup = render("data_table", columns, rows, {"text": "Amendments"}, file="table")
    assert 'class="ticked"' in markup
    assert 'class=" stale"' in markup
    assert '<caption class="hush">Amendments' in markup


@pytest.mark.parametrize("as_mapping", [True, False], ids=["mapping", "object"])
def test_a_history_needs_only_when_who_and_what(as_mapping: bool) -> None:
    event = {"at": datetime(2011, 3, 11, tzinfo=UTC), "actor": None, "action": "closed"}
    markup = render("timeline", [event if as_mapping else SimpleNamespace(**event)], file="record")
    assert "<strong>closed</strong> · by the system" in markup


def test_head_tabs_and_card_need_only_their_first_arguments() -> None:
    assert "<h1>Amendments</h1>" in render("page_header", "Amendments", file="page")
    assert 'aria-current="page"' in render(
        "tabs", [{"label": "All", "url": "#", "current": True}, {"label": "Mine", "url": "#"}], "Groups", file="page"
    )
    card = render(
        "amendment_card", "/amendments/1", delegations=[{"code": "KAZ", "name": "", "index": 4}], file="amendment"
    )
    assert "no number yet" in card
    assert "KAZ" in card
