#include "trantor/utils/AsyncFileLogger.h"

#include <cstdio>

namespace trantor
{
AsyncFileLogger::~AsyncFileLogger()
{
    if (thread_.joinable())
        thread_.join();
}

void AsyncFileLogger::startLogging()
{
    thread_ = std::thread([this]() { writeLog(); });
}

void AsyncFileLogger::writeLog()
{
    if (++size_ > sizeLimit_)
        std::puts("the next file");
}
}  // namespace trantor
