// main returns while a fiber still sends to another one: the end of the program ends both.
#include <csp/csp.h>

using namespace std::chrono_literals;

void use(int value);

void okBothGoOn() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    for (;;) rows.send(1);
  });
  csp::go([rows] {
    for (;;) use(rows.recv().value_or(0));
  });
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(1);  // expect: can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

int main() {
  okBothGoOn();
  badAtTheEnd();
}
