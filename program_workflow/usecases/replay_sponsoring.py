"""Acts of a recorded negotiation among authors: co-sponsors, counter-texts, mergers."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from program_workflow.domain.terms import CounterAction, MergerAction, SponsorAction
from program_workflow.usecases import counter_texts, mergers, sponsors
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.replay_agreeing import amendment_named
from program_workflow.usecases.replay_format import COUNTER_ACTS, MERGER_ACTS, SPONSOR_ACTS
from program_workflow.usecases.work import Work

if TYPE_CHECKING:
    from program_workflow.usecases.replaying import Story


def _sponsor_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    sponsors.step(
        w,
        amendment_named(story, step),
        step["delegation"],
        SponsorAction(step["act"]),
        seen_revision=None,
        reason=step.get("reason", ""),
    )


def _offer_counter_text(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    texts = [Reworded(one.get("text"), one.get("fields")) for one in step["texts"]]
    counter_texts.offer(w, amendment_named(story, step), texts, step["reason"], seen_revision=None)


def _counter_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    counter_texts.answer(
        w,
        amendment_named(story, step),
        step["counter_text"],
        CounterAction(step["act"]),
        seen_revision=None,
        reason=step.get("reason", ""),
    )


def _merge(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    into = amendment_named(story, {**step, "amendment": step["into"]})
    mergers.propose(w, amendment_named(story, step), into, seen_revision=None, reason=step.get("reason", ""))


def _merger_step(story: "Story", w: Work, step: Mapping[str, Any]) -> None:
    mergers.answer(
        w,
        amendment_named(story, step),
        MergerAction(step["act"]),
        seen_revision=None,
        joins=bool(step.get("co_sponsor")),
        reason=step.get("reason", ""),
    )


#: By the name of the act.
SPONSORING: Final[Mapping[str, Callable[["Story", Work, Mapping[str, Any]], None]]] = {
    **dict.fromkeys(SPONSOR_ACTS, _sponsor_step),
    "offer_counter_text": _offer_counter_text,
    **dict.fromkeys(COUNTER_ACTS, _counter_step),
    "merge": _merge,
    **dict.fromkeys(MERGER_ACTS, _merger_step),
}
