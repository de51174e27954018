// An actor that answers through reply channels with room for one, so that it never waits for an
// asker that has given up; it is stopped through its own mailbox.
#include <chrono>
#include <map>
#include <string>
#include <variant>

#include <csp/csp.h>

using namespace std::chrono_literals;

struct put {
  std::string key;
  int value;
};
struct get {
  std::string key;
  csp::chan<std::optional<int>> reply;
};
struct stop {};
using mail = std::variant<put, get, stop>;

class actor {
 public:
  actor() {
    csp::go([mailbox = mailbox_, ended = ended_] {
      std::map<std::string, int> state;
      for (auto m : mailbox) {
        if (std::holds_alternative<stop>(m)) break;
        if (auto* p = std::get_if<put>(&m)) {
          state[p->key] = p->value;
        } else if (auto* g = std::get_if<get>(&m)) {
          auto at = state.find(g->key);
          g->reply.send(at == state.end() ? std::nullopt : std::optional(at->second));
        }
      }
      ended.close();
    });
  }
  ~actor() {
    mailbox_.send(stop{});
    ended_.recv();
  }
  void set(std::string key, int value) { mailbox_.send(put{std::move(key), value}); }
  std::optional<int> ask(std::string key, std::chrono::milliseconds patience) {
    get g{std::move(key), csp::make_chan<std::optional<int>>(1)};
    csp::timer limit(patience);
    csp::defer calm{[&] { limit.stop(); }};
    mailbox_.send(g);
    std::optional<int> answer;
    csp::select(csp::on_recv(g.reply, [&](auto a) { answer = *a; }),
                csp::on_recv(limit.c(), [] {}));
    return answer;
  }

 private:
  csp::chan<mail> mailbox_{0};
  csp::chan<csp::unit> ended_{0};
};

int main() {
  actor a;
  csp::wait_group users;
  for (int i = 0; i < 3; ++i) {
    users.go([&a, i] {
      a.set("k" + std::to_string(i), i);
      a.ask("k" + std::to_string((i + 1) % 3), 1ms);
    });
  }
  users.wait();
}
