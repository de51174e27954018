// Attempts to lock tell by different values how they came out.
#include <mutex>

std::mutex first, second;

// -1 says that both are held, and any other number which of them was not to be had.
void okBothOrNone() {
  if (std::try_lock(first, second) == -1) {
    first.unlock();
    second.unlock();
  }
  first.lock();
  first.unlock();
}

void badTakenForNone() {
  if (std::try_lock(first, second) != -1) {
    first.unlock();
    second.unlock();
  }
  first.lock();  // expect: lock of 'first' blocks for ever
  first.unlock();
}

int main(int argc, char**) {
  okBothOrNone();
  if (argc > 1) badTakenForNone();
}
