#include "trantor/utils/SerialTaskQueue.h"

namespace trantor
{
SerialTaskQueue::SerialTaskQueue() : thread_([this]() { loop_.loop(); })
{
}

SerialTaskQueue::~SerialTaskQueue()
{
    thread_.detach();
}

void SerialTaskQueue::runTaskInQueue(std::function<void()> task)
{
    loop_.runInLoop(std::move(task));
}
}  // namespace trantor
