// What a program sees of gocxx, as far as the tests use it.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

#define GOCXX_NAME_(n) _defer_##n
#define GOCXX_NAME(n) GOCXX_NAME_(n)
#define defer auto GOCXX_NAME(__LINE__) = gocxx::sync::Defer

namespace gocxx::base {
template <class T>
struct Result {
  bool Ok() const;
  bool Failed() const;
  explicit operator bool() const;
};
template <class T>
class Chan {
 public:
  explicit Chan(std::size_t size = 0);
  static std::shared_ptr<Chan> Make(std::size_t size = 0);
  void send(T&& value);
  void send(const T& value);
  std::optional<T> recv();
  Result<void> trySend(T&& value);
  Result<T> tryRecv();
  void close();
  bool isClosed() const;
};
template <class T>
Chan<T>& operator<<(Chan<T>& chan, T&& value);
template <class T>
Chan<T>& operator>>(Chan<T>& chan, T& value);

class SelectCase {};
template <class T>
class RecvCase : public SelectCase {};
template <class T>
class SendCase : public SelectCase {};
class DefaultCase : public SelectCase {};
template <class T>
std::unique_ptr<RecvCase<T>> recv(Chan<T>& chan, std::function<void(std::optional<T>)> f);
template <class T>
std::unique_ptr<SendCase<T>> send(Chan<T>& chan, T value, std::function<void(bool)> f);
std::unique_ptr<DefaultCase> defaultCase(std::function<void()> f);
template <class... Cases>
void select(Cases&&...) {}
}  // namespace gocxx::base

namespace gocxx::sync {
class Defer {
 public:
  explicit Defer(std::function<void()> f);
  ~Defer();
};
class WaitGroup {
 public:
  void Add(int delta);
  void Done();
  void Wait();
};
class Once {
 public:
  template <class F>
  void Do(F&&) {}
};
class Cond {
 public:
  void Wait(std::unique_lock<std::mutex>& lock);
  void NotifyOne();
  void NotifyAll();
};
}  // namespace gocxx::sync

namespace gocxx::time {
struct Time {};
struct Duration {};
Duration Seconds(double n);
void Sleep(Duration d);
class Ticker {
 public:
  explicit Ticker(Duration d);
  ~Ticker();
  void Stop();
  std::shared_ptr<base::Chan<Time>> C();
};
std::unique_ptr<Ticker> NewTicker(Duration d);
}  // namespace gocxx::time
