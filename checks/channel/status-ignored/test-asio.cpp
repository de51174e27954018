// Asio's channels: try_send and try_receive answer whether there was room, or a value.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

using boost::system::error_code;
using Channel = boost::asio::experimental::channel<void(error_code, int)>;

void use(int value);

void badTry(Channel& jobs) {
  jobs.try_send(error_code(), 1);  // expect: the value is lost when 'try_send' does not send it
}

bool okUsed(Channel& jobs) { return jobs.try_send(error_code(), 1); }

// The handler is run when there is a value.
void okHandler(Channel& jobs) {
  jobs.try_receive([](error_code, int job) { use(job); });
}

// The handler gets the status.
void okAsync(Channel& jobs) {
  jobs.async_send(error_code(), 1, [](error_code failed) { use(failed.value()); });
}
