// expect: members are double, bool or std::int64_t
#include <gradstep/optimizer.hpp>

struct Mine {
  double lr = 1e-3;
  int delay = 0;
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g) { p -= lr * g; };
  }
};
gradstep::Optimizer opt{Mine{}};
