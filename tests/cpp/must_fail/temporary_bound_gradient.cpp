// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) { opt.bind_grads({std::vector<float>(9)}); }
