#pragma once

#include <cstdint>
#include <thread>
#include <string>

namespace trantor
{
class AsyncFileLogger
{
  public:
    ~AsyncFileLogger();
    void startLogging();

    void setFileSizeLimit(uint64_t limit)
    {
        sizeLimit_ = limit;
    }

  private:
    void writeLog();

    uint64_t sizeLimit_{1000};
    uint64_t size_{0};
    std::thread thread_;
};
}  // namespace trantor
