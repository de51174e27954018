"""Prints a function that is hard on a search for paths, and one with a finding."""

import sys

bodies = {
    "switch": "for (;;) switch (ask(0)) {\n"
    + "".join(f"case {i}: if (ask({i})) c.send({i}); break;\n" for i in range(1000))
    + "default: return; }",
    "loops": "".join(f"for (int i{i} = 0; i{i} < ask({i}); ++i{i}) {{ c.send({i});\n" for i in range(40))
    + "}" * 40,
    "branches": "".join(f"if (ask({i})) c.send({i}); else c.recv();\n" for i in range(500)),
    "fibers": "".join(f"if (ask({i})) csp::go([&c] {{ if (ask(0)) c.send({i}); }});\n" for i in range(100)),
}

print(f"""#include <csp/csp.h>
int ask(int n);
void hard(csp::chan<int> c) {{
{bodies[sys.argv[1]]}
}}
void easy(csp::chan<int> found) {{
  found.close();
  found.close();
}}""")
