// Merges two sorted streams; a stream that has ended is replaced by the nil channel.
#include <optional>
#include <vector>

#include <csp/csp.h>

template <class T>
csp::chan<T> stream(csp::wait_group& wg, std::vector<T> values) {
  csp::chan<T> out(0);
  wg.go([out, values = std::move(values)] {
    for (const T& v : values) out.send(v);
    out.close();
  });
  return out;
}

template <class T>
csp::chan<T> interleave(csp::wait_group& wg, csp::chan<T> a, csp::chan<T> b) {
  csp::chan<T> out(1);
  wg.go([a, b, out]() mutable {
    std::optional<T> held;
    while (a || b || held) {
      auto take = [&](csp::chan<T>& from) {
        return [&](std::optional<T> v) {
          if (v)
            held = v;
          else
            from = csp::chan<T>();
        };
      };
      csp::select(
          csp::on_recv(held ? csp::chan<T>() : a, take(a)),
          csp::on_recv(held ? csp::chan<T>() : b, take(b)),
          csp::on_send(held ? out : csp::chan<T>(), held.value_or(T()), [&] { held.reset(); }));
    }
    out.close();
  });
  return out;
}

int main() {
  csp::wait_group wg;
  auto low = stream<int>(wg, {1, 2, 3});
  auto high = stream<int>(wg, {10, 20});
  auto none = stream<int>(wg, {});
  auto all = interleave(wg, interleave(wg, low, high), none);
  int sum = 0;
  for (int v : all) sum += v;
  wg.wait();
  return sum == 36 ? 0 : 1;
}
