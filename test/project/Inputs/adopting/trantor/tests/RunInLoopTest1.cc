#include "trantor/net/EventLoop.h"

#include <cstdio>
#include <thread>

int main()
{
    trantor::EventLoop loop;
    std::thread thread([&loop]() {
        loop.runInLoop([]() { std::puts("of another thread"); });
    });
    loop.loop();
}
