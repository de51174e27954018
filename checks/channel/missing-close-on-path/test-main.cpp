// The end of main is the end of the program.
#include <csp/csp.h>

void use(int value);

int main(int argc, char**) {
  csp::chan<int> jobs(1);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  if (argc > 1) return 1;
  jobs.close();
}
