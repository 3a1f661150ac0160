// expect: this member is of another rule than the group's
#include <gradstep/optimizer.hpp>

void f(gradstep::Optimizer<gradstep::SGD>& opt) {
  opt.group("slow", {{&gradstep::AdamW::lr, 0.1}});
}
