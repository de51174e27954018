"""Programs of the differential test: their tree, its notation, and their C++.

A program is a tree of lists, written as

    (program (objects (chan 1) (mutex)) (helpers) (main (go (send o0 1)) (recv o0)))

Objects are named by their place, `o0`; in a helper its parameters are, `p0`. A body inside of a
statement is a list that begins with `do`. What the statements mean is for run.cpp to say, which runs
them, and for `Source` below, which writes them as C++: both must do the same operations in the same
order.
"""

import re

# How a program keeps its objects. None of this changes what it does.
STYLES = ("locals", "shared", "reference", "methods", "global")


def read(text):
    """The tree that is written in `text`."""
    tokens = re.findall(r"[()]|[^\s()]+", text)
    at = 0

    def tree():
        nonlocal at
        token = tokens[at]
        at += 1
        if token != "(":
            return int(token) if re.fullmatch(r"-?\d+", token) else token
        items = []
        while tokens[at] != ")":
            items.append(tree())
        at += 1
        return items

    return tree()


def write(tree):
    if isinstance(tree, list):
        return "(" + " ".join(write(item) for item in tree) + ")"
    return str(tree)


def objects_of(program):
    return program[1][1:]


def helpers_of(program):
    return program[2][1:]


def main_of(program):
    return program[3]


def kind_of(obj):
    """What a reference to this object can stand for: nil channels are channels."""
    return {"nil": "chan", "timed": "ctx"}.get(obj[0], obj[0])


def is_reference(item):
    return isinstance(item, str) and re.fullmatch(r"[op]\d+", item) is not None


TYPES = {
    "chan": "csp::chan<int>",
    "nil": "csp::chan<int>",
    "mutex": "csp::mutex",
    "rw": "csp::rw_mutex",
    "wg": "csp::wait_group",
    "once": "csp::once",
    "flag": "csp::atomic_value<int>",
    "cond": "csp::cond",
    "ctx": "std::pair<csp::context, csp::cancel_func>",
    "timed": "std::pair<csp::context, csp::cancel_func>",
}
CONTEXTS = {
    "ctx": "csp::with_cancel(csp::background())",
    "timed": "csp::with_timeout(csp::background(), std::chrono::seconds(1))",
}
# Copies of these are handles on the same thing.
HANDLES = ("chan", "ctx")

# How a helper is given an object, and what stands between its type and name.
PASSED = {"value": "{} ", "reference": "{}& ", "pointer": "{}* ", "shared": "std::shared_ptr<{}> "}


