// config: options.yaml
#include <chrono>
#include <stop_token>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

namespace http {
class client {
 public:
  client() = default;
  explicit client(std::chrono::milliseconds timeout);
  explicit client(std::string host);
  void set_timeout(std::chrono::milliseconds limit);
  void set_agent(std::string name);
  int get(std::string path);
  int get(csp::context ctx, std::string path);
  std::chrono::milliseconds timeout{};
};
int fetch(std::string url, int timeout_ms = 0);
int fetch(std::string url, std::chrono::steady_clock::time_point until);
int fetch(std::string url, std::stop_token stop);
}  // namespace http
namespace db {
int query(std::string text);
}

void adjust(http::client& client);

// --- nothing ends it

int bad() {
  http::client web;
  // expect@+1: nothing ends 'get' if nobody answers: it has no deadline, timeout or context
  return web.get("/");
}

int badHost() {
  http::client web(std::string("localhost"));
  web.set_agent("test");
  return web.get("/");  // expect: nothing ends 'get'
}

int badFetch() { return http::fetch("localhost"); }  // expect: nothing ends 'fetch'

void badInFiber(csp::chan<int> out) {
  csp::go([out] { out.send(db::query("select")); });  // expect: nothing ends 'query'
}

template <class T>
int badTemplate(T text) {
  return db::query(text);  // expect: nothing ends 'query'
}
template int badTemplate(const char*);

#define SELECT(what) db::query("select " what)
int badMacro() { return SELECT("1"); }  // expect: nothing ends 'query'

// --- silent

int okMadeWithLimit() {
  http::client web(500ms);
  return web.get("/");
}

int okTold() {
  http::client web;
  web.set_timeout(1s);
  return web.get("/");
}

int okField() {
  http::client web;
  web.timeout = 1s;
  return web.get("/");
}

int okContext(csp::context ctx) {
  http::client web;
  return web.get(ctx, "/");
}

int okArgument() { return http::fetch("localhost", 500); }
int okUntil() { return http::fetch("localhost", std::chrono::steady_clock::now() + 1s); }
int okToken(std::stop_token stop) { return http::fetch("localhost", stop); }

// Others may have set it.
int okParameter(http::client& web) { return web.get("/"); }
int okHanded() {
  http::client web;
  adjust(web);
  return web.get("/");
}
struct Service {
  int okMember() { return web_.get("/"); }
  http::client web_;
};

namespace own {
int query(std::string text);
}
int okOther() { return own::query("select"); }

int main() { return 0; }
