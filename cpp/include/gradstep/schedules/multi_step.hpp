#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The rate is multiplied by factor at chosen steps.
///     s(n) = lr · factor^#{at[i] <= n}
/// `at` are steps that do not decrease; one that is named twice counts twice, and 0 acts at once.
/// Endless: total_steps is None. As torch's MultiStepLR(milestones, gamma).
struct MultiStep {
  double lr = required;
  List<std::int64_t> at{};
  double factor = 0.1;
  auto formula() const {
    return [s = *this, power = PowersOf(factor)](auto n) {
      return s.lr * power(count_up_to(s.at, n));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
