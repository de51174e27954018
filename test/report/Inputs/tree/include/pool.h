#pragma once

struct Pool {
  void start(int workers);
  csp::channel<int>& queue();
};
