// expect: the elements of an array must be float, double
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt, std::vector<int>& w) { opt.add("w", w); }
