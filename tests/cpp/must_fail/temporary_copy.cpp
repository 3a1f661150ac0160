// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.copy_to("w", std::vector<gradstep::bf16>(9));
}
