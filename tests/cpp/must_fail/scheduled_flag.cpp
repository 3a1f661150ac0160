// expect: this hyper-parameter is true or false
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.set(&gradstep::SGD::nesterov, gradstep::Constant{0.1});
}
