"""What test/formats/expectations.py makes of comments, Markdown, findings and ended programs."""

import os
import sys
import unittest

sys.path.insert(0, sys.argv.pop(1))
sys.path.insert(0, "/usr/lib/llvm-22/utils/lit")

import expectations  # noqa: E402

FILE = os.path.abspath(__file__)


def finding(line, message, file=FILE, related=()):
    places = [{"file": FILE, "line": at, "message": text} for at, text in related]
    return {"file": file, "line": line, "message": message, "check": "lock-lost", "related": places}


class Comments(unittest.TestCase):
    def texts(self, code):
        return [str(e) for e in expectations.expectations_of(code)]

    def test_line_and_offset(self):
        code = "a();  // expect: 'a' is odd\n// expect@+1: next\n// note@-2: here\n"
        self.assertEqual(self.texts(code), ["line 1: expect ''a' is odd'", "line 3: expect 'next'", "line 1: note 'here'"])

    def test_several_on_a_line(self):
        code = "a();  // expect: see http://x // expect: two // note: three\n"
        self.assertEqual(
            self.texts(code), ["line 1: expect 'see http://x'", "line 1: expect 'two'", "line 1: note 'three'"]
        )

    def test_settings(self):
        self.assertEqual(
            expectations.settings_of("// flags: -DX -O2\nint a;  // checks: no\n"), {"flags": "-DX -O2"}
        )


class Markdown(unittest.TestCase):
    def test_blocks(self):
        text = "# t\n```cpp wrong\na\n```\n```sh\n```cpp\n```\n```cpp\nb\n```\n```cpp wrong\nc\n```\n"
        blocks = [(b.name, b.line, b.text) for b in expectations.blocks_of(text)]
        self.assertEqual(blocks[0], ("wrong-1", 3, "a\n"))
        self.assertEqual(blocks[-1][0], "wrong-2")

    def test_open_block_is_none(self):
        self.assertEqual(expectations.blocks_of("```cpp\nnever closed\n"), [])


class Compare(unittest.TestCase):
    def complaints(self, code, *findings):
        return expectations.compare(expectations.expectations_of(code), list(findings), FILE)

    def test_met(self):
        self.assertEqual(self.complaints("a // expect: odd", finding(1, "'a' is odd")), [])

    def test_missing(self):
        self.assertEqual(self.complaints("a // expect: odd"), ["expected, not reported: line 1: expect 'odd'"])

    def test_other_line(self):
        complaints = self.complaints("a // expect: odd", finding(2, "odd"))
        self.assertEqual(len(complaints), 2)

    def test_unexpected(self):
        self.assertEqual(self.complaints("a", finding(1, "odd")), ["reported, not expected: line 1: odd [lock-lost]"])

    def test_unexpected_in_a_header(self):
        self.assertEqual(
            self.complaints("a // expect: odd", finding(1, "odd", file="/x.h"))[1],
            "reported, not expected: /x.h:1: odd [lock-lost]",
        )

    def test_one_finding_meets_one_expectation(self):
        self.assertEqual(len(self.complaints("a // expect: odd // expect: odd", finding(1, "odd"))), 1)

    def test_two_findings_need_two_expectations(self):
        self.assertEqual(len(self.complaints("a // expect: odd", finding(1, "odd"), finding(1, "odd"))), 1)

    def test_notes(self):
        code = "a // expect: odd\nb // note: made here"
        self.assertEqual(self.complaints(code, finding(1, "odd", related=[(2, "'b' made here")])), [])
        self.assertEqual(
            self.complaints(code, finding(1, "odd", related=[(1, "'b' made here")])),
            ["expected, not reported: line 2: note 'made here'"],
        )


class Outcomes(unittest.TestCase):
    def complaint(self, wanted, status, err=""):
        return expectations.outcome_complaint(wanted, status, "", err)

    def test_as_wanted(self):
        self.assertIsNone(self.complaint("ends", 0))
        self.assertIsNone(self.complaint("dies", -6))
        self.assertIsNone(self.complaint("hangs", 2, "all fibers are asleep - deadlock!"))
        self.assertIsNone(self.complaint("leaks", -6))

    def test_otherwise(self):
        for wanted, said in {"dies": "die", "hangs": "hang", "leaks": "leak", "flies": "unknown"}.items():
            self.assertIn(said, self.complaint(wanted, 0))
        self.assertIn("too slow", self.complaint("ends", None))
        self.assertIn("status 2", self.complaint("hangs", 2))


if __name__ == "__main__":
    unittest.main()
