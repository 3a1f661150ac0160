// expect: made one by gradstep::lambda
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.set(&gradstep::SGD::lr, [](std::int64_t) { return 0.1; });
}
