// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>
#include <ranges>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  const int sizes[]{3, 4};
  opt.step(sizes | std::views::transform([](int n) { return std::vector<float>(n); }));
}
