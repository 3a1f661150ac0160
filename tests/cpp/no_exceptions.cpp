// SPDX-License-Identifier: BSD-3-Clause
// Where exceptions are switched off: steps are tried, and what is refused comes back in the report.
// flags: -fno-exceptions
// header-only: the library may throw.
#include <gradstep/gradstep.hpp>
#include <limits>
#include <vector>

#include "check.hpp"

namespace {

using gradstep::Reason;

template <class Optimizer>
constexpr bool can_throw = requires(Optimizer& opt) { opt.step(); };
static_assert(!can_throw<gradstep::Optimizer<gradstep::AdamW>>, "only try_step is there");

void test_refusals_come_back() {
  std::vector<float> p(9, 1), g(9, 0.5F), longer(10);
  const auto before = p;
  gradstep::Optimizer opt{gradstep::AdamW{}};
  opt.schedule(&gradstep::AdamW::lr,
               gradstep::lambda([](std::int64_t n) { return n < 1 ? 0.5 : -1.0; }));
  opt.add("w", p);
  CHECK(opt.try_step().code == Reason::gradient);
  CHECK(opt.try_step({g, g}).code == Reason::gradient);
  const auto r = opt.try_step({longer});
  CHECK(!r && r.code == Reason::gradient && r.path == "w" && !r.reason.empty());
  CHECK(opt.try_step({p, g}).code == Reason::gradient);
  gradstep::StepOptions each;
  each.grad_scale = -1;
  CHECK(opt.try_step({g}, each).code == Reason::hyper);
  g[4] = std::numeric_limits<float>::quiet_NaN();
  const auto bad = opt.try_step({g});
  CHECK(!bad && bad.code == Reason::nonfinite && bad.path == "w" && bad.index == 4);
  CHECK(p == before && opt.steps() == 0);
  g[4] = 0.5F;
  opt.bind_grads({g});
  CHECK(opt.try_step() && opt.steps() == 1 && p != before);
  CHECK(opt.try_step().code == Reason::hyper && opt.steps() == 1);  // the schedule is at -1
}

}  // namespace

int main() {
  test_refusals_come_back();
  return check::finish();
}
