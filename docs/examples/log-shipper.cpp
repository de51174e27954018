// Ships lines of a log to a collector. The reader closes the queue at the end of the file and, by
// its deferred clean-up, once more.
#include <iostream>
#include <sstream>
#include <string>

#include <csp/csp.h>

void readLines(std::istream& log, csp::chan<std::string> lines) {
  csp::defer closeQueue{[&] { lines.close(); }};  // expect: 'lines' is closed twice

  std::string line;
  while (std::getline(log, line)) {
    if (line.starts_with("#")) continue;
    lines.send(line);
  }
  if (log.eof()) {
    std::cerr << "log-shipper: end of file\n";
    lines.close();  // note: closed here
  }
}

int main() {
  csp::chan<std::string> lines(16);
  csp::wait_group shipping;
  shipping.go([lines] {
    for (const std::string& line : lines) std::cout << "ship: " << line << '\n';
  });

  std::istringstream log("# access log\nGET /\nGET /favicon.ico\n");
  readLines(log, lines);
  shipping.wait();
}
