// expect: this rule keeps numbers or needs more than the gradient: use an Optimizer
#include <gradstep/update.hpp>

auto f(const std::vector<float>& p, const std::vector<float>& g) {
  const gradstep::LAMB rule;
  return gradstep::apply(rule, 1, p, g, gradstep::init<float>(rule, p.size()));
}
