#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include <csp/csp.h>

struct frame {
  std::uint64_t id;
  std::string body;
};

// One connection; requests and responses are matched by their ids.
class rpc_client {
 public:
  rpc_client(csp::chan<frame> out, csp::chan<frame> in) : out_(out), in_(in) {
    csp::go([this] { read_loop(); });
  }

  csp::result<std::string> call(std::string body) {
    csp::chan<frame> reply(1);
    std::uint64_t id = 0;
    {
      std::lock_guard hold(mu_);
      id = ++last_id_;
      pending_[id] = reply;
    }
    out_.send({id, std::move(body)});
    auto got = reply.recv();  // expect: receive from 'reply' blocks for ever
    if (!got) return csp::errorf("rpc: connection closed");
    return got->body;
  }

  void wait_closed() { closed_.recv(); }

 private:
  void read_loop() {
    csp::defer end{[this] { closed_.close(); }};
    for (auto f : in_) {
      csp::chan<frame> reply;
      {
        std::lock_guard hold(mu_);
        auto node = pending_.extract(f.id);
        if (node.empty()) continue;
        reply = node.mapped();
      }
      reply.send(f);
    }
    std::lock_guard hold(mu_);
    pending_.clear();
  }

  csp::chan<frame> out_;
  csp::chan<frame> in_;
  csp::mutex mu_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, csp::chan<frame>> pending_;
  csp::chan<csp::unit> closed_{0};
};

// Answers a few requests, then hangs up; what comes later is read and thrown away.
void flaky_server(csp::chan<frame> in, csp::chan<frame> out, int patience) {
  for (; patience > 0; --patience) {
    auto f = in.recv();
    if (!f) break;
    out.send({f->id, "re: " + f->body});
  }
  out.close();
  for ([[maybe_unused]] auto& ignored : in) {
  }
}

int main() {
  csp::chan<frame> up(0), down(0);
  csp::go(flaky_server, up, down, 2);
  rpc_client client(up, down);
  csp::wait_group callers;
  for (int i = 0; i < 4; ++i) {
    callers.go([&client, i] {
      auto r = client.call("hello " + std::to_string(i));
      if (!r.ok()) return;
      if (csp::error e = client.call("again " + r.value()).err()) return;
    });
  }
  callers.wait();
  client.wait_closed();
  up.close();
}
