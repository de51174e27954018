// config: options.yaml
#include <csp/csp.h>

csp::result<int> get(int key);
void use(int);

void badTemporary() { use(get(1).value()); }  // expect: the result of 'get' may be an error

void okLooked() {
  auto answer = get(1);
  if (answer.ok()) use(answer.value());
}
