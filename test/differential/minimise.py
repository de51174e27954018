"""The smallest program that still shows the same: all ways to make one step are tried at once.

As in Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input" (2002), but over the
tree of the program, so that every step is a program again.
"""

import copy

import compare
import replaying
from generate import BODIES, bodies_of, is_valid
from program import helpers_of, is_reference, main_of, objects_of, write

STEPS = 200
SCHEDULES = 400


def minimised(tools, case, wrong):
    """The smallest case found that still is `wrong`, a word of Case.wrong()."""

    def still_wrong(tried):
        compare.run_all(tools, tried, SCHEDULES * (1 if wrong.startswith("miss") else 5))
        compare.check_all(tools, tried)
        suspects = [one for one in tried if not one.failure and wrong in one.wrong()]
        replaying.confirm(tools, [one for one in suspects if one.false_alarms()])
        return [one for one in suspects if wrong in one.wrong()]

    return smallest(case, still_wrong)


def smallest(case, filtered):
    """`filtered(cases)`: those that still show it."""
    best = case
    for _ in range(STEPS):
        good = filtered([compare.Case(program, style) for program, style in smaller(best)])
        if not good:
            return best
        best = min(good, key=size)
    return best


def size(case):
    text = write(case.program)
    return (text.count("("), len(text), compare.STYLES.index(case.style), text)


def smaller(case):
    """Programs that are one step smaller, each once."""
    seen = set()
    program = case.program
    candidates = [(one, case.style) for one in shrunk(program) if is_valid(one)]
    candidates += [(program, style) for style in compare.STYLES[: compare.STYLES.index(case.style)]]
    for one, style in candidates:
        one = without_unused(one)
        key = write(one), style
        if key not in seen and key != (write(program), case.style):
            seen.add(key)
            yield one, style


def shrunk(program):
    parts = [(2, i) for i in range(len(helpers_of(program)))] + [(3, None)]
    for part in parts:
        for path in body_paths(part_of(program, part)):
            body = at(part_of(program, part), path)
            for i in range(1, len(body)):
                for replacement in replacements(program, body[i]):
                    yield changed(program, part, path, i, replacement)
    for i, obj in enumerate(objects_of(program)):
        for smaller_obj in smaller_objects(obj):
            one = copy.deepcopy(program)
            one[1][i + 1] = smaller_obj
            yield one


def smaller_objects(obj):
    if obj[0] == "chan" and obj[1] > 0:
        return [["chan", n] for n in range(obj[1])]
    return [["ctx"]] if obj[0] == "timed" else []


def part_of(program, part):
    return program[3] if part[0] == 3 else program[2][part[1] + 1][2]


def body_paths(tree, path=()):
    if not isinstance(tree, list) or not tree:
        return
    if tree[0] in BODIES:
        yield path
    for i, item in enumerate(tree[1:], start=1):
        yield from body_paths(item, path + (i,))


def at(tree, path):
    for i in path:
        tree = tree[i]
    return tree


def changed(program, part, path, i, replacement):
    one = copy.deepcopy(program)
    body = at(part_of(one, part), path)
    body[i : i + 1] = copy.deepcopy(replacement)
    return one


def replacements(program, statement):
    """Lists of statements that may stand for this one."""
    yield []
    for body in bodies_of(statement)[:4]:
        yield body[1:]
    if statement[0] == "call":
        yield inlined(program, statement)
    if statement[0] in ("go", "wggo"):
        yield [["go", *bodies_of(statement)[0][1:]]]
    if statement[0] == "select" and len(statement) > 2:
        for i in range(1, len(statement)):
            yield [statement[:i] + statement[i + 1 :]]
    for i, item in enumerate(statement):
        if isinstance(item, int) and item > 1 and statement[0] != "call":
            yield [statement[:i] + [item - 1] + statement[i + 1 :]]


def inlined(program, call):
    body = helpers_of(program)[call[1]][2]
    return with_references(body[1:], {f"p{j}": argument for j, argument in enumerate(call[2:])})


def with_references(tree, names):
    if is_reference(tree):
        return names.get(tree, tree)
    if isinstance(tree, list):
        return [with_references(item, names) for item in tree]
    return tree


def without_unused(program):
    """Drops helpers that nobody calls and objects that nobody uses."""
    used_helpers = sorted({call[1] for call in calls_of(main_of(program))})
    program = copy.deepcopy(program)
    program[2] = ["helpers", *(helpers_of(program)[i] for i in used_helpers)]
    for call in calls_of(main_of(program)):
        call[1] = used_helpers.index(call[1])
    used = set(references_of(main_of(program)))
    for name in list(used):
        obj = objects_of(program)[int(name[1:])]
        if obj[0] == "cond":
            used.add(f"o{obj[1]}")
    kept = [i for i in range(len(objects_of(program))) if f"o{i}" in used]
    names = {f"o{i}": f"o{j}" for j, i in enumerate(kept)}
    objects = [objects_of(program)[i] for i in kept]
    objects = [["cond", kept.index(obj[1])] if obj[0] == "cond" else obj for obj in objects]
    return ["program", ["objects", *objects], program[2], with_references(main_of(program), names)]


def calls_of(tree):
    if not isinstance(tree, list) or not tree:
        return
    if tree[0] == "call":
        yield tree
    for item in tree[1:]:
        yield from calls_of(item)


def references_of(tree):
    if is_reference(tree):
        yield tree
    elif isinstance(tree, list):
        for item in tree:
            yield from references_of(item)
