// What rules measure over arrays, rows or all arrays together, and what they decide from it before
// an update.
#pragma once
#include <span>
#include <vector>

#include "plan.hpp"

namespace gradstep::detail {

class Decisions {
 public:
  /// Sums what the rules ask for, if one does (`sums`), and lets them change their numbers.
  /// Refuses, if at all, before the first number changes.
  Refusal decide(Bound& bound, const Plan& plan, const Options& options, const StepOptions& step,
                 bool sums);

 private:
  void measure(const Bound& bound, const Plan& plan);
  void keep(std::size_t term, const double* sums);
  Refusal check(const Bound& bound, const Plan& plan) const;
  Refusal add_shared(Bound& bound, const Plan& plan, bool refusing);
  double term(std::size_t q, std::size_t i) const { return terms_[q * stride_ + i]; }

  std::size_t stride_ = 0;            // from one of a rule's sums to the next
  std::vector<double> terms_, each_;  // sums per block or row of all parameters; per parameter
};

}  // namespace gradstep::detail
