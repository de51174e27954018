// std: results and error codes.
// flags: -std=c++23
#include <expected>
#include <string>
#include <system_error>

std::expected<int, std::string> parse(const std::string& text);
std::expected<void, std::string> store(int value);
std::error_code purge(const std::string& path);
std::error_code purge(const std::string& path, std::error_code& failure);
void use(int value);

// ---- Bad ---------------------------------------------------------------------------------------

void badExpected() {
  parse("1");  // expect: the error returned by 'parse' is dropped
}

void badExpectedVoid() {
  store(1);  // expect: the error returned by 'store' is dropped
}

void badErrorCode() {
  purge("orders.db");  // expect: the error returned by 'purge' is dropped
}

// ---- Fine --------------------------------------------------------------------------------------

void okTested() {
  if (auto value = parse("1")) use(*value);
}

int okFallback() { return parse("1").value_or(0); }

std::expected<int, std::string> okReturned() { return parse("1"); }

std::error_code okStoredInArgument() {
  std::error_code failure;
  purge("orders.db", failure);
  return failure;
}

void okLibrary() { std::make_error_code(std::errc::timed_out); }
