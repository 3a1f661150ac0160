// expect: what a rule's at.. returns is called with p, g and each of its `state`
#include <gradstep/update.hpp>

struct Mine {
  double lr = 1e-3;
  static constexpr gradstep::slot<Mine> state[]{"mean", "square"};
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g, auto& m) { p -= lr * (m = g); };
  }
};
void f(std::vector<float>& p) { gradstep::update(Mine{}, 1, p, p, {p, p}); }
