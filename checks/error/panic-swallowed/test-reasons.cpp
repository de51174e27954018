// The words that count as a reason are an option.
// config: reasons.yaml
void work();

void badOtherWord() {
  try {
    work();
  } catch (...) {  // expect: every exception is caught here, and nobody learns of it
    // ignored
  }
}

void okWord() {
  try {
    work();
  } catch (...) {
    // harmless: the next run tries again
  }
}
