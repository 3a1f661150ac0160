// expect: this member is of another rule than the group's
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.schedule(&gradstep::AdamW::lr, gradstep::Constant{0.1});
}
