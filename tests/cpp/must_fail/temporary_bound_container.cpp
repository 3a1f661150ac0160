// expect: gradients that are bound stay in use
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.bind_grads(std::vector<std::vector<float>>(2));
}
