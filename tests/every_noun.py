"""Three programs and a meeting in which every noun that the record tells of comes to pass."""

from dataclasses import replace

from program_workflow.domain.actor import Actor
from program_workflow.domain.terms import (
    AdviceKind,
    Audience,
    ContestOutcome,
    CounterAction,
    MergerAction,
    OutsideChannel,
    PackageAction,
    PositionKind,
    Recommendation,
    RemarkAction,
    RemarkKind,
    SponsorAction,
)
from program_workflow.usecases import (
    advising,
    aligning,
    approvals,
    comments,
    corrigenda,
    counter_texts,
    entering,
    meetings,
    mergers,
    packages,
    programs,
    proposed_positions,
    received,
    received_scans,
    remarks,
    reopening,
    signing,
    silence_answers,
    silences,
    sponsors,
    webhooks,
)
from program_workflow.usecases import people as accounts
from program_workflow.usecases.advising import Advice, Asked
from program_workflow.usecases.counter_texts import Reworded
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.position_checks import Outside, Said
from program_workflow.usecases.remarks import Remark
from program_workflow.usecases.signing import SignatureKind, Signing
from tests import twins
from tests.gathering import Gathering
from tests.negotiation import Negotiation, window

KEY = "the key of an instance, of which secrets are made"


class EveryNoun:
    """Each method is one noun, or some that go together; a short time passes before each."""

    def __init__(self, talks: Negotiation) -> None:
        self.talks, self.people = talks, talks.people
        talks.circulated(rules={"decision_rule": "consensus", "min_silence_hours": 1}, days=60)

    def told(self) -> Negotiation:
        for act in (
            self.people_change,
            self.approvals_and_proposals,
            self.sponsors_and_counter_texts,
            self.mergers,
            self.advice,
            self.remarks,
            self.received,
            self.packages,
            self.reopening,
            self.silence,
            self.joining,
            self.drafts,
            self.meeting,
            self.alignments,
            self.adopted,
        ):
            self.talks.clock.advance(minutes=1)
            act()
        return self.talks

    def do(self, by: Actor, act, *args, **kwargs):
        with self.talks.work(by) as w:
            found = act(w, *args, **kwargs)
            w.session.flush()
            return found

    # --- People ------------------------------------------------------------------------------------

    def people_change(self) -> None:
        people = self.people
        hook = self.do(people.coordinator, webhooks.add, "https://example.org/called", [], key=KEY)
        self.do(people.coordinator, webhooks.change, hook.id, seen_revision=None, is_active=False)
        other = self.do(people.coordinator, webhooks.add, "https://example.org/other", [], key=KEY)
        self.do(people.coordinator, webhooks.rotate, other.id, seen_revision=None, key=KEY)
        self.do(people.coordinator, webhooks.remove, other.id, seen_revision=None)

    def approver(self) -> Actor:
        self.do(self.people.kaz, approvals.name_approver, self.people.kaz_expert.user_id, is_approver=True)
        with self.talks.work() as w:
            return accounts.actor_for(w, self.people.kaz_expert.user_id)

    # --- Amendments --------------------------------------------------------------------------------

    def approvals_and_proposals(self) -> None:
        talks, people = self.talks, self.people
        approver = self.approver()
        asked = talks.propose(people.kaz, talks.modify("1.1", "The parties exchange all information."))
        talks.take(people.kaz, asked, "ask_approval")
        talks.clock.advance(minutes=1)
        talks.take(approver, asked, "approve")
        gone = talks.propose(people.kaz, talks.modify("1.1", "Gone."))
        talks.take(people.kaz, gone, "ask_approval")
        talks.take(people.kaz, gone, "discard")
        unasked = talks.propose(people.kaz, talks.modify("1.2", "The parties hold exercises."))
        talks.take(approver, unasked, "approve")
        with talks.work(people.kaz_expert) as w:
            about = comments.clause_about(w, talks.code, talks.ids["2.1"])
            comments.comment(w, about, "Is this ours?", Audience.DELEGATION)
            said = Said(PositionKind.OBJECTS, "Not so.")
            first = proposed_positions.propose_position(w, about, said, asks_approval=True).id
        self.do(approver, proposed_positions.step_proposed, first, "approve")
        talks.clock.advance(minutes=1)
        self.do(people.kaz, proposed_positions.step_proposed, first, "take")

    def step(self, by: Actor, amendment: str, code: str, action: str, **kwargs) -> None:
        self.do(by, sponsors.step, amendment, code, SponsorAction(action), seen_revision=None, **kwargs)

    def sponsors_and_counter_texts(self) -> None:
        talks, people = self.talks, self.people
        made = talks.propose(people.blr, talks.modify("2.2", "Reports are sent."), co_sponsors=["ARM", "KAZ"])
        self.step(people.arm, made, "ARM", "consent")
        self.step(people.kaz, made, "KAZ", "decline")
        talks.take(people.blr, made, "submit")
        talks.take(people.coordinator, made, "review")
        for words in ("Reports are sent every year.", "Reports are sent to all."):
            number = self.do(
                people.coordinator, counter_texts.offer, made, [Reworded(words)], "clearer", seen_revision=None
            ).number
            talks.clock.advance(minutes=1)
            action = CounterAction.ACCEPT if number == 1 else CounterAction.REFUSE
            self.do(people.blr, counter_texts.answer, made, number, action, seen_revision=None, reason="so be it")
        self.sponsored = made

    def mergers(self) -> None:
        talks, people = self.talks, self.people
        words = "Meetings are held every year."
        one = talks.reviewed(people.blr, talks.modify("2.3", words))
        other = talks.reviewed(people.arm, talks.modify("2.3", words))
        talks.take(people.coordinator, one, "merge", into=other)
        talks.clock.advance(minutes=1)
        self.do(people.blr, mergers.answer, one, MergerAction.ACCEPT, seen_revision=None, joins=True)
        talks.clock.advance(minutes=1)
        self.do(people.arm, mergers.answer, one, MergerAction.ACCEPT, seen_revision=None)
        self.merged = other

    def advice(self) -> None:
        people = self.people
        due, kind = window(self.talks.clock, 3), AdviceKind("legal")
        for _ in range(2):
            asked = self.do(people.coordinator, advising.request_advice, self.merged, kind, due=due, note="in time")
        self.do(people.coordinator, advising.withdraw_request, asked.id, seen_revision=None)
        self.talks.clock.advance(minutes=1)
        said = Advice(kind, Recommendation("accept"), "As it is.")
        given = self.do(people.reviewer, advising.give_advice, self.merged, said)
        self.talks.clock.advance(minutes=1)
        self.do(people.coordinator, advising.release_advice, given.id, seen_revision=None)
        asked_on_text = Asked(kind, due)
        self.do(people.coordinator, advising.request_advice_on_version, self.talks.code, "latest", asked_on_text)
        on_text = self.do(people.reviewer, advising.give_advice_on_version, self.talks.code, "latest", said)
        self.talks.clock.advance(minutes=1)
        self.do(people.coordinator, advising.release_advice, on_text.id, seen_revision=None)

    # --- What delegations say ------------------------------------------------------------------------

    def remarks(self) -> None:
        talks, people = self.talks, self.people
        question = Remark(RemarkKind("question"), "What does this mean?", talks.ids["2.1"])
        made = self.do(people.observer, remarks.make_remark, talks.code, question)
        talks.clock.advance(minutes=1)
        self.do(
            people.coordinator, remarks.take_step, made.id, RemarkAction("answer"), seen_revision=None, text="Just so."
        )
        self.do(people.kaz, remarks.make_remark, talks.code, Remark(RemarkKind("question"), "And this?"))

    def received(self) -> None:
        talks, people = self.talks, self.people
        outside = Outside("BLR", OutsideChannel.LETTER, talks.clock.now, "No. 7 of 1 March")
        talks.clock.advance(hours=1)
        act = talks.stand(people.coordinator, "objects", "2.1", outside=outside)
        self.do(people.coordinator, received_scans.add_scan, act, "letter.pdf", b"%PDF-1.7 a letter")
        contest = self.do(people.blr, received.contest, act, "We sent no such letter.").id
        talks.clock.advance(minutes=1)
        outcome = ContestOutcome.WITHDRAWN
        self.do(people.coordinator, received.end_contest, contest, outcome, "It is yours.", seen_revision=1)
        operation = talks.modify("1.2", "The parties hold exercises in spring.")
        made = self.do(
            people.coordinator, entering.enter_amendment, talks.code, [operation], outside, rationale="by letter"
        )
        self.do(people.coordinator, received_scans.add_scan, made.id, "letter.pdf", b"%PDF-1.7 another letter")
        contest = self.do(people.blr, received.contest, made.id, "We sent no such letter.").id
        talks.clock.advance(minutes=1)
        self.do(people.coordinator, received.end_contest, contest, outcome, "It is yours.", seen_revision=1)

    def packages(self) -> None:
        talks, people = self.talks, self.people
        both = [talks.ids["1.1"], talks.ids["1.2"]]
        first = self.do(people.coordinator, packages.make, talks.code, "Exchange and exercises", both).id
        talks.clock.advance(minutes=1)
        dissolve = PackageAction("dissolve")
        self.do(
            people.coordinator, packages.take_step, talks.code, first, dissolve, seen_revision=None, reason="not now"
        )
        self.do(people.coordinator, packages.make, talks.code, "Once more", both)

    def reopening(self) -> None:
        talks, people = self.talks, self.people
        for one in (people.kaz, people.blr, people.arm):
            talks.stand(one, "does_not_object", "2.1")
        talks.stand(people.arm, "objects", "2.1", reason="New facts.")
        talks.clock.advance(minutes=1)
        self.do(people.coordinator, reopening.reopen_clause, talks.code, talks.ids["2.1"], reason="New facts.")

    def silence(self) -> None:
        talks, people = self.talks, self.people
        made = self.do(
            people.coordinator,
            silences.prepare,
            talks.code,
            expires_at=window(talks.clock, 2),
            clauses=[talks.ids["1.2"]],
        ).id
        self.do(people.coordinator, silences.take_step, made, "announce", seen_revision=None)
        self.do(people.kaz, silence_answers.break_silence, made, "not so")

    # --- The program, its versions -------------------------------------------------------------------

    def joining(self) -> None:
        talks, people = self.talks, self.people
        for code in ("KAZ", "BLR"):
            self.do(people.coordinator, programs.add_participant, talks.code, code)
        for one in (people.kaz, people.blr):
            talks.stand(one, "agrees", "2")
        talks.clock.advance(minutes=1)
        self.do(people.coordinator, programs.add_participant, talks.code, "ARM")

    def drafts(self) -> None:
        talks, people = self.talks, self.people
        talks.propose(people.arm, talks.modify("1.2", "A draft."), co_sponsors=["BLR"])
        late = talks.submitted(people.arm, talks.insert("New.", after="2.1"))
        talks.take(people.coordinator, late, "return")

    def meeting(self) -> None:
        talks = self.talks
        talks.close()
        talks.step("extend", closes_at=window(talks.clock, 1), delegations=["KAZ"], reason="late letter")
        gathering = self.gathering = Gathering(talks)
        gathering.do(meetings.remove_item, gathering.do(meetings.add_item, Both("Gone", "Снято")).id)
        gathering.do(meetings.uninvite, "CSTO")
        gathering.opened()
        gathering.read_out(self.merged, KAZ="does_not_object")
        talks.clock.advance(minutes=1)
        gathering.record("It was so decided.", "Решено.")
        gathering.draft()
        gathering.adopt()
        gathering.close()
        Gathering(talks).do(meetings.cancel, "No date was found.")

    def alignments(self) -> None:
        expert = self.people.kaz_expert.user_id
        self.do(self.people.kaz, approvals.name_approver, expert, is_approver=False)
        talks = twins.circulate(twins.begin(replace(self.talks, code="P2", ids={})))
        twins.amend(talks)
        clauses = [talks.ids["1"]]
        self.do(self.people.coordinator, aligning.confirm_alignment, talks.code, "latest", clauses, seen_revision=None)

    def adopted(self) -> None:
        talks, people = replace(self.talks, code="P3", ids={}), self.people
        talks.circulated(days=1)
        talks.close()
        for action in ("finalise", "submit", "adopt"):
            talks.step(action)
        line = Signing("KAZ", SignatureKind.SPECIAL_OPINION, "We read it so.", "Minsk", "2011-04-01")
        self.do(people.coordinator, signing.enter_signature, talks.code, 1, line, seen_revision=None)
        stopped = talks.correct("1.2", "The parties hold joint exercise every year.")
        talks.clock.advance(days=1)
        self.do(people.kaz, corrigenda.object_to, stopped, "It changes the sense.")
        talks.corrected("1.2", "The parties hold joint exercises each year.")
