// expect: a temporary is gone when the call ends
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) { opt.add("w", std::vector<float>(9)); }
