// gocxx: a send on a closed channel throws an exception of the standard library.
// flags: -I %S/../../../test/dialect/Inputs/gocxx
#include <stdexcept>

#include <gocxx/gocxx.h>

void use(int value);

void badUncaught(gocxx::base::Chan<int>& jobs) {
  jobs.close();
  jobs.send(1);  // expect: send on 'jobs' after it was closed: this throws
}

void badCaughtWithAllOthers(gocxx::base::Chan<int>& jobs) {
  try {
    jobs.close();
    jobs.send(1);  // expect: send on 'jobs' after it was closed: this throws
  } catch (const std::exception&) {
    use(0);
  }
}

void okExpected(gocxx::base::Chan<int>& jobs) {
  jobs.close();
  try {
    jobs.send(1);
  } catch (const std::runtime_error&) {
    use(0);
  }
}

void okExpectedByOne(gocxx::base::Chan<int>& jobs) {
  jobs.close();
  try {
    jobs.send(1);
  } catch (const std::runtime_error&) {
    use(0);
  } catch (...) {
    use(1);
  }
}
