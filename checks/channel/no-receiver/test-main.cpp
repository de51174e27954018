// The send stands before the receiver is started: main itself never gets on.
#include <cstdio>
#include <string>

#include <csp/csp.h>

int main() {
  csp::chan<std::string> lines(0);  // note: 'lines' made here
  lines.send("starting");           // expect: send on 'lines' blocks for ever: nobody receives
  csp::go([lines] {
    for (const std::string& line : lines) std::puts(line.c_str());
  });
  lines.close();
}
