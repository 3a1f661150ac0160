// expect: a rule has a member `auto at.std::int64_t t. const`
#include <gradstep/optimizer.hpp>

struct Mine {
  double lr = 1e-3;
  static constexpr gradstep::slot<Mine> state[]{"seen"};
};
gradstep::Optimizer opt{Mine{}};
