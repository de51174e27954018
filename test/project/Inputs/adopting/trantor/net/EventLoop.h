#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace trantor
{
class EventLoop
{
  public:
    void loop();
    void runInLoop(std::function<void()> task);

  private:
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::function<void()>> tasks_;
};
}  // namespace trantor
