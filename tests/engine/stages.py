"""Spells of every condition that asks no other rule: engine against definition."""

import sys, time

sys.path.insert(0, "tests")
from hypothesis import given, settings, strategies as st, HealthCheck
from laws.histories import histories, CASE
from laws.samples import protocol, NAMES
from protocolrules.engine.program import Program
from protocolrules.engine.core import Core
from protocolrules.engine.log import Record, seen_from
from protocolrules import definition
from protocolrules.definition import _open
from protocolrules.events import Subject
from protocolrules.expressions import *


def asks(c):
    if isinstance(c, (AllOf, AnyOf)):
        return any(asks(p) for p in c.parts)
    if isinstance(c, Not):
        return asks(c.part)
    if isinstance(c, (Previously, Lasted)):
        return asks(c.part)
    if isinstance(c, FactIs):
        return c.fact in STAT
    return isinstance(c, (DutyIs, RungReached))


def plain(v):
    return (
        v.holds,
        v.says,
        v.value,
        v.event_id,
        v.since,
        v.how,
        tuple(plain(p) for p in v.parts),
        frozenset((n.kind, n.name, n.event_id) for n in v.needs),
        v.recorded,
    )


count = 0


def check(name, h):
    global STAT, count
    doc = protocol(name).document
    STAT = doc.vocabulary.statuses
    events = [
        e for e in {e.event_id: e for e in h.events}.values() if e.subject == Subject(case_id=CASE)
    ]
    case = _open(doc, events, Subject(case_id=CASE), h.at, h.known_at, {})
    prog = PROG.setdefault(name, Program(doc))
    core = Core(prog, h.at)
    rec = Record()
    known = [e for e in events if e.recorded_at <= h.known_at]
    for e in known:
        rec.add(e)
    kinds = doc.vocabulary.events
    for e in known:
        if e.field("replaces") or e.field("withdraws"):
            continue
        c = rec.content(e.event_id)
        if c is None:
            continue
        ev, r = c
        if ev.authority in (None, doc.authority) and ev.kind in kinds:
            for s in seen_from(e.event_id, ev, r, kinds):
                core.add(s)
    core.occasions.gather(core.ids)
    assert [s.id for s in core.seen] == [s.id for s in case.world.log.seen]
    assert {
        k: (o.kind, o.held and o.held.id, o.cancelled and o.cancelled.id, len(o.plans))
        for k, o in core.occasions.found.items()
    } == {
        k: (o.kind, o.held and o.held.id, o.cancelled and o.cancelled.id, len(o.plans))
        for k, o in case.world.log.occasions.items()
    }
    for c, cond in list(prog._conds.items()):
        if asks(c):
            continue
        a = [(s.start, s.end, plain(s.verdict)) for s in core.spells(cond)]
        b = [(s.start, s.end, plain(s.verdict)) for s in case.world.spells(c)]
        assert a == b, (c, a, b)
        count += len(a)
    from protocolrules.engine.arisings import arisings

    for n, rule in doc.rules.items():
        plan = prog.plans[n]
        rd = plan.reads() | DEP.get((name, n), frozenset())
        if isinstance(rule.trigger, OnDuty) or any(
            k.split(":", 1)[0] in ("rule", "ladder") or k.split(":", 1)[-1] in STAT
            for k in closure(prog, plan.wakes | plan.decides)
        ):
            continue
        f = lambda a: (
            a.of,
            a.id,
            a.start.earliest,
            a.start.latest,
            plain(a.verdict),
            a.trigger and a.trigger.id,
            a.occasion and a.occasion.id,
            a.unreported,
            a.keys,
            a.end,
            a.end_why,
            a.end_event,
            a.recorded,
            a.nth,
        )
        a = [f(x) for x in arisings(core, plan)]
        b = [f(x) for x in case.arisings(rule)]
        assert a == b, (n, a, b)
        arose[0] += len(a)
        if any(
            k.split(":", 1)[0] in ("rule", "ladder") or k.split(":", 1)[-1] in STAT
            for k in closure(prog, plan.reads())
        ):
            continue
        from protocolrules.engine.duties import duties

        sid = lambda s: s and s.id

        def dl(d, eng):
            st = core.program.days.steps(d) if eng else d.steps
            return (d.due, d.last_day, d.provisional, st)

        g = lambda s, eng: (
            s.a.ref,
            s.holder,
            s.part,
            s.opens,
            s.active,
            s.anchor and (s.anchor.earliest, s.anchor.latest),
            s.anchor_id,
            [
                (d.from_, dl(d.deadline, eng), d.event_id, d.recorded, d.short_notice)
                for d in s.dates
            ],
            s.close and (s.close.at, s.close.how, s.close.why, s.close.event_id),
            s.turn,
            s.waiting,
            s.judging,
            s.judged and (s.judged[0], s.judged[1].id),
            [e.id for e in s.events],
            sid(s.met),
            sid(s.maybe),
            frozenset(tuple((n.kind, n.name, n.event_id)) for n in s.needs),
            s.when_unknown,
            sid(s.last_done),
            s.occurrence,
            s.notes,
            repr(s.spec),
            s.occasion and s.occasion.id,
        )
        mine, unclear = duties(core, plan, arisings(core, plan))
        a = [g(x, True) for x in mine]
        b = [g(x, False) for x in case.slots(n)]
        assert a == b, (
            n,
            [(p, q) for x, y in zip(a, b) for p, q in zip(x, y) if p != q],
            len(a),
            len(b),
        )
        assert unclear == case.unclear.get(n, [])
        slotted[0] += len(a)
        from protocolrules.engine import life as L
        from protocolrules.definition import life as D

        for x, y in zip(mine, case.slots(n)):
            assert L.word(core, x, h.at) == D.word(case.world, y, h.at), n
            assert L.breaches(core, x) == D.breaches(case.world, y), (
                n,
                L.breaches(core, x),
                D.breaches(case.world, y),
            )
            assert set(L.edges(core, x)) == set(D.edges(case.world, y))
            breached[0] += len(L.breaches(core, x))
    from protocolrules.engine.ladders import climbs
    from protocolrules.engine import life as L
    from protocolrules.definition import life as D

    for n, ladder in doc.ladders.items():
        if isinstance(ladder.starts, OnDuty):
            continue
        mine = climbs(core, ladder)
        theirs = case.climbs(n)
        h2 = lambda c, w, b: (
            c.about,
            c.start.earliest,
            c.recorded,
            c.keys,
            frozenset((x.kind, x.name, x.event_id) for x in c.needs),
            [
                (s.number, s.from_, s.event_id, s.skipped, s.until, w(s.slot), b(s.slot))
                for s in c.steps
            ],
        )
        a = [
            h2(
                c,
                lambda s: (L.word(core, s, h.at), s.a.plan.rule.readings),
                lambda s: L.breaches(core, s),
            )
            for c in mine
        ]
        b = [
            h2(
                c,
                lambda s: (D.word(case.world, s, h.at), s.rule.readings),
                lambda s: D.breaches(case.world, s),
            )
            for c in theirs
        ]
        assert a == b, (n, a, b)
        climbed[0] += sum(len(c.steps) for c in mine)


from protocolrules.document import OnDuty

DEP = {}
arose = [0]
slotted = [0]
breached = [0]
climbed = [0]


def closure(prog, keys):
    done = set()
    todo = list(keys)
    while todo:
        k = todo.pop()
        if k in done:
            continue
        done.add(k)
        if k.startswith("fact:"):
            for _, c in prog.defining(k[5:]):
                todo += c.reads
    return done


PROG = {}
for name in NAMES:

    @settings(
        max_examples=int(sys.argv[1]),
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(histories(name))
    def t(h):
        check(name, h)

    try:
        t()
        print(name, "ok", count, arose, slotted, breached, climbed)
    except Exception as e:
        print(name, "FAIL", repr(e)[:1500])
