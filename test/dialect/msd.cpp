// The names of cpp-channel are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/msd | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/msd \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/msd.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/msd \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :11:3: error: send on 'lines' blocks for ever: nobody receives [channel-no-receiver]
#include <thread>

#include <msd/channel.hpp>

// CHECK-LABEL: function operations(
// CHECK: make msd::channel(2)
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.receive(
// CHECK: channel.length(
// CHECK: channel.close(
void operations() {
  msd::channel<int> lines(2);
  int line = 0;
  lines.write(1);
  lines << 2;
  lines.read(line);
  lines >> line;
  (void)lines.size();
  lines.close();
}

// CHECK-LABEL: function range(
// CHECK: channel.receive until closed(
void range(msd::channel<int>& lines) {
  for (int line : lines) (void)line;
}

void okClose() {
  msd::channel<int> lines;
  std::thread reader([&] {
    for (int line : lines) (void)line;
  });
  for (int i = 0; i < 3; ++i) lines.write(i);
  lines.close();
  reader.join();
}

// Without a capacity there is no bound.
void okUnbounded() {
  msd::channel<int> lines;
  lines.write(1);
  lines.write(2);
}

void badClosed() {
  msd::channel<int> lines;
  lines.close();
  lines << 1;  // FOUND: :[[@LINE]]:{{.*}}this throws [channel-send-after-close]
}

void badRange() {
  msd::channel<int> lines;
  std::thread reader([&] {
    for (int line : lines) (void)line;  // FOUND: :[[@LINE]]:{{.*}}[channel-range-never-closed]
  });
  lines.write(1);
  reader.join();
}
