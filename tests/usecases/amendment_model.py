# ruff: noqa: ARG002 - the rules of all steps are asked alike: of what, who, when
"""What the field's rules say of versions, amendments and positions, as a plain model: no rows, no tables.

A clause has two words that change; an amendment changes one of them or deletes the clause. A text is a dict from
clause to its two words.
"""

from dataclasses import dataclass, field, replace

LIVE = {"under_review", "agreed_ad_referendum", "deferred", "agreed"}
OPEN = LIVE | {"submitted", "returned"}
MEMBERS = ("kaz", "blr", "arm")
FOR, HELD, AGAINST = {"agrees", "does_not_object"}, {"scrutiny_reservation", "ad_referendum"}, {"objects"}
ENDED = {"adopted", "corrected", "superseded", "abandoned", "reissued"}


@dataclass(frozen=True)
class Change:
    """word None: the clause is deleted. base: its words in the text it was written against."""

    clause: int
    slot: int
    word: str | None
    base: tuple[str, str]

    def fit(self, text):
        """What a text does to the change: none, clean, conflict or orphaned."""
        now = text.get(self.clause)
        if now is None:
            return "orphaned"
        if now == self.base:
            return "none"
        return "conflict" if self.word is None or now[self.slot] != self.base[self.slot] else "clean"

    def on(self, text):
        """The text with it, as far as it fits."""
        if self.fit(text) not in ("none", "clean"):
            return text
        made = dict(text)
        if self.word is None:
            del made[self.clause]
        else:
            words = list(made[self.clause])
            words[self.slot] = self.word
            made[self.clause] = tuple(words)
        return made

    def collides(self, other):
        if self.clause != other.clause or (self.word is None and other.word is None):
            return False
        if self.word is None or other.word is None or self.slot == other.slot:
            return True
        return self.base[other.slot] != other.base[other.slot] and self.base[self.slot] != other.base[self.slot]


@dataclass
class Version:
    text: dict
    state: str = "working"
    closes: object = None
    made_from: int | None = None
    windows: dict = field(default_factory=dict)

    def at(self, now):
        return "closed" if self.state == "circulated" and now >= self.closes else self.state


@dataclass
class Amendment:
    """by: who drafted it; side: delegation, or "sec". base: index of the version its change is written against."""

    side: str
    by: str
    change: Change
    base: int
    state: str = "draft"
    filed_by: str | None = None
    is_numbered: bool = False
    requested: bool = False
    admitted: bool = False
    refile: object = None
    before: str | None = None
    decided_by: str | None = None
    decided_at: object = None
    moot_by: str | None = None
    stands_in: int | None = None
    draft: Change | None = None  # of a returned one: what was saved since
    said: dict = field(default_factory=dict)  # delegation: kind, on the wording of now

    @property
    def newest(self):
        return self.draft or self.change


