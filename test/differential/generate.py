"""Random programs: the ways in which channels and locks are used in practice, damaged here and there.

What is only random hangs in its first lines. So most programs begin as a sketch of something that
works, in which statements are then lost, swapped, doubled, moved, wrapped, or given another object.
The same seed gives the same program.
"""

import copy
import random

from program import helpers_of, is_reference, kind_of, main_of, mentions, objects_of

MAX_STATEMENTS = 36
MAX_SPAWNS = 6

# Lists whose items from the second on are statements.
BODIES = ("main", "do", "go", "defer", "block")
OWN_FUNCTION = ("go", "wggo", "once", "defer")


def bodies_of(tree):
    """All bodies in a tree, itself included, outermost first."""
    if not isinstance(tree, list) or not tree:
        return []
    found = [tree] if tree[0] in BODIES else []
    for item in tree[1:]:
        found += bodies_of(item)
    return found


def statements_of(program):
    for part in [main_of(program)] + [helper[2] for helper in helpers_of(program)]:
        for body in bodies_of(part):
            yield from body[1:]


def is_valid(program):
    """Whether run.cpp and C++ take it, and it is not too big."""
    count = sum(1 for _ in statements_of(program))
    if count > MAX_STATEMENTS or spawns_of(program, main_of(program)) > MAX_SPAWNS:
        return False
    parts = [(main_of(program), [])] + [(h[2], h[1][1:]) for h in helpers_of(program)]
    return all(stands_well(program, part, parameters, False, False) for part, parameters in parts)


def stands_well(program, tree, parameters, in_loop, in_for):
    if not isinstance(tree, list) or not tree:
        return True
    word = tree[0]
    if word in ("break", "continue"):
        return in_loop
    if word == "ifloop" and not in_for:
        return False
    if word == "call" and not call_fits(program, tree, parameters):
        return False
    for item in tree[1:]:
        if is_reference(item) and not exists(program, item, parameters):
            return False
    if word in OWN_FUNCTION or word == "select":
        in_loop = False
    if word in ("for", "range"):
        in_loop = True
    in_for = in_for or word == "for"
    return all(stands_well(program, item, parameters, in_loop, in_for) for item in tree[1:])


def exists(program, reference, parameters):
    if reference[0] == "p":
        return int(reference[1:]) < len(parameters)
    # Helpers see what they are given.
    return not parameters and int(reference[1:]) < len(objects_of(program))


def kind_of_reference(program, reference, parameters):
    index = int(reference[1:])
    return parameters[index] if reference[0] == "p" else kind_of(objects_of(program)[index])


def call_fits(program, call, parameters):
    helpers = helpers_of(program)
    if not isinstance(call[1], int) or call[1] >= len(helpers):
        return False
    wanted = helpers[call[1]][1][1:]
    given = [kind_of_reference(program, argument, parameters) for argument in call[2:]]
    return wanted == given


def spawns_of(program, tree, turns=1):
    if not isinstance(tree, list) or not tree:
        return 0
    if tree[0] == "for":
        turns *= tree[1]
    if tree[0] == "range":
        turns *= 2
    count = turns if tree[0] in ("go", "wggo") else 0
    if tree[0] == "call":
        count += spawns_of(program, helpers_of(program)[tree[1]][2], turns)
    return count + sum(spawns_of(program, item, turns) for item in tree[1:])


