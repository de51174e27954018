#include "trantor/net/EventLoop.h"

#include <chrono>

namespace trantor
{
void EventLoop::loop()
{
    for (;;)
    {
        std::unique_lock<std::mutex> lock(mutex_);
        if (!more_.wait_for(lock, std::chrono::seconds(1), [this]() { return !tasks_.empty(); }))
            continue;
        std::function<void()> task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        task();
    }
}

void EventLoop::runInLoop(std::function<void()> task)
{
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    more_.notify_one();
}
}  // namespace trantor
