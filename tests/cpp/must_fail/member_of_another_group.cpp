// expect: this member is of another rule than the group's
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt, gradstep::Group<gradstep::AdamW> group) {
  opt.set(group, &gradstep::SGD::lr, 0.1);
}
