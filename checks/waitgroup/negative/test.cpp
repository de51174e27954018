// Wait groups whose counter goes below zero, on csp: the error path is done, and so is the defer.
#include <csp/csp.h>

int size(int page);

void render(int page, csp::wait_group& pages) {
  csp::defer end{[&] { pages.done(); }};
  if (size(page) == 0) {
    pages.done();  // expect@-2: the counter of 'pages' goes below zero
    return;
  }
  size(page);
}

void badDeferAndExplicit() {
  csp::wait_group pages;
  pages.add(1);
  csp::go([&] { render(1, pages); });
  pages.wait();
}

int main() { badDeferAndExplicit(); }
