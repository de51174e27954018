#include "trantor/utils/SerialTaskQueue.h"

#include <cstdio>

int main()
{
    trantor::SerialTaskQueue queue;
    queue.runTaskInQueue([]() { std::puts("a task"); });
}
