#pragma GCC system_header

inline bool never() { return false; }
inline int most() { return 3; }
inline bool anyLeft(int n) { return n > 0; }
struct probe {
  static bool on() { return true; }
  virtual bool asks() { return false; }
};
