#include "trantor/net/EventLoop.h"

#include <cstdio>
#include <thread>

int main()
{
    static trantor::EventLoop loop;
    for (int i = 0; i < 10; ++i)
    {
        std::thread([i]() {
            loop.runInLoop([i]() { std::printf("%d\n", i); });
        }).detach();
    }
    loop.loop();
}
