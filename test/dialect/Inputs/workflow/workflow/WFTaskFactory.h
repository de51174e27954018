// The interface of C++ Workflow's tasks, as far as the dialect describes it.
#pragma once
#include <functional>
#include <string>

class SubTask {};
class SeriesWork {};
class WFTimerTask : public SubTask {
 public:
  void start();
};
class WFCounterTask : public SubTask {
 public:
  void start();
  void count();
};
class WFGraphTask : public SubTask {
 public:
  void start();
};

class WFTaskFactory {
 public:
  static WFTimerTask* create_timer_task(unsigned int microseconds,
                                        std::function<void(WFTimerTask*)> callback);
  static WFCounterTask* create_counter_task(unsigned int target,
                                            std::function<void(WFCounterTask*)> callback);
  static WFGraphTask* create_graph_task(std::function<void(WFGraphTask*)> callback);
};

class Workflow {
 public:
  static void start_series_work(SubTask* first, std::function<void(const SeriesWork*)> callback);
};
