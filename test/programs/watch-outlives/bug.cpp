#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

// Versions of one key, as they come.
class config_store {
 public:
  csp::chan<int> watch(csp::context ctx, std::string key) {
    csp::chan<int> versions(0);
    csp::go([ctx, versions, key = std::move(key)] {
      csp::defer end{[&] { versions.close(); }};
      for (int v = static_cast<int>(key.size());; ++v) {
        bool ended = false;
        csp::select(csp::on_send(versions, v, [] {}),  // expect: select can block for ever
                    csp::on_recv(ctx.done(), [&] { ended = true; }));
        if (ended) return;
      }
    });
    return versions;
  }
};

// Waits until a version satisfies the test.
csp::result<int> await_version(csp::context parent, config_store& store, const std::string& key,
                               const std::function<bool(int)>& test) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  auto versions = store.watch(ctx, key);
  for (int v : versions) {
    if (v > 100) return csp::errorf("runaway");
    if (test(v)) return v;
  }
  cancel();
  return parent.err();
}

int main() {
  auto [root, stop] = csp::with_cancel(csp::background());  // expect: nothing calls 'stop'
  config_store store;
  auto a = await_version(root, store, "flags", [](int v) { return v % 4 == 0; });
  auto b = await_version(root, store, "limits", [](int v) { return v > 7; });
  return a.ok() && b.ok() ? 0 : 1;
}
