// Capacities of Asio's channels: any number, given behind the executor.
#include <boost/asio.hpp>
#include <boost/asio/experimental/channel.hpp>

using boost::system::error_code;
using Channel = boost::asio::experimental::channel<void(error_code, int)>;

void badNegative(boost::asio::io_context& io) {
  Channel jobs(io, -1);  // expect: the capacity -1 becomes a huge one
}

void okCapacities(boost::asio::io_context& io) {
  Channel meeting(io);
  Channel zero(io, 0);
  Channel three(io, 3);
}