class Model:
    def __init__(self, text, rule):
        self.rule, self.versions, self.all = rule, [Version(text)], {}
        self.circulated_at = None

    # --- What stands -----------------------------------------------------------------------------

    @property
    def latest(self):
        return self.versions[-1]

    @property
    def filing(self):
        """Index of the newest version that was circulated."""
        return max((i for i, one in enumerate(self.versions) if one.closes is not None), default=None)

    def window(self, side, now):
        """(is it open, is it open for this delegation alone)."""
        if self.filing is None:
            return False, False
        version = self.versions[self.filing]
        if version.at(now) == "circulated":
            return True, False
        own = version.windows.get(side)
        late = version.at(now) == "closed" and own is not None and now < own
        return late, late

    def in_time(self, one, now):
        if one.state == "returned" and one.refile is not None:
            return now < one.refile
        return one.admitted or self.window(one.side, now)[0]

    def flag(self, one):
        """What the newest circulated text does to an open amendment or draft; nothing to one written against it."""
        if one.state not in OPEN | {"draft"} or one.base == self.filing:
            return "none"
        return one.newest.fit(self.versions[self.filing].text)

    # --- Whose step it is ------------------------------------------------------------------------

    @staticmethod
    def files(one, who):
        return who in ("coordinator", "other_coordinator") if one.side == "sec" else who == one.side

    @classmethod
    def drafts(cls, one, who):
        return cls.files(one, who) or who == f"{one.side}_expert"

    @staticmethod
    def decides(one, who):
        if who not in ("coordinator", "other_coordinator"):
            return False
        return one.side != "sec" or who not in (one.by, one.filed_by)

    # --- Steps of the author ---------------------------------------------------------------------

    def may_draft(self, side, clause, now):
        return self.window(side, now)[0] and clause in self.versions[self.filing].text

    def draft(self, key, side, by, clause, slot, word):
        base = self.versions[self.filing].text[clause]
        self.all[key] = Amendment(side, by, Change(clause, slot, word, base), self.filing)

    def may_save(self, one, who, clause):
        return self.drafts(one, who) and one.state in ("draft", "returned") and clause in self.versions[one.base].text

    def save(self, one, clause, slot, word):
        made = Change(clause, slot, word, self.versions[one.base].text[clause])
        if one.state == "returned":
            one.draft = made
        else:
            one.change = made
        self.carry(one)

    def carry(self, one):
        """Written against the newest circulated text where that does nothing to it."""
        if one.base != self.filing and self.flag(one) == "none":
            one.base = self.filing

    def may(self, step, one, who, now):
        return getattr(self, f"may_{step}")(one, who, now)

    def may_discard(self, one, who, now):
        return self.drafts(one, who) and one.state == "draft"

    def may_submit(self, one, who, now):
        return (
            self.files(one, who)
            and one.state in ("draft", "returned")
            and self.in_time(one, now)
            and self.flag(one) == "none"
        )

    def submit(self, one, who, now):
        one.admitted = one.admitted or self.window(one.side, now)[1]
        one.state, one.filed_by, one.refile, one.change, one.draft = "submitted", who, None, one.newest, None

    def may_request_late(self, one, who, now):
        return self.files(one, who) and one.state == "draft" and not self.window(one.side, now)[0]

    def request_late(self, one, who, now):
        one.requested = True

    def may_withdraw(self, one, who, now):
        return self.files(one, who) and one.state in OPEN

    def withdraw(self, one, who, now):
        one.state = "withdrawn"
        self.give_back(one)

    def may_confirm_rebase(self, one, who, now, text=False):
        flag = self.flag(one)
        return self.files(one, who) and (
            flag == "clean" or (flag == "conflict" and text and one.newest.word is not None)
        )

    def confirm_rebase(self, one, word=None):
        base = self.versions[self.filing].text[one.newest.clause]
        made = replace(one.newest, base=base, word=word or one.newest.word)
        if one.state == "returned":
            one.draft = made
        else:
            one.change, one.said = made, {}
        one.base = self.filing
        if word is not None and one.state in ("agreed", "agreed_ad_referendum"):
            one.state, one.before, one.decided_by, one.decided_at = "under_review", None, None, None

    # --- Steps of the coordinators ---------------------------------------------------------------

    def may_admit_late(self, one, who, now):
        asked = one.state == "returned" or (one.state == "draft" and one.requested)
        return self.decides(one, who) and asked and not self.in_time(one, now)

    def admit_late(self, one, who, now):
        one.admitted, one.refile = True, None

    def may_return(self, one, who, now):
        return self.decides(one, who) and one.state == "submitted"

    def may_review(self, one, who, now):
        return self.decides(one, who) and one.state == "submitted"

    def review(self, one, who, now):
        one.state, one.is_numbered = "under_review", True

    def stances(self, one):
        own = {one.side: "agrees"} if one.side in MEMBERS else {}
        said = {who: kind for who, kind in one.said.items() if kind != "none"}
        return {**own, **said}

    def may_stand(self, one):
        """No flag that fails, nothing agreed that it collides with, and it fits the text of now."""
        others = [x for x in self.all.values() if x is not one and x.state == "agreed"]
        return (
            self.flag(one) in ("none", "clean")
            and one.change.fit(self.latest.text) in ("none", "clean")
            and not any(one.change.collides(x.change) for x in others)
        )

    def may_agree(self, one, who, now):
        said = self.stances(one)
        holds = self.rule == "coordinator" or all(said.get(member) in FOR for member in MEMBERS)
        from_ = ("under_review", "agreed_ad_referendum", "deferred")
        return self.decides(one, who) and one.state in from_ and self.may_stand(one) and holds

    def may_agree_ad_referendum(self, one, who, now):
        said = set(self.stances(one).values())
        holds = self.rule == "coordinator" or (said & HELD and not said & AGAINST)
        return self.decides(one, who) and one.state == "under_review" and self.may_stand(one) and bool(holds)

    def may_reject(self, one, who, now):
        holds = self.rule == "coordinator" or bool(set(self.stances(one).values()) & AGAINST)
        from_ = ("under_review", "agreed_ad_referendum", "deferred")
        return self.decides(one, who) and one.state in from_ and holds

    def may_defer(self, one, who, now):
        return self.decides(one, who) and one.state == "under_review"

    def decided(self, one, who, now, state):
        one.before, one.decided_by, one.decided_at, one.state = one.state, who, now, state

    def agree(self, key, who, now):
        one = self.all[key]
        self.decided(one, who, now, "agreed")
        if one.change.word is None:
            for other in self.all.values():
                if other.state in OPEN and other.change.clause == one.change.clause and other.change.word:
                    other.before, other.state, other.moot_by = other.state, "moot", key

    def give_back(self, one):
        """What it made moot is open again, unless another agreed deletion removes it as well."""
        for other in self.all.values():
            if other.state == "moot" and self.all.get(other.moot_by) is one:
                still = self.deletions_of(other)
                if still:
                    other.moot_by = still
                    continue
                other.state, other.before, other.moot_by = other.before, None, None
                self.carry(other)

    def deletions_of(self, other):
        """Agreed deletions of its clause; which of several it is moot by is read from the application."""
        found = [
            key
            for key, one in self.all.items()
            if one.state == "agreed" and one.change.word is None and one.change.clause == other.change.clause
        ]
        return found[0] if found else None

    def is_before_the_end(self, one):
        if self.latest.state not in ("working", "circulated", "closed", "returned"):
            return False
        return one.state != "incorporated" or self.versions[one.stands_in].state == "working"

    def may_reopen(self, one, who, now):
        from_ = ("agreed", "rejected", "deferred", "incorporated")
        return self.decides(one, who) and one.state in from_ and self.is_before_the_end(one)

    def reopen(self, one):
        self.take_out(one)
        one.state, one.before, one.decided_by, one.decided_at = "under_review", None, None, None
        self.give_back(one)
        self.carry(one)

    def may_annul(self, one, who, now):
        from_ = ("agreed", "agreed_ad_referendum", "rejected", "deferred", "incorporated")
        if not self.decides(one, who) or who == one.decided_by or one.state not in from_:
            return False
        since = self.circulated_at is not None and one.decided_at is not None and self.circulated_at > one.decided_at
        return one.before is not None and one.decided_at is not None and not since and self.is_before_the_end(one)

    def annul(self, one):
        self.take_out(one)
        one.state, one.before, one.decided_by, one.decided_at = one.before, None, None, None
        if one.state != "agreed":
            self.give_back(one)
        self.carry(one)

    def may_incorporate(self, one, who, now):
        return (
            self.decides(one, who)
            and one.state == "agreed"
            and self.latest.state == "working"
            and one.change.fit(self.latest.text) in ("none", "clean")
        )

    def incorporate(self, one, who, now):
        self.decided(one, who, now, "incorporated")
        one.stands_in = len(self.versions) - 1
        self.latest.text = one.change.on(self.latest.text)

    def take_out(self, one):
        if one.state != "incorporated":
            return
        version, one.stands_in = self.versions[one.stands_in], None
        text = self.versions[version.made_from].text
        for other in self.all.values():
            if other.stands_in == self.versions.index(version) and other.state == "incorporated":
                text = other.change.on(text)
        version.text = text

    # --- Versions --------------------------------------------------------------------------------

    def may_circulate(self, now):
        return self.latest.state == "working" and bool(self.latest.text)

    def circulate(self, closes, now):
        self.latest.state, self.latest.closes, self.circulated_at = "circulated", closes, now
        for one in self.all.values():
            if one.state in OPEN | {"draft"}:
                self.carry(one)

    def may_next(self, now):
        return self.latest.at(now) in ("closed", "returned") and not any(
            one.state == "submitted" for one in self.all.values()
        )

    def next(self, who, now):
        self.latest.state = self.latest.at(now)
        self.versions.append(Version(self.latest.text, made_from=len(self.versions) - 1))
        for one in self.all.values():
            if one.state == "agreed" and one.change.fit(self.latest.text) in ("none", "clean"):
                self.incorporate(one, who, now)

    def may_finalise(self, now):
        return self.latest.at(now) == "closed" and not any(one.state in OPEN for one in self.all.values())

    def end(self, state):
        """Adopted or abandoned: what is open lapses."""
        self.latest.state = state
        for one in self.all.values():
            if one.state in OPEN:
                one.state = "lapsed"
        if state == "adopted":
            for earlier in self.versions[:-1]:
                if earlier.state in ("adopted", "corrected"):
                    earlier.state = "superseded"