class Builder:
    """Sketches. Methods return statements, and make the objects that these use."""

    def __init__(self, rng):
        self.rng = rng
        self.objects = []

    def new(self, *obj):
        self.objects.append(list(obj))
        return f"o{len(self.objects) - 1}"

    def chan(self, *capacities):
        return self.new("chan", self.rng.choice(capacities or (0, 0, 0, 1, 1, 2)))

    def few(self, low=1, high=3):
        return self.rng.randint(low, high)

    def value(self):
        return self.rng.randint(1, 3)

    def chance(self, percent):
        return self.rng.randrange(100) < percent

    def repeat(self, turns, *body):
        return ["for", turns, ["do", *body]] if turns > 1 or self.chance(30) else ["block", *body]

    def program(self):
        sketches = [
            self.producer, self.pool, self.first_wins, self.stoppable, self.two_locks, self.readers,
            self.condition, self.once_close, self.cancelled, self.pipeline, self.semaphore,
            self.polling, self.ping_pong, self.handover, self.state_under_lock, self.error_path,
            self.fan_in, self.barrier, self.timeout,
        ]
        main = self.rng.choice(sketches)()
        if self.chance(25):
            main += self.rng.choice(sketches)()
        return ["program", ["objects", *self.objects], ["helpers"], ["main", *main]]

    # -- sketches

    def producer(self):
        ch, n = self.chan(), self.few()
        produce = [self.repeat(n, ["send", ch, self.value()])]
        if self.chance(50):
            end, consume = ["close", ch], ["range", ch, ["do", ["yield"]]]
            produce = [["defer", end], *produce] if self.chance(50) else [*produce, end]
        else:
            consume = self.repeat(n, ["recv", ch])
        return [["go", *produce], consume]

    def pool(self):
        jobs, results, group = self.chan(0, 1, 2), self.chan(0, 1, 3), self.new("wg")
        n, workers = self.few(1, 3), self.few(1, 2)
        work = ["range", jobs, ["do", ["send", results, self.value()]]]
        end = [["wait", group], ["close", results]]
        return [
            self.repeat(workers, ["wggo", group, ["do", work]]),
            ["go", self.repeat(n, ["send", jobs, self.value()]), ["close", jobs]],
            ["go", *end],
            ["range", results, ["do", ["yield"]]],
        ]

    def first_wins(self):
        n = self.few(1, 3)
        ch = self.chan(0, n - 1, n)
        take = ["recv", ch]
        if self.chance(40):
            take = ["select", ["recv", ch, ["do"]], ["after", ["do"]]]
        return [self.repeat(n, ["go", ["send", ch, self.value()]]), take]

    def stoppable(self):
        ch, stop, group = self.chan(), self.chan(0), self.new("wg")
        loop = ["for", self.few(2, 4), ["do", [
            "select", ["recv", ch, ["do"]], ["recv", stop, ["do", ["return"]]],
        ]]]
        return [
            ["wggo", group, ["do", loop]],
            self.repeat(self.few(), ["send", ch, self.value()]),
            ["close", stop],
            ["wait", group],
        ]

    def two_locks(self):
        a, b = self.new("mutex"), self.new("mutex")
        nested = lambda x, y: ["guard", x, ["do", ["guard", y, ["do", ["yield"]]]]]
        by_hand = lambda x, y: [["lock", x], ["lock", y], ["unlock", y], ["unlock", x]]
        order = (b, a) if self.chance(30) else (a, b)
        second = [nested(*order)] if self.chance(50) else by_hand(*order)
        return [["go", nested(a, b)], ["go", *second]]

    def readers(self):
        rw = self.new("rw")
        read = ["rguard", rw, ["do", ["yield"]]]
        if self.chance(30):
            read = ["rguard", rw, ["do", ["rguard", rw, ["do"]]]]
        return [["go", read], ["go", ["wlock", rw], ["wunlock", rw]], ["rlock", rw], ["runlock", rw]]

    def condition(self):
        mutex = self.new("mutex")
        cond, flag = self.new("cond", int(mutex[1:])), self.new("flag")
        wake = [self.rng.choice(("signal", "broadcast")), cond]
        waiter = ["go", ["lock", mutex], ["await", cond, flag, 1], ["unlock", mutex]]
        notify = [["lock", mutex], ["set", flag, 1], ["unlock", mutex], wake]
        if self.chance(50):
            notify = [["guard", mutex, ["do", ["set", flag, 1], wake]]]
        return [self.repeat(self.few(1, 2), waiter), *notify]

    def once_close(self):
        ch, once = self.chan(0), self.new("once")
        closer = ["go", ["once", once, ["do", ["close", ch]]]]
        return [self.repeat(self.few(1, 3), closer), ["recv", ch]]

    def cancelled(self):
        ch, ctx = self.chan(), self.new(self.rng.choice(("ctx", "ctx", "timed")))
        send = ["select", ["send", ch, self.value(), ["do"]], ["done", ctx, ["do", ["return"]]]]
        return [
            ["go", self.repeat(self.few(), send)],
            ["recv", ch] if self.chance(70) else ["iferr", ctx, ["do"], ["do", ["recv", ch]]],
            ["cancel", ctx],
        ]

    def pipeline(self):
        first, second = self.chan(), self.chan()
        return [
            ["go", ["defer", ["close", first]], self.repeat(self.few(), ["send", first, self.value()])],
            ["go", ["range", first, ["do", ["send", second, self.value()]]], ["close", second]],
            ["range", second, ["do"]],
        ]

    def semaphore(self):
        slots, group = self.chan(1, 2), self.new("wg")
        work = [["send", slots, 1], ["yield"], ["recv", slots]]
        return [self.repeat(self.few(2, 3), ["wggo", group, ["do", *work]]), ["wait", group]]

    def polling(self):
        ch, n = self.chan(0, 1), self.few(1, 2)
        poll = self.rng.choice((
            ["tryrecv", ch, ["do", ["break"]], ["do", ["yield"]]],
            ["trysend", ch, self.value(), ["do", ["break"]], ["do", ["yield"]]],
        ))
        other = ["recv", ch] if poll[0] == "trysend" else ["send", ch, self.value()]
        return [["go", other], ["for", n + 1, ["do", poll]]]

    def ping_pong(self):
        there, back, n = self.chan(0), self.chan(0, 1), self.few(1, 3)
        return [
            ["go", self.repeat(n, ["recv", there], ["send", back, self.value()])],
            self.repeat(n, ["send", there, self.value()], ["recv", back]),
        ]

    def handover(self):
        mutex, ch = self.new("mutex"), self.chan()
        return [
            ["go", ["guard", mutex, ["do", ["send", ch, self.value()]]]],
            ["recv", ch],
            ["guard", mutex, ["do", ["yield"]]],
        ]

    def state_under_lock(self):
        mutex, flag, stop = self.new("mutex"), self.new("flag"), self.chan(0)
        return [
            ["go", ["guard", mutex, ["do", ["ifflag", flag, 1, ["do", ["return"]], ["do"]]]],
             ["send", stop, 1]],
            ["guard", mutex, ["do", ["set", flag, 1]]] if self.chance(40) else ["yield"],
            ["recv", stop],
        ]

    def error_path(self):
        ch, errors = self.chan(), self.chan(0, 1)
        return [
            ["go", ["recveq", ch, 1, ["do", ["send", errors, 1], ["return"]], ["do"]],
             ["close", errors]],
            ["send", ch, self.value()],
            ["recvif", errors, ["do", ["return"]], ["do"]],
        ]

    def fan_in(self):
        out, group, n = self.chan(0, 1), self.new("wg"), self.few(1, 3)
        worker = ["go", ["defer", ["done", group]], ["send", out, self.value()]]
        return [
            ["add", group, n],
            self.repeat(n, worker),
            ["go", ["wait", group], ["close", out]],
            ["range", out, ["do", ["yield"]]],
        ]

    def barrier(self):
        group, gate, n = self.new("wg"), self.chan(0), self.few(1, 3)
        return [
            self.repeat(n, ["add", group, 1], ["go", ["recv", gate], ["done", group]]),
            ["close", gate],
            ["wait", group],
        ]

    def timeout(self):
        ch = self.chan(0, 1)
        wait = ["select", ["recv", ch, ["do", ["yield"]]], ["after", ["do", ["return"]]]]
        return [["go", ["sleep"], ["send", ch, self.value()]], wait, ["try", ["do", ["close", ch]], ["do"]]]


