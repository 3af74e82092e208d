"""What meetings are called on pages, and what is typed about them."""

from collections.abc import Mapping

from flask import request

from program_workflow.domain.terms import AgendaSubject
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases.calendar_words import days_words
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meeting_views import LinkView, MeetingView
from program_workflow.web import forms
from program_workflow.web.clause_words import name_clause


def days_of(view: MeetingView) -> str:
    return days_words(view.starts_on, view.ends_on, language())


def said(words: Mapping[str, str]) -> str:
    """The words in the language of the reader, else in the other one."""
    return words.get(language()) or next(iter(words.values()), "")


def language_of(words: Mapping[str, str]) -> str:
    return language() if words.get(language()) else next(iter(words), language())


def typed_both(name: str) -> Both:
    """Two fields, ``name_en`` and ``name_ru``."""
    return Both(forms.text(f"{name}_en"), forms.text(f"{name}_ru"))


def typed(name: str, words: Mapping[str, str]) -> dict[str, str]:
    """What the two fields show: what was typed, else what stands."""
    if request.method == "POST":
        return {code: forms.text(f"{name}_{code}") for code in ("en", "ru")}
    return {code: words.get(code, "") for code in ("en", "ru")}


def link_words(one: LinkView) -> str:
    """What an item is bound to, in words."""
    if one.subject is AgendaSubject.VERSION:
        return gettext("Version {version} of {program}", version=one.version, program=one.program)
    if one.subject is AgendaSubject.AMENDMENT:
        return f"{sentence(label(one.subject, language()))} {one.reference}"
    return f"{one.program}, {name_clause(one.reference)}"


def typed_line(one: LinkView) -> str:
    """The same as it is typed."""
    if one.subject is AgendaSubject.VERSION:
        return f"{one.program}, {label(one.subject, language())} {one.version}"
    return one.reference if one.subject is AgendaSubject.AMENDMENT else f"{one.program}, {one.reference}"
