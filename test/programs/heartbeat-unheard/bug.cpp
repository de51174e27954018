#include <array>
#include <chrono>
#include <set>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

struct beat {
  int node;
  int count;
};

class member {
 public:
  member(int id, csp::chan<beat> to, csp::chan<csp::unit> quit) : id_(id), to_(to), quit_(quit) {}

  void run() {
    csp::ticker pulse(2ms);
    csp::defer calm{[&] { pulse.stop(); }};
    for (int count = 1;; ++count) {
      bool ended = false;
      csp::select(csp::on_recv(pulse.c(), [] {}), csp::on_recv(quit_, [&] { ended = true; }));
      if (ended) return;
      to_.send({id_, count});  // expect: send on 'to_' can block for ever
    }
  }

 private:
  int id_;
  csp::chan<beat> to_;
  csp::chan<csp::unit> quit_;
};

// Waits until all members have been heard, or for some time.
std::set<int> gather(int members, std::chrono::milliseconds limit) {
  csp::chan<beat> beats(0);
  csp::chan<csp::unit> quit(0);
  csp::defer end{[&] { quit.close(); }};
  for (int id = 0; id < members; ++id) {
    csp::go([id, beats, quit] { member(id, beats, quit).run(); });
  }
  std::set<int> heard;
  csp::timer patience(limit);
  csp::defer calm{[&] { patience.stop(); }};
  for (bool on = true; on && static_cast<int>(heard.size()) < members;) {
    csp::select(csp::on_recv(beats, [&](std::optional<beat> b) { heard.insert(b->node); }),
                csp::on_recv(patience.c(), [&] { on = false; }));
  }
  return heard;
}

int main() { return gather(2, 50ms).size() > 2 ? 1 : 0; }