class Source:
    """The C++ of a program in one of the styles."""

    def __init__(self, program, style):
        self.program = program
        self.style = style
        self.kinds = [kind_of(obj) for obj in objects_of(program)]
        self.lines = []
        self.depth = 0
        self.names = 0
        self.loops = []  # the counters of those around; None for one over a channel
        self.parameters = []  # of the helper around: (kind, how it is passed)
        self.leave = "return;"  # the function around; main returns a number

    def text(self):
        headers = "<mutex>", "<shared_mutex>", "<csp/csp.h>"
        # What no other unit can call runs as main runs it, or never.
        self.lines = [f"#include {header}" for header in headers] + ["", "namespace {", ""]
        if self.style in ("shared", "reference", "methods"):
            self.world()
        elif self.style == "global":
            for i, obj in enumerate(objects_of(self.program)):
                self.put(self.definition(i, obj))
            self.put("")
        if self.style != "methods":
            self.helpers()
        self.lines += ["}  // namespace", ""]
        self.main()
        return "\n".join(self.lines) + "\n"

    # -- objects

    def definition(self, i, obj):
        kind, name = obj[0], f"o{i}"
        if kind == "chan":
            return f"{TYPES[kind]} {name}{{{obj[1]}}};"
        if kind == "flag":
            return f"{TYPES[kind]} {name}{{0}};"
        if kind == "cond":
            return f"{TYPES[kind]} {name}{{o{obj[1]}}};"
        if kind in CONTEXTS:
            return f"{TYPES[kind]} {name} = {CONTEXTS[kind]};"
        return f"{TYPES[kind]} {name};"

    def local(self, i, obj):
        kind, name = obj[0], f"o{i}"
        if kind in ("chan", "nil") or kind in CONTEXTS:
            return self.definition(i, obj)
        argument = {"flag": "0", "cond": f"*o{obj[1]}" if kind == "cond" else ""}.get(kind, "")
        return f"auto {name} = std::make_shared<{TYPES[kind]}>({argument});"

    def world(self):
        self.put("struct World {")
        self.depth += 1
        for i, obj in enumerate(objects_of(self.program)):
            self.put(self.definition(i, obj))
        if self.style == "methods":
            self.put("")
            self.helpers()
            self.put("void run() {")
            self.body(main_of(self.program)[1:])
            self.put("}")
        self.depth -= 1
        self.put("};")
        self.put("")

    def lvalue(self, reference):
        index = int(reference[1:])
        if reference[0] == "p":
            return f"(*{reference})" if self.parameters[index][1] in ("pointer", "shared") else reference
        if self.style == "shared":
            return f"w->{reference}"
        if self.style == "reference":
            return f"w.{reference}"
        if self.style == "locals" and self.kinds[index] not in HANDLES:
            return f"(*{reference})"
        return reference

    def member(self, reference):
        """What stands before the name of a method."""
        value = self.lvalue(reference)
        return f"{value[2:-1]}->" if value.startswith("(*") else f"{value}."

    # -- functions

    def helpers(self):
        for i, (_, parameters, body) in enumerate(helpers_of(self.program)):
            self.parameters = [(kind, self.passing(kind, (i + j) % 3)) for j, kind in enumerate(parameters[1:])]
            written = [
                f"{'const ' if kind in HANDLES and how != 'value' else ''}{PASSED[how].format(TYPES[kind])}p{j}"
                for j, (kind, how) in enumerate(self.parameters)
            ]
            self.put(f"void h{i}({', '.join(written)}) {{")
            self.body(body[1:])
            self.put("}")
            self.put("")
        self.parameters = []

    def passing(self, kind, choice):
        # What fibers of a helper use has to live on when main has returned.
        if self.style == "locals":
            return "value" if kind in HANDLES else "shared"
        ways = ("value", "reference", "pointer") if kind in HANDLES else ("reference", "pointer", "reference")
        return ways[choice]

    def main(self):
        self.put("int main() {")
        self.depth += 1
        if self.style == "locals":
            for i, obj in enumerate(objects_of(self.program)):
                self.put(self.local(i, obj))
        if self.style == "shared":
            self.put("auto w = std::make_shared<World>();")
        if self.style == "reference":
            self.put("World& w = *new World;")
        self.depth -= 1
        if self.style == "methods":
            self.put("  auto* w = new World;")
            self.put("  w->run();")
        else:
            self.leave = "return 0;"
            self.body(main_of(self.program)[1:])
        self.put("}")

    def capture(self):
        """Of what runs later than the code around it."""
        captured = ["="]
        if self.style == "methods":
            captured.append("this")
        if self.style == "reference" and not self.parameters:
            captured.append("&w")
        captured += [
            f"&p{j}" for j, (kind, how) in enumerate(self.parameters) if how == "reference"
        ]
        return "[" + ", ".join(captured) + "]"

    # -- statements

    def put(self, line):
        self.lines.append("  " * self.depth + line if line else "")

    def name(self):
        self.names += 1
        return f"v{self.names}"

    def body(self, statements):
        self.depth += 1
        for statement in statements:
            getattr(self, "put_" + statement[0])(*statement[1:])
        self.depth -= 1

    def nested(self, opening, body, closing="}"):
        self.put(opening)
        self.body(body)
        self.put(closing)

    def choice(self, condition, yes, no):
        self.put(f"if ({condition}) {{")
        self.body(yes[1:])
        if no[1:]:
            self.put("} else {")
            self.body(no[1:])
        self.put("}")

    def operation(self, reference, call):
        self.put(f"{self.member(reference)}{call};")

    def put_send(self, ch, value):
        self.operation(ch, f"send({value})")

    def put_recv(self, ch):
        self.operation(ch, "recv()")

    def put_recvif(self, ch, yes, no):
        name = self.name()
        self.choice(f"auto {name} = {self.member(ch)}recv()", yes, no)

    def put_recveq(self, ch, value, yes, no):
        name = self.name()
        self.choice(f"auto {name} = {self.member(ch)}recv(); {name} && *{name} == {value}", yes, no)

    def put_close(self, ch):
        self.operation(ch, "close()")

    def put_trysend(self, ch, value, yes, no):
        self.choice(f"{self.member(ch)}try_send({value})", yes, no)

    def put_tryrecv(self, ch, yes, no):
        self.choice(f"{self.member(ch)}try_recv().has_value()", yes, no)

    def put_range(self, ch, body):
        name = self.name()
        self.loops.append(None)
        self.nested(f"for (int {name} : {self.lvalue(ch)}) {{", body[1:])
        self.loops.pop()

    def case(self, one):
        """A case up to its function."""
        if one[0] == "recv":
            return f"csp::on_recv({self.lvalue(one[1])}, "
        if one[0] == "send":
            return f"csp::on_send({self.lvalue(one[1])}, {one[2]}, "
        if one[0] == "done":
            return f"csp::on_recv({self.member(one[1])}first.done(), "
        if one[0] == "after":
            return "csp::on_recv(csp::after(std::chrono::seconds(1)), "
        return "csp::otherwise("

    def put_select(self, *cases):
        # `return` in a lambda is not what it is in the function around it.
        if any(mentions(one[-1], ("return",)) for one in cases):
            return self.put_switch(cases)
        self.put("csp::select(")
        self.depth += 1
        for i, one in enumerate(cases):
            end = "}));" if i + 1 == len(cases) else "}),"
            self.function(self.case(one) + "[&] {", one[-1][1:], end)
        self.depth -= 1

    def put_switch(self, cases):
        self.put("switch (csp::select(")
        self.depth += 2
        for i, one in enumerate(cases):
            self.put(self.case(one) + ("[] {}))) {" if i + 1 == len(cases) else "[] {}),"))
        self.depth -= 2
        for i, one in enumerate(cases):
            self.put(f"  case {i}: {{")
            self.depth += 1
            self.body(one[-1][1:])
            self.put("  break;")
            self.put("}")
            self.depth -= 1
        self.put("}")

    def put_lock(self, lock):
        self.operation(lock, "lock()")

    def put_unlock(self, lock):
        self.operation(lock, "unlock()")

    put_wlock = put_lock
    put_wunlock = put_unlock

    def put_rlock(self, lock):
        self.operation(lock, "lock_shared()")

    def put_runlock(self, lock):
        self.operation(lock, "unlock_shared()")

    def guarded(self, guard, lock, body):
        self.put("{")
        self.put(f"  {guard} {self.name()}({self.lvalue(lock)});")
        self.body(body[1:])
        self.put("}")

    def put_guard(self, lock, body):
        self.guarded("std::lock_guard", lock, body)

    put_wguard = put_guard

    def put_rguard(self, lock, body):
        self.guarded("std::shared_lock", lock, body)

    def put_trylock(self, lock, yes, no):
        self.choice(f"{self.member(lock)}try_lock()", yes, no)

    def put_add(self, group, count):
        self.operation(group, f"add({count})")

    def put_done(self, group):
        self.operation(group, "done()")

    def put_wait(self, group):
        self.operation(group, "wait()")

    def function(self, opening, body, closing="});"):
        """A lambda."""
        self.leave, outer = "return;", self.leave
        self.nested(opening, body, closing)
        self.leave = outer

    def put_wggo(self, group, body):
        self.function(f"{self.member(group)}go({self.capture()} {{", body[1:])

    def put_go(self, *body):
        self.function(f"csp::go({self.capture()} {{", body)

    def put_once(self, once, body):
        self.function(f"{self.member(once)}call([&] {{", body[1:])

    def put_defer(self, *body):
        self.function(f"csp::defer {self.name()}{{[&] {{", body, "}};")

    def put_set(self, flag, value):
        self.operation(flag, f"store({value})")

    def put_ifflag(self, flag, value, yes, no):
        self.choice(f"{self.member(flag)}load() == {value}", yes, no)

    def put_await(self, condition, flag, value):
        self.put(f"while ({self.member(flag)}load() != {value}) {self.member(condition)}wait();")

    def put_signal(self, condition):
        self.operation(condition, "signal()")

    def put_broadcast(self, condition):
        self.operation(condition, "broadcast()")

    def put_cancel(self, context):
        self.operation(context, "second()")

    def put_recvdone(self, context):
        self.operation(context, "first.done().recv()")

    def put_iferr(self, context, yes, no):
        self.choice(f"{self.member(context)}first.err()", yes, no)

    def put_ifconst(self, value, yes, no):
        name = self.name()
        self.put(f"int {name} = {value};")
        self.choice(f"{name} != 0", yes, no)

    def put_for(self, turns, body):
        name = self.name()
        self.loops.append(name)
        self.nested(f"for (int {name} = 0; {name} < {turns}; ++{name}) {{", body[1:])
        self.loops.pop()

    def put_ifloop(self, turn, yes, no):
        counter = next(name for name in reversed(self.loops) if name)
        self.choice(f"{counter} == {turn}", yes, no)

    def put_break(self):
        self.put("break;")

    def put_continue(self):
        self.put("continue;")

    def put_return(self):
        self.put(self.leave)

    def put_yield(self):
        self.put("csp::yield();")

    def put_sleep(self):
        self.put("csp::sleep_for(std::chrono::milliseconds(1));")

    def put_call(self, helper, *arguments):
        parameters = helpers_of(self.program)[helper][1][1:]
        passed = []
        for j, (kind, argument) in enumerate(zip(parameters, arguments)):
            how = self.passing(kind, (helper + j) % 3)
            value = self.lvalue(argument)
            if how in ("pointer", "shared"):
                value = value[2:-1] if value.startswith("(*") else "&" + value
            passed.append(value)
        self.put(f"h{helper}({', '.join(passed)});")

    def put_panic(self):
        self.put('csp::panic("asked for");')

    def put_try(self, body, handler):
        self.put("try {")
        self.body(body[1:])
        self.put("} catch (const csp::panic_error&) {")
        self.body(handler[1:])
        self.put("}")

    def put_block(self, *body):
        self.nested("{", body)


def mentions(tree, words):
    """Whether a statement of that kind is in the tree and belongs to its function."""
    if not isinstance(tree, list) or not tree:
        return False
    if tree[0] in words:
        return True
    if tree[0] in ("go", "wggo", "once", "defer"):
        return False
    return any(mentions(item, words) for item in tree[1:])
