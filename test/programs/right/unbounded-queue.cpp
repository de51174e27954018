// A queue without limit between senders that must not wait and a slow receiver.
#include <deque>
#include <string>

#include <csp/csp.h>

template <class T>
class unbounded {
 public:
  unbounded() {
    csp::go([in = in_, out = out_]() mutable {
      std::deque<T> held;
      csp::defer end{[&] { out.close(); }};
      while (in || !held.empty()) {
        csp::chan<T> ready = held.empty() ? csp::chan<T>() : out;
        T next = held.empty() ? T() : held.front();
        csp::select(csp::on_recv(in,
                                 [&](std::optional<T> v) {
                                   if (v)
                                     held.push_back(std::move(*v));
                                   else
                                     in = {};
                                 }),
                    csp::on_send(ready, next, [&] { held.pop_front(); }));
      }
    });
  }
  void push(T v) const { in_.send(std::move(v)); }
  void finish() const { in_.close(); }
  std::optional<T> pop() const { return out_.recv(); }

 private:
  csp::chan<T> in_{0};
  csp::chan<T> out_{0};
};

int main() {
  unbounded<std::string> q;
  // All is pushed before anything is taken.
  for (int i = 0; i < 5; ++i) q.push(std::string(i, 'x'));
  q.finish();
  std::size_t letters = 0;
  while (auto s = q.pop()) letters += s->size();
  return letters == 10 ? 0 : 1;
}
