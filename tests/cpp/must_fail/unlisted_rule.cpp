// expect: the rule is not in the list rules.hpp
#include <gradstep/gradstep.hpp>

struct Mine {
  double lr = 1e-3;
  static constexpr gradstep::slot<Mine> state[]{"seen"};
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto&) { return -(lr * g); };
  }
};
gradstep::Optimizer opt{Mine{}};
