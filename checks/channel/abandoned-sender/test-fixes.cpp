// fixes: 3
#include <csp/csp.h>

using namespace std::chrono_literals;

int fetch(int id);
void use(int value);

void badTimeout() {
  csp::chan<int> answer(0);
  // fix@+1: give 'answer' room for the value
  csp::go([answer] { answer.send(fetch(1)); });  // expect: send on 'answer' can block for ever
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void badBraces() {
  csp::chan<int> answer{0};
  csp::go([answer] { answer.send(fetch(1)); });  // expect: send on 'answer' can block for ever
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void badEachTurn() {
  for (int id = 0; id < 2; ++id) {
    csp::chan<int> answer(0);
    csp::go(
        [answer, id] { answer.send(fetch(id)); });  // expect: send on 'answer' can block for ever
    csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
                csp::on_recv(csp::after(1s), [] { use(0); }));
  }
}

// Two values do not have room where one has.
void badTwoValues() {
  csp::chan<int> answers(0);
  for (int id = 0; id < 2; ++id)
    csp::go([answers, id] { answers.send(fetch(id)); });  // expect: send on 'answers' can block
  csp::select(csp::on_recv(answers, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void okRoom() {
  csp::chan<int> answer(1);
  csp::go([answer] { answer.send(fetch(1)); });
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void okRoomForTwo() {
  csp::chan<int> answers(2);
  for (int id = 0; id < 2; ++id) csp::go([answers, id] { answers.send(fetch(id)); });
  csp::select(csp::on_recv(answers, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void okWaits() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  use(answer.recv().value_or(0));
}

void okTries() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.try_send(fetch(1)); });
  csp::sleep_for(1s);
}

int main(int argc, char**) {
  switch (argc) {
    case 1:
      return badTimeout(), csp::sleep_for(1h), 0;
    case 2:
      return badBraces(), csp::sleep_for(1h), 0;
    case 3:
      return badEachTurn(), csp::sleep_for(1h), 0;
    case 4:
      return badTwoValues(), csp::sleep_for(1h), 0;
    case 5:
      return okRoom(), 0;
    case 6:
      return okRoomForTwo(), 0;
    case 7:
      return okWaits(), 0;
    case 8:
      return okTries(), 0;
  }
}
