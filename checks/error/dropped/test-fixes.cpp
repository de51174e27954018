// fixes: 3
#include <system_error>

#include <csp/csp.h>

csp::error store(int page);
std::error_code reset(int page);
void note(int page);

csp::error badBeforeSuccess(int page) {
  note(page);
  // expect@+1: the error returned by 'store' is dropped // fix@+1: return it
  store(page);
  return {};
}

csp::error badWithin(int page) {
  if (page > 0) {
    note(page);
    // expect@+1: the error returned by 'store' is dropped
    store(page);
    return csp::error();
  }
  return store(0);
}

std::error_code badCode(int page) {
  // expect@+1: the error returned by 'reset' is dropped
  reset(page);
  return {};
}

// --- more than one thing can be done

csp::error badNotLast(int page) {
  store(page);  // expect: the error returned by 'store' is dropped
  note(page);
  return {};
}

csp::error badAnotherError(int page) {
  csp::error first = store(page);
  // expect@+1: the error returned by 'store' is dropped
  store(page + 1);
  return first;
}

void badNothingReturned(int page) {
  store(page);  // expect: the error returned by 'store' is dropped
}

std::error_code badOtherType(int page) {
  // expect@+1: the error returned by 'store' is dropped
  store(page);
  return {};
}

csp::error badCommented(int page) {
  store(page);  // expect: the error returned by 'store' is dropped
  return {};
}
