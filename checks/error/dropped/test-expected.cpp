// std: results and error codes.
// flags: -std=c++23
#include <expected>
#include <string>
#include <system_error>

std::expected<int, std::string> parse(const std::string& text);
std::expected<void, std::string> store(int value);
std::error_code purge(const std::string& path);
std::error_code purge(const std::string& path, std::error_code& failure);
void print(const std::string& message);
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

#if __cpp_lib_expected >= 202211L
// The function looks at it.
void okHandled() {
  parse("1").or_else([](const std::string& failure) -> std::expected<int, std::string> {
    print(failure);
    return 0;
  });
}
#endif

std::error_code okStoredInArgument() {
  std::error_code failure;
  purge("orders.db", failure);
  return failure;
}

void okLibrary() { std::make_error_code(std::errc::timed_out); }

// ---- Known misses ------------------------------------------------------------------------------

#if __cpp_lib_expected >= 202211L
void fnTransformed() {
  parse("1").transform([](int value) { return value + 1; });
}
#endif
