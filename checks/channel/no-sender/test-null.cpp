// A null pointer that is received is not the end of the channel, on csp.
#include <functional>
#include <memory>
#include <optional>

#include <csp/csp.h>

csp::chan<int> never(0);

struct job {
  int number = 0;
};

void badNullIsNoEnd() {
  csp::chan<std::unique_ptr<job>> jobs(2);
  jobs.send(std::make_unique<job>());
  jobs.send(nullptr);
  while (auto next = jobs.recv())  // expect: receive from 'jobs' blocks for ever
    if (*next) ++(*next)->number;
}

void badNullInRange() {
  csp::chan<const job*> jobs(1);
  jobs.send(nullptr);
  jobs.close();
  int nulls = 0;
  for (const job* each : jobs) nulls += each == nullptr;
  if (nulls == 1) never.recv();  // expect: receive from 'never' blocks for ever
}

void badHeldNull() {
  std::optional<job*> held = nullptr;
  if (held) never.recv();  // expect: receive from 'never' blocks for ever
}

void okNullEndsLoop() {
  csp::chan<std::unique_ptr<job>> jobs(2);
  jobs.send(std::make_unique<job>());
  jobs.send(nullptr);
  while (auto next = jobs.recv())
    if (!*next) break;
}

void okNullThenClosed() {
  csp::chan<std::shared_ptr<job>> jobs(1);
  jobs.send(nullptr);
  jobs.close();
  int nulls = 0;
  for (auto& each : jobs) nulls += each == nullptr;
  if (nulls != 1) never.recv();
}

void okClosedIsNoNull() {
  csp::chan<std::function<void()>> tasks(1);
  tasks.send(nullptr);
  tasks.close();
  auto first = tasks.recv(), second = tasks.recv();
  if (!first.has_value() || *first) never.recv();
  if (second != std::nullopt) never.recv();
}

void okSelected() {
  csp::chan<job*> jobs(1);
  jobs.send(nullptr);
  csp::select(csp::on_recv(jobs, [](std::optional<job*> got) {
    if (got == std::nullopt) never.recv();
    if (*got) never.recv();
  }));
}

void okOwnOptional() {
  job one;
  std::optional<job*> held = nullptr;
  if (held != nullptr || held.value_or(&one)) never.recv();
  held = std::nullopt;
  if (held == nullptr || !held.value_or(&one)) never.recv();
  held.emplace(nullptr);
  std::optional<job*> copy = held;
  if (!copy.has_value() || *copy) never.recv();
  copy.reset();
  if (copy) never.recv();
}

// As what nobody knows, it can be either.
void okUnknown(job* given) {
  csp::chan<job*> jobs(1);
  jobs.send(given);
  auto got = jobs.recv();
  if (!got) never.recv();
}

int main(int count, char**) {
  job one;
  okNullEndsLoop();
  okNullThenClosed();
  okClosedIsNoNull();
  okSelected();
  okOwnOptional();
  okUnknown(count > 5 ? &one : nullptr);
  switch (count) {
    case 1:
      return badNullIsNoEnd(), 0;
    case 2:
      return badNullInRange(), 0;
    case 3:
      return badHeldNull(), 0;
  }
}
