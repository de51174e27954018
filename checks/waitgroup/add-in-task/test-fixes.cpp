// fixes: 3
#include <csp/csp.h>

bool failed(int id);
void use(int value);

void badInLoop() {
  csp::wait_group jobs;
  for (int id = 0; id < 4; ++id) {
    csp::go([id, &jobs] {
      jobs.add();  // expect: 'jobs' is incremented inside the task // fix: count the task before it is
      use(id);
      jobs.done();
    });
  }
  jobs.wait();
}

void badDeferred(int id) {
  csp::wait_group writes;
  csp::go([&] {
    writes.add(1);  // expect: 'writes' is incremented inside the task
    csp::defer done{[&] { writes.done(); }};
    if (failed(id)) return;
    use(id);
  });
  writes.wait();
}

struct crawler {
  void badMember(int id) {
    csp::go([this, id] {
      pages.add();  // expect: 'pages' is incremented inside the task
      use(id);
      pages.done();
    });
    pages.wait();
  }
  csp::wait_group pages;
};

void okBefore(int id) {
  csp::wait_group jobs;
  jobs.add();
  csp::go([&] {
    use(id);
    jobs.done();
  });
  jobs.wait();
}

void okCounted(int id) {
  csp::wait_group jobs;
  jobs.go([id] { use(id); });
  jobs.wait();
}

void okOtherGroup(int id) {
  csp::wait_group outer, inner;
  outer.add();
  csp::go([&] {
    inner.add();
    csp::go([&] { inner.done(); });
    inner.wait();
    use(id);
    outer.done();
  });
  outer.wait();
}