# ---- damage ---------------------------------------------------------------------------------


class Mutator:
    def __init__(self, rng):
        self.rng = rng

    def mutated(self, program):
        """Another program; the same if no damage that was tried gives a valid one."""
        for _ in range(20):
            damaged = copy.deepcopy(program)
            self.rng.choice((
                self.lose, self.lose, self.swap, self.double, self.move, self.rewire, self.rewire,
                self.resize, self.wrap, self.wrap, self.insert, self.insert, self.unwrap, self.renumber,
            ))(damaged)
            if damaged != program and is_valid(damaged):
                return damaged
        return program

    def body(self, program, least=0):
        parts = [main_of(program)] + [helper[2] for helper in helpers_of(program)]
        bodies = [b for part in parts for b in bodies_of(part) if len(b) > least]
        return self.rng.choice(bodies) if bodies else None

    def spot(self, body):
        return self.rng.randrange(1, len(body))

    def lose(self, program):
        body = self.body(program, 1)
        if body:
            del body[self.spot(body)]

    def swap(self, program):
        body = self.body(program, 2)
        if body:
            i = self.rng.randrange(1, len(body) - 1)
            body[i], body[i + 1] = body[i + 1], body[i]

    def double(self, program):
        body = self.body(program, 1)
        if body:
            i = self.spot(body)
            body.insert(i, copy.deepcopy(body[i]))

    def move(self, program):
        body, to = self.body(program, 1), self.body(program)
        if body:
            statement = body.pop(self.spot(body))
            to.insert(self.rng.randint(1, len(to)), statement)

    def rewire(self, program):
        """Another object of the same kind in one place."""
        places = []
        self.collect(main_of(program), places)
        if not places:
            return
        tree, i = self.rng.choice(places)
        kind = kind_of(objects_of(program)[int(tree[i][1:])])
        same = [f"o{j}" for j, obj in enumerate(objects_of(program)) if kind_of(obj) == kind]
        tree[i] = self.rng.choice(same)

    def collect(self, tree, places):
        for i, item in enumerate(tree):
            if is_reference(item) and item[0] == "o":
                places.append((tree, i))
            elif isinstance(item, list):
                self.collect(item, places)

    def resize(self, program):
        channels = [obj for obj in objects_of(program) if obj[0] == "chan"]
        if not channels:
            return
        if self.rng.randrange(10) == 0:
            self.rng.choice(channels)[:] = ["nil"]
        else:
            self.rng.choice(channels)[1] = self.rng.randint(0, 3)

    def renumber(self, program):
        """Another count or value."""
        statements = [s for s in statements_of(program) if s[0] in ("for", "add", "send", "ifloop", "recveq")]
        if statements:
            statement = self.rng.choice(statements)
            i = 1 if statement[0] in ("for", "ifloop") else 2
            statement[i] = max(0 if statement[0] == "for" else 1, self.rng.randint(0, 3))

    def wrap(self, program):
        body = self.body(program, 1)
        if not body:
            return
        begin = self.spot(body)
        end = self.rng.randint(begin, len(body) - 1) + 1
        inner = body[begin:end]
        body[begin:end] = [self.wrapped(program, inner)]

    def wrapped(self, program, inner):
        do, nothing = ["do", *inner], ["do"]
        ways = [
            lambda: ["go", *inner],
            lambda: ["for", self.rng.randint(0, 2), do],
            lambda: ["ifconst", self.rng.randint(0, 1), do, nothing],
            lambda: ["ifloop", self.rng.randint(0, 1), do, nothing],
            lambda: ["try", do, nothing],
            lambda: ["defer", *inner],
        ]
        for i, obj in enumerate(objects_of(program)):
            reference = f"o{i}"
            if obj[0] == "mutex":
                ways.append(lambda r=reference: ["guard", r, do])
                ways.append(lambda r=reference: ["trylock", r, ["do", *inner, ["unlock", r]], nothing])
            if obj[0] == "rw":
                ways.append(lambda r=reference: [self.rng.choice(("wguard", "rguard")), r, do])
            if obj[0] == "wg":
                ways.append(lambda r=reference: ["wggo", r, do])
            if obj[0] == "once":
                ways.append(lambda r=reference: ["once", r, do])
            if obj[0] == "flag":
                ways.append(lambda r=reference: ["ifflag", r, self.rng.randint(0, 1), do, nothing])
            if obj[0] == "chan":
                ways.append(lambda r=reference: ["recvif", r, do, nothing])
                ways.append(lambda r=reference: ["select", ["recv", r, do], self.other_case(program)])
                ways.append(lambda r=reference: ["select", ["send", r, 1, do], self.other_case(program)])
            if kind_of(obj) == "ctx":
                ways.append(lambda r=reference: ["iferr", r, do, nothing])
        return self.rng.choice(ways)()

    def other_case(self, program):
        cases = [["default", ["do"]], ["after", ["do"]]]
        for i, obj in enumerate(objects_of(program)):
            if kind_of(obj) == "chan":
                cases.append(["recv", f"o{i}", ["do"]])
                cases.append(["send", f"o{i}", 2, ["do", ["return"]]])
            if kind_of(obj) == "ctx":
                cases.append(["done", f"o{i}", ["do"]])
        return self.rng.choice(cases)

    def unwrap(self, program):
        """A statement is replaced by what is inside of it."""
        body = self.body(program, 1)
        if not body:
            return
        i = self.spot(body)
        inner = next((b for b in bodies_of(body[i])), None)
        if inner is not None:
            body[i : i + 1] = inner[1:]

    def insert(self, program):
        body = self.body(program)
        body.insert(self.rng.randint(1, len(body)), self.simple(program))

    def simple(self, program):
        choices = [["yield"], ["sleep"], ["return"], ["break"], ["continue"], ["panic"]]
        of_kind = {
            "chan": lambda r: [["send", r, 1], ["recv", r], ["close", r],
                               ["trysend", r, 1, ["do"], ["do"]], ["tryrecv", r, ["do"], ["do"]],
                               ["range", r, ["do"]], ["defer", ["close", r]]],
            "mutex": lambda r: [["lock", r], ["unlock", r], ["defer", ["unlock", r]],
                                ["guard", r, ["do"]], ["trylock", r, ["do", ["unlock", r]], ["do"]]],
            "rw": lambda r: [["rlock", r], ["runlock", r], ["wlock", r], ["wunlock", r]],
            "wg": lambda r: [["add", r, 1], ["done", r], ["wait", r], ["defer", ["done", r]],
                             ["wggo", r, ["do"]]],
            "once": lambda r: [["once", r, ["do"]]],
            "flag": lambda r: [["set", r, 1], ["set", r, 0]],
            "cond": lambda r: [["signal", r], ["broadcast", r]],
            "ctx": lambda r: [["cancel", r], ["recvdone", r]],
        }
        for i, obj in enumerate(objects_of(program)):
            choices += of_kind[kind_of(obj)](f"o{i}")
        return self.rng.choice(choices)


