// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.inputs("hessian", {std::vector<float>(9), nullptr});
}
