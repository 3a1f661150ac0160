// One step of AdamW, as a project that only knows the installed package writes it; with try_step,
// so that it can be compiled without exceptions too.
#include <cstdio>
#include <gradstep/gradstep.hpp>
#include <vector>

int main() {
  std::vector<float> w{1.0F, -2.0F}, g{0.5F, -0.25F};
  gradstep::Optimizer opt{gradstep::AdamW{.lr = 0.1, .weight_decay = 0}};
  opt.add("w", w);
  const gradstep::StepReport report = opt.try_step({g});
  std::printf("gradstep %s: %g %g\n", GRADSTEP_VERSION, w[0], w[1]);
  // The first step of Adam moves every weight by lr against the sign of its gradient, up to eps.
  const bool moved = w[0] > 0.899F && w[0] < 0.901F && w[1] > -1.901F && w[1] < -1.899F;
  return report.applied && moved ? 0 : 1;
}
