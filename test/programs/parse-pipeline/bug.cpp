#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include <csp/csp.h>

using namespace std::string_literals;

csp::result<int> parse(std::string_view s) {
  int n = 0;
  auto [end, code] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (code != std::errc() || end != s.data() + s.size())
    return csp::errorf("not a number: "s.append(s));
  return n;
}

// False when the work is given up.
template <class T>
bool put(const csp::context& ctx, const csp::chan<T>& out, T value) {
  if (ctx.err()) return false;
  out.send(std::move(value));
  return true;
}

csp::result<long> sum_file(const std::vector<std::string>& lines) {
  csp::err_group stages(csp::background());
  csp::chan<std::string> words(0);
  csp::chan<int> numbers(0);
  auto ctx = stages.ctx();

  stages.go([&lines, words, ctx]() -> csp::error {
    csp::defer end{[&] { words.close(); }};
    for (const auto& line : lines) {
      for (std::size_t at = 0; at < line.size();) {
        std::size_t stop = std::min(line.find(' ', at), line.size());
        if (stop > at && !put(ctx, words, line.substr(at, stop - at))) return ctx.err();
        at = stop + 1;
      }
    }
    return {};
  });

  stages.go([words, numbers, ctx]() -> csp::error {
    csp::defer end{[&] { numbers.close(); }};
    for (const auto& w : words) {
      auto n = parse(w);
      if (!n.ok()) return n.err();
      if (!put(ctx, numbers, n.value())) return ctx.err();
    }
    return {};
  });

  long sum = 0;
  stages.go([&sum, numbers]() -> csp::error {
    for (int n : numbers) sum += n;
    return {};
  });

  // expect@+1: wait for 'stages' can block for ever
  if (csp::error e = stages.wait()) return csp::wrap(e, "sum");
  return sum;
}

int main() {
  auto good = sum_file({"1 2 3", "", "40"});
  if (!good.ok() || good.value() != 46) return 1;
  auto bad = sum_file({"7 8", "nine 10", "11 12"});
  return bad.ok() ? 1 : 0;
}
