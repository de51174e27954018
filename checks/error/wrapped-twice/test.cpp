// Errors that are wrapped twice, or replaced instead of wrapped, on csp.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

csp::error query(int id);
csp::result<int> count(int id);
bool isRunning();
void log(const std::string& text);
void change(csp::error& failed);

// ---- Twice on one path -------------------------------------------------------------------------

csp::error badTwice(int id) {
  csp::error err = query(id);
  if (err) err = csp::wrap(err, "load user");  // note: it is wrapped here already
  if (err)
    // expect@+1: 'err' is wrapped a second time on one path
    return csp::wrap(err, "failed to load user");
  return {};
}

csp::error badAtOnce(int id) {
  csp::error err = query(id);
  if (!err) return {};
  // expect@+1: the error is wrapped twice in one place
  return csp::wrap(csp::wrap(err, "query"), "load");
}

csp::error badThroughVariable(int id) {
  csp::error err = query(id);
  if (!err) return {};
  csp::error wrapped = csp::wrap(err, "query");
  return csp::wrap(wrapped, "load");  // expect: 'wrapped' is wrapped a second time on one path
}

csp::error badCopied(int id) {
  csp::error err = csp::wrap(query(id), "query");
  csp::error same = err;
  return csp::wrap(std::move(same), "load");  // expect: 'same' is wrapped a second time on one path
}

csp::error badAfterLoop(const std::vector<int>& ids) {
  csp::error err;
  for (int id : ids) {
    err = query(id);
    if (!err) continue;
    err = csp::wrap(err, "user " + std::to_string(id));
    break;
  }
  // expect@+1: 'err' is wrapped a second time on one path
  if (err) return csp::wrap(err, "load users");
  return {};
}

csp::error badOneBranch(int id, bool verbose) {
  csp::error err = query(id);
  if (err && verbose) err = csp::wrap(err, "verbose");
  if (err) err = csp::wrap(err, "load");  // expect: 'err' is wrapped a second time on one path
  return err;
}

void badFiber(csp::chan<csp::error> failed) {
  csp::go([failed] {
    csp::error err = csp::wrap(query(1), "query");
    failed.send(csp::wrap(err, "load"));  // expect: 'err' is wrapped a second time on one path
  });
}

void badFunction() {
  std::function<csp::error(int)> load = [](int id) {
    csp::error err = csp::wrap(query(id), "query");
    return csp::wrap(err, "load");  // expect: 'err' is wrapped a second time on one path
  };
  log(load(1).message());
}

class Users {
 public:
  explicit Users(int id) {
    csp::error err = csp::wrap(query(id), "query");
    failed_ = csp::wrap(err, "load");  // expect: 'err' is wrapped a second time on one path
  }

 private:
  csp::error failed_;
};

template <class T>
csp::error badTemplate(T id) {
  csp::error err = csp::wrap(query(id), "query");
  return csp::wrap(err, "load");  // expect: 'err' is wrapped a second time on one path
}
template csp::error badTemplate(int id);

#define WRAP(failed) csp::wrap(failed, __func__)

csp::error badMacro(int id) {
  csp::error err = WRAP(query(id));
  return WRAP(err);  // expect: 'err' is wrapped a second time on one path
}

// ---- The cause is lost -------------------------------------------------------------------------

csp::error badReplaced(int id) {
  csp::error failed = query(id);  // note: the cause is in 'failed'
  if (failed)
    // expect@+1: a new error is returned here, and 'failed', which caused it, is lost
    return csp::errorf("timeout");
  return {};
}

csp::error badReplacedInBlock(int id) {
  if (csp::error failed = query(id)) {
    // expect@+1: and 'failed', which caused it, is
    return csp::error("no user " + std::to_string(id));
  }
  return {};
}

csp::result<int> badReplacedResult(int id) {
  csp::error failed = query(id);
  if (failed) return csp::errorf("timeout");  // expect: and 'failed', which caused it, is lost
  return 1;
}

// ---- What is fine ------------------------------------------------------------------------------

csp::error okOnce(int id) {
  csp::error err = query(id);
  if (err) return csp::wrap(err, "load user");
  return {};
}

// One or the other.
csp::error okExclusive(int id) {
  csp::error err = query(id);
  if (err && id < 0) return csp::wrap(err, "load user of negative number");
  if (err) return csp::wrap(err, "failed to load user");
  return {};
}

csp::error okElse(int id, bool verbose) {
  csp::error err = query(id);
  if (!err) return {};
  if (verbose)
    err = csp::wrap(err, "verbose");
  else
    err = csp::wrap(err, "load");
  return err;
}

csp::error okSameCondition(int id, bool verbose) {
  csp::error err = query(id);
  if (verbose) err = csp::wrap(err, "verbose");
  log("loaded");
  if (!verbose) err = csp::wrap(err, "load");
  return err;
}

// Another error each time.
csp::error okAnother(const std::vector<int>& ids) {
  csp::error all;
  for (int id : ids) {
    csp::error err = query(id);
    if (err) all = csp::wrap(err, "user " + std::to_string(id));
  }
  return all;
}

csp::error okOverwritten(int id) {
  csp::error err = query(id);
  if (err) err = csp::wrap(err, "first");
  log(err.message());
  err = query(id + 1);
  if (err) err = csp::wrap(err, "second");
  return err;
}

csp::error okChanged(int id) {
  csp::error err = csp::wrap(query(id), "first");
  change(err);
  return csp::wrap(err, "second");
}

// Each layer has its own to say.
csp::error okLayer(int id) {
  csp::error err = okOnce(id);
  return err ? csp::wrap(err, "layer") : err;
}

csp::error okLogged(int id) {
  csp::error failed = query(id);
  if (failed) {
    log(failed.message());
    return csp::errorf("timeout");
  }
  return {};
}

csp::error okInText(int id) {
  csp::error failed = query(id);
  if (failed) return csp::errorf("timeout: " + failed.message());
  return {};
}

csp::error okNoCause(const std::string& host) {
  if (host.empty()) return csp::errorf("no host");
  csp::error failed = query(1);
  if (!failed) return csp::errorf("should have failed");
  return {};
}

csp::error okParticular(int id, const csp::error& none) {
  csp::error failed = query(id);
  if (csp::is(failed, none)) return csp::errorf("no such user");
  return failed;
}

csp::error okMember(int id) {
  struct {
    csp::error failed;
  } row{query(id)};
  return csp::wrap(row.failed, "row");
}

csp::error okReturnedEarly(int id) {
  csp::error err = query(id);
  if (!err) return {};
  if (id < 0) {
    err = csp::wrap(err, "negative");
    return err;
  }
  return csp::wrap(err, "load");
}
