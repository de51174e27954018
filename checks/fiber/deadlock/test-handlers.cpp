// std: what code that is not seen was given to call may wake main through a global.
#include <csignal>
#include <functional>
#include <latch>
#include <semaphore>

std::latch interrupted(1), closed(1), never(1), late(1), ready(1);
std::binary_semaphore replaced(0);
std::latch* current = nullptr;

struct Loop {
  void (*onClose)() = nullptr;
};
void onInterrupt(int) { interrupted.count_down(); }
void unused(int) { never.count_down(); }
void onLate(int) { current->count_down(); }
void close() { closed.count_down(); }
void finish() { close(); }

// Not seen.
void run(Loop* loop);
void each(void (*visit)(int));
void later(std::function<void()> task);

void okHandler() {
  std::signal(SIGINT, onInterrupt);
  interrupted.wait();
}

// The handler was there before what it leads to.
void okSetLater() {
  std::signal(SIGTERM, onLate);
  current = &late;
  late.wait();
}

void okFieldAndCall() {
  Loop loop;
  loop.onClose = finish;
  run(&loop);
  closed.wait();
}

void okLambda() {
  each([](int) { replaced.release(); });
  replaced.acquire();
}

void okFunction() {
  later([] { ready.count_down(); });
  ready.wait();
}

// What nobody was given wakes nobody.
void badHandler() {
  never.wait();  // expect: wait for 'never' can block for ever: nothing is left
}

int main(int argc, char**) {
  switch (argc) {
    case 1:
      okHandler();
      break;
    case 2:
      okSetLater();
      break;
    case 3:
      okFieldAndCall();
      break;
    case 4:
      okLambda();
      break;
    case 5:
      okFunction();
      break;
    case 6:
      unused(argc);
      badHandler();
      break;
    default:
      badHandler();
  }
}
