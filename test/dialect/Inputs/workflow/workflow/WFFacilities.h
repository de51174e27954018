// The interface of C++ Workflow's go tasks, wait groups and futures, as far as the dialect
// describes it.
#pragma once
#include <chrono>
#include <future>
#include <string>

#include "WFTaskFactory.h"

template <typename Result>
class WFFuture {
 public:
  WFFuture() = default;
  WFFuture(std::future<Result>&& future);
  WFFuture(WFFuture&&) = default;
  WFFuture& operator=(WFFuture&&) = default;
  void wait() const;
  template <class Rep, class Period>
  std::future_status wait_for(const std::chrono::duration<Rep, Period>& time) const;
  Result get();
  bool valid() const;

 private:
  std::future<Result> future_;
};

template <typename Result>
class WFPromise {
 public:
  WFPromise() = default;
  WFPromise(WFPromise&&) = default;
  WFFuture<Result> get_future();
  void set_value(const Result& value);
  void set_value(Result&& value);

 private:
  std::promise<Result> promise_;
};

class WFFacilities {
 public:
  static void usleep(unsigned int microseconds);
  template <class Function, class... Arguments>
  static void go(const std::string& queue, Function&& function, Arguments&&... arguments) {}

  class WaitGroup {
   public:
    WaitGroup(int count);
    ~WaitGroup();
    void wait() const;
    std::future_status wait(int milliseconds) const;
    void add(int count);
    void done();
  };
};
