// expect: a hyper-parameter has the name of an argument of the optimizer
#include <gradstep/optimizer.hpp>

struct Mine {
  double lr = 1e-3, seed = 0;
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g) { p -= (lr + seed) * g; };
  }
};
gradstep::Optimizer opt{Mine{}};
