"""Reads a file of Emacs Lisp, and prints its forms, one a line, with quotes as Emacs takes them.

    read-lisp.py FILE

Knows lists, quotes, strings, comments and words, and no other syntax.
"""

import re
import sys

TOKEN = re.compile(r'\s+|;[^\n]*|(?P<token>[()\']|"(?:[^"\\]|\\.)*"|[^\s()\'";]+)', re.S)


def tokens(text):
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            sys.exit(f"a string does not end: {text[at:at + 40]!r}")
        at = match.end()
        if match["token"]:
            yield match["token"]


def form(rest):
    token = rest.pop(0)
    if token == "'":
        return ["quote", form(rest)]
    if token == ")":
        raise IndexError
    if token != "(":
        return token
    items = []
    while rest[0] != ")":
        items.append(form(rest))
    rest.pop(0)
    return items


def written(form):
    return form if isinstance(form, str) else f"({' '.join(map(written, form))})"


def main():
    rest = list(tokens(open(sys.argv[1], encoding="utf-8").read()))
    forms = []
    try:
        while rest:
            forms.append(form(rest))
    except IndexError:
        sys.exit("a parenthesis or quote does not fit")
    print("\n".join(map(written, forms)))


main()
