// Asio: a second close does nothing, so there is nothing to report.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/concurrent_channel.hpp>

namespace asio = boost::asio;
using boost::system::error_code;
using channel = asio::experimental::channel<void(error_code, int)>;
using shared_channel = asio::experimental::concurrent_channel<void(error_code, int)>;

bool failed(int id);

void okTwice(channel& jobs) {
  jobs.close();
  jobs.close();
}

void okConcurrent(shared_channel& jobs, int id) {
  if (failed(id)) jobs.close();
  jobs.close();
}

void okReset(channel& jobs) {
  jobs.close();
  jobs.reset();
  jobs.close();
}

class session {
 public:
  explicit session(asio::io_context& io) : inbox_(io, 8) {}
  ~session() { stop(); }
  void stop() {
    inbox_.close();
    inbox_.cancel();
  }

 private:
  channel inbox_;
};

void okStopThenDestructor(asio::io_context& io) {
  session call(io);
  call.stop();
}

asio::awaitable<void> okBothSides(channel& jobs) {
  jobs.close();
  asio::co_spawn(
      co_await asio::this_coro::executor,
      [&jobs]() -> asio::awaitable<void> {
        jobs.close();
        co_return;
      },
      asio::detached);
}
