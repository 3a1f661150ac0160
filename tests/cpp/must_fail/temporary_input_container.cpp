// expect: inputs are read by the next step
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.inputs("hessian", std::vector<std::vector<float>>(2));
}
