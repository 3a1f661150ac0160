// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>
#include <vector>

// This is no std::views::transform, which clang 14 cannot compile.
struct Made {
  struct Iterator {
    std::size_t n;
    std::vector<float> operator*() const { return std::vector<float>(n); }
    Iterator& operator++() { return ++n, *this; }
    bool operator!=(const Iterator& other) const { return n != other.n; }
  };
  Iterator begin() const { return {3}; }
  Iterator end() const { return {5}; }
};

void f(gradstep::Optimizer<gradstep::SGD>& opt) { opt.step(Made{}); }
