#include <thread>

void pollForEver() { std::thread poller([] {}); }
