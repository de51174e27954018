// Receivers that leave and strand nobody.
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
int fetch(int id);
void use(int value);
void subscribe(csp::chan<int> events);  // not seen: it may receive

void okBufferForTheAnswer() {
  csp::chan<int> answer(1);
  csp::go([answer] { answer.send(fetch(1)); });
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] {}));
}

void okBufferForAll() {
  csp::chan<int> answer(2);
  for (int mirror = 0; mirror < 2; ++mirror)
    csp::go([answer, mirror] { answer.send(fetch(mirror)); });
  use(*answer.recv());
}

void okBufferForTheRest() {
  csp::chan<int> answer(1);
  for (int mirror = 0; mirror < 2; ++mirror)
    csp::go([answer, mirror] { answer.send(fetch(mirror)); });
  use(*answer.recv());
}

void okEarlyReturnWithBuffer() {
  csp::chan<int> answer(1);
  csp::go([answer] { answer.send(fetch(1)); });
  if (failed(2)) return;
  use(*answer.recv());
}

void okTrySend() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.try_send(fetch(1)); });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okSenderHasDefault() {
  csp::chan<int> answer(0);
  csp::go([answer] { csp::select(csp::on_send(answer, 1, [] {}), csp::otherwise([] {})); });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okSenderHasTimeout() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    csp::select(csp::on_send(answer, 1, [] {}), csp::on_recv(csp::after(1s), [] {}));
  });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okSenderSeesQuit() {
  csp::chan<int> rows(0);
  csp::chan<csp::unit> quit(0);
  csp::go([=] {
    for (int i = 0; i < 3; ++i) {
      bool left = false;
      csp::select(csp::on_send(rows, i, [] {}), csp::on_recv(quit, [&] { left = true; }));
      if (left) return;
    }
  });
  use(*rows.recv());
  quit.close();
}

void okSenderSeesContext() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::defer end{cancel};
  csp::chan<int> answer(0);
  csp::go([answer, ctx = ctx] {
    csp::select(csp::on_send(answer, 1, [] {}), csp::on_recv(ctx.done(), [] {}));
  });
  if (failed(1)) return;
  use(*answer.recv());
}

void okDrainedByTheReceiver() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    csp::defer end{[&] { rows.close(); }};
    for (int i = 0; i < 3; ++i) rows.send(i);
  });
  bool full = false;
  for (int row : rows) {
    if (full) continue;
    full = row == 1;
  }
}

void okDrainedByAnother() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  csp::select(csp::on_recv(answer, [] {}),
              csp::on_recv(csp::after(1s), [&] { csp::go([answer] { answer.recv(); }); }));
}

void okDrainedInDefer() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  csp::defer drain{[&] { answer.recv(); }};
  if (failed(1)) return;
  use(1);
}

void okEveryPathReceives() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  if (failed(1)) {
    answer.recv();
    return;
  }
  use(*answer.recv());
}

void okAllResults() {
  csp::chan<int> answer(0);
  for (int mirror = 0; mirror < 3; ++mirror)
    csp::go([answer, mirror] { answer.send(fetch(mirror)); });
  for (int mirror = 0; mirror < 3; ++mirror) use(*answer.recv());
}

void okCatchReceivesToo() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  try {
    if (failed(1)) throw std::runtime_error("load");
  } catch (const std::exception&) {
    use(0);
  }
  use(*answer.recv());
}

void okRetriesUntilAnswer() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(fetch(1)); });
  bool done = false;
  while (!done) {
    csp::select(csp::on_recv(answer, [&] { done = true; }),
                csp::on_recv(csp::after(1ms), [] { use(0); }));
  }
}

void okGivenAway() {
  csp::chan<int> answer(0);
  subscribe(answer);
  csp::go([answer] { answer.send(fetch(1)); });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

// The same test twice: nobody is started when nobody receives.
void okAgreeingConditions(bool wanted) {
  csp::chan<int> answer(0);
  if (wanted) csp::go([answer] { answer.send(fetch(1)); });
  use(0);
  if (wanted) use(*answer.recv());
}

// The program is run to here: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(1);  // expect: can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okBufferForTheAnswer();
      break;
    case 2:
      okBufferForAll();
      break;
    case 3:
      okBufferForTheRest();
      break;
    case 4:
      okEarlyReturnWithBuffer();
      break;
    case 5:
      okTrySend();
      break;
    case 6:
      okSenderHasDefault();
      break;
    case 7:
      okSenderHasTimeout();
      break;
    case 8:
      okSenderSeesQuit();
      break;
    case 9:
      okSenderSeesContext();
      break;
    case 10:
      okDrainedByTheReceiver();
      break;
    case 11:
      okDrainedByAnother();
      break;
    case 12:
      okDrainedInDefer();
      break;
    case 13:
      okEveryPathReceives();
      break;
    case 14:
      okAllResults();
      break;
    case 15:
      okCatchReceivesToo();
      break;
    case 16:
      okRetriesUntilAnswer();
      break;
    case 17:
      okGivenAway();
      break;
    case 18:
      okAgreeingConditions(failed(3));
      break;
    case 19:
      badAtTheEnd();
      break;
  }
}