def with_helper(rng, program):
    """Statements of main become a function that gets what it works on."""
    program = copy.deepcopy(program)
    body = rng.choice([b for b in bodies_of(main_of(program)) if len(b) > 1] or [None])
    if body is None:
        return program
    begin = rng.randrange(1, len(body))
    end = rng.randint(begin, len(body) - 1) + 1
    moved = body[begin:end]
    if mentions(["do", *moved], ("break", "continue", "return", "ifloop", "call")):
        return program
    arguments = []
    renamed = renamed_for_helper(moved, arguments)
    if not arguments:
        return program
    kinds = [kind_of(objects_of(program)[int(argument[1:])]) for argument in arguments]
    program[2].append(["helper", ["parameters", *kinds], ["do", *renamed]])
    body[begin:end] = [["call", len(helpers_of(program)) - 1, *arguments]]
    return program


def renamed_for_helper(tree, arguments):
    if is_reference(tree):
        if tree not in arguments:
            arguments.append(tree)
        return f"p{arguments.index(tree)}"
    if isinstance(tree, list):
        return [renamed_for_helper(item, arguments) for item in tree]
    return tree


def generate(seed):
    rng = random.Random(seed)
    while True:
        program = Builder(rng).program()
        mutator = Mutator(rng)
        for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4))):
            program = mutator.mutated(program)
        if rng.randrange(3) == 0:
            program = with_helper(rng, program)
        if is_valid(program):
            return program
