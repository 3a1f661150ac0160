// expect: a rule is a plain struct: public members with defaults, no constructor
#include <gradstep/optimizer.hpp>

struct Mine {
  Mine(double rate = 1e-3) : lr(rate) {}
  double lr;
  auto at(std::int64_t) const {
    return [step = lr](auto& p, auto g) { p -= step * g; };
  }
};
gradstep::Optimizer opt{Mine{}};
