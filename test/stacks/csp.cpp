// A program that leaks, its own dump, and what chanvet says of its sources: the dump confirms it.
// RUN: rm -rf %t && mkdir -p %t && cd %t && cp %s quotes.cpp
// RUN: %cxx %csp_flags quotes.cpp -o quotes
// RUN: ./quotes 40 > early.txt && ./quotes 200 > late.txt
// RUN: not %chanvet check --quiet --format json --output report.json quotes.cpp -- %csp_flags
// RUN: not %chanvet stacks late.txt --findings report.json > confirmed.txt 2>&1
// RUN: not %chanvet stacks late.txt --before early.txt > grown.txt 2>&1
// RUN: not %chanvet stacks early.txt --min-count 50 > alone.txt 2>&1
// RUN: %chanvet stacks early.txt > few.txt 2>&1
// RUN: FileCheck %s < confirmed.txt
// RUN: FileCheck %s --check-prefix=GROWN < grown.txt
// RUN: FileCheck %s --check-prefix=ALONE < alone.txt
// RUN: FileCheck %s --check-prefix=FEW < few.txt
// FEW: {{^}}no findings; 81 fibers in 2 groups, 1 of 1 dump{{$}}

#include <cstdlib>
#include <iostream>

#include <csp/csp.h>

// All but the first answer are taken by nobody. main, which stands elsewhere, is not counted.
int cheapest(int shops) {
  csp::chan<int> answers = csp::make_chan<int>();
  for (int shop = 0; shop < shops; ++shop)
    // GROWN: quotes.cpp:[[#@LINE+4]]:7: warning: 400 fibers are blocked here: chan send{{.*}}; 80 before [runtime-blocked]
    // GROWN-NEXT: quotes.cpp:[[#@LINE+1]]:5: note: they were started here
    csp::go([answers, shop] {
      const int price = 100 + shop;
      answers.send(price);
    });
  // CHECK: quotes.cpp:[[#@LINE-2]]:7: error: confirmed: 400 fibers blocked here{{.*}}: send on 'answers' can block for ever: the receiver has left [channel-abandoned-sender]
  // CHECK-NOT: [runtime-blocked]
  // CHECK: 1 error; 401 fibers in 2 groups, 1 of 1 dump; 1 of 1 reported finding confirmed
  // ALONE: quotes.cpp:[[#@LINE-5]]:7: warning: 80 fibers are blocked here: chan send
  return *answers.recv();
}

int main(int, char** argv) {
  for (int i = 0; i < std::atoi(argv[1]); ++i) cheapest(3);
  csp::sleep_for(std::chrono::milliseconds(50));
  csp::dump_fibers(std::cout);
}
