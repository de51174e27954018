// Receivers that leave while a sender still has something for them, on csp.
#include <functional>
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

// ---- The receiver gives up ---------------------------------------------------------------------

void badTimeout() {
  csp::chan<int> answer(0);  // note: 'answer' made here
  csp::go([answer] {         // note: the fiber was started here
    answer.send(fetch(1));   // expect: send on 'answer' can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(csp::after(1s), [] { use(0); }));
}

void badTimer() {
  csp::chan<int> answer(0);
  csp::timer limit(1s);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(limit.c(), [] { use(0); }));
  limit.stop();
}

void badContext() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 1s);
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::on_recv(ctx.done(), [] { use(0); }));
  cancel();  // step: cancel of 'context'
}

void badDefaultCase() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  // step@+1: select takes the default case
  csp::select(csp::on_recv(answer, [](std::optional<int> v) { use(*v); }),
              csp::otherwise([] { use(0); }));
}

void badPolledOnce() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  if (auto v = answer.try_recv()) use(*v);
}

// ---- The receiver leaves early -----------------------------------------------------------------

void badEarlyReturn() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  if (failed(2)) return;
  use(*answer.recv());
}

void load(int id) {
  if (failed(id)) throw std::runtime_error("load");
}

void badException() {
  csp::chan<int> answer(0);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' can block for ever: the receiver has left
  });
  try {
    load(2);
    use(*answer.recv());
  } catch (const std::exception&) {
    use(0);
  }
}

void badBreak() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    for (int i = 0; i < 3; ++i) rows.send(i);  // expect: send on 'rows' can block for ever
    rows.close();
  });
  for (int row : rows)
    if (row == 1) break;
}

void badOneReceiveTooFew() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    for (int i = 0; i < 3; ++i) rows.send(i);  // expect: send on 'rows' can block for ever
  });
  for (int i = 0; i < 2; ++i) use(*rows.recv());
}

// ---- The first answer is enough ----------------------------------------------------------------

void badFirstResultWins() {
  csp::chan<int> answer(0);
  for (int mirror = 0; mirror < 2; ++mirror) {
    csp::go([answer, mirror] {
      answer.send(fetch(mirror));  // expect: send on 'answer' can block for ever
    });
  }
  use(*answer.recv());
}

void badBufferTooSmall() {
  csp::chan<int> answer(1);
  for (int mirror = 0; mirror < 3; ++mirror) {
    csp::go([answer, mirror] {
      answer.send(fetch(mirror));  // expect: send on 'answer' can block for ever
    });
  }
  use(*answer.recv());
}

void badFirstOfTwoChannels() {
  csp::chan<int> left(0), right(0);
  csp::go([left] {
    left.send(fetch(1));  // expect: send on 'left' can block for ever: the receiver has left
  });
  csp::go([right] {
    right.send(fetch(2));  // expect: send on 'right' can block for ever: the receiver has left
  });
  csp::select(csp::on_recv(left, [] {}), csp::on_recv(right, [] {}));
}

void badFirstErrorReturns() {
  csp::chan<int> errors(0);
  for (int part = 0; part < 2; ++part) {
    csp::go([errors, part] {
      errors.send(fetch(part));  // expect: send on 'errors' can block for ever
    });
  }
  for (int part = 0; part < 2; ++part) {
    if (*errors.recv() != 0) return;
  }
}

// ---- Forms -------------------------------------------------------------------------------------

void answer(const csp::chan<int>& out, int id) {
  out.send(fetch(id));  // expect: can block for ever: the receiver has left
}

std::optional<int> wait(csp::chan<int> in) {
  std::optional<int> got;
  csp::select(csp::on_recv(in, [&](std::optional<int> v) { got = v; }),
              csp::on_recv(csp::after(1s), [] {}));
  return got;
}

void badThroughHelpers() {
  csp::chan<int> reply(0);
  csp::go([reply] { answer(reply, 1); });
  if (auto v = wait(reply)) use(*v);
}

class client {
 public:
  std::optional<int> ask(int id) {
    csp::go([this, id] {
      replies_.send(fetch(id));  // expect: can block for ever: the receiver has left
    });
    std::optional<int> got;
    csp::select(csp::on_recv(replies_, [&](std::optional<int> v) { got = v; }),
                csp::on_recv(csp::after(1s), [] {}));
    return got;
  }

 private:
  csp::chan<int> replies_{0};
};

void badMember() {
  auto shared = std::make_shared<client>();
  shared->ask(1);
}

void badDeferredSend() {
  csp::chan<csp::unit> done(0);
  csp::go([done] {
    csp::defer tell{[&] { done.send({}); }};  // expect: can block for ever: the receiver has left
    use(fetch(1));
  });
  csp::select(csp::on_recv(done, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void badSharedPointer() {
  auto reply = std::make_shared<csp::chan<int>>(0);
  csp::go([reply] {
    reply->send(1);  // expect: can block for ever: the receiver has left
  });
  if (failed(1)) return;
  use(*reply->recv());
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badTimeout();
      break;
    case 2:
      badTimer();
      break;
    case 3:
      badContext();
      break;
    case 4:
      badDefaultCase();
      break;
    case 5:
      badPolledOnce();
      break;
    case 6:
      badEarlyReturn();
      break;
    case 7:
      badException();
      break;
    case 8:
      badBreak();
      break;
    case 9:
      badOneReceiveTooFew();
      break;
    case 10:
      badFirstResultWins();
      break;
    case 11:
      badBufferTooSmall();
      break;
    case 12:
      badFirstOfTwoChannels();
      break;
    case 13:
      badFirstErrorReturns();
      break;
    case 14:
      badThroughHelpers();
      break;
    case 15:
      badMember();
      break;
    case 16:
      badDeferredSend();
      break;
    case 17:
      badSharedPointer();
      break;
  }
}
