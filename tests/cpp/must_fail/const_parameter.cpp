// expect: parameters and copies are written in place, and this array is const
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt, const std::vector<float>& w) { opt.add("w", w); }
