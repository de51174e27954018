#pragma once

#include <thread>

#include "trantor/net/EventLoop.h"

namespace trantor
{
class SerialTaskQueue
{
  public:
    SerialTaskQueue();
    virtual ~SerialTaskQueue();
    virtual void runTaskInQueue(std::function<void()> task);

  private:
    EventLoop loop_;
    std::thread thread_;
};
}  // namespace trantor
