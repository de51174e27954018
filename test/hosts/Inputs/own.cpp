// A queue that a dialect of the project describes.
class queue {
 public:
  void put(int value);
  void close();
};

[[nodiscard]] int open();

void process(bool failed) {
  queue jobs;
  if (failed) {
    jobs.close();
  }
  (void)open();
  jobs.close();
}
