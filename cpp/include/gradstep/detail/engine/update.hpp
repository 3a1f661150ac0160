// The pass that writes.
#pragma once
#include <vector>

#include "plan.hpp"

namespace gradstep::detail {

class Update {
 public:
  /// Before the first update of a parameter, keeps what it starts from, for Lookahead and Mechanic.
  static void note_start(Bound& bound, const Options& options);
  /// Finds the factor on what the cautious mask lets through, by a dry run that writes nothing.
  void count_cautious(Bound& bound, const Plan& plan, const Options& options);
  static void run(const Bound& bound, const Plan& plan);
  /// Runs the same kernels block by block, and measures each block against a copy of p from before.
  void run_measured(const Bound& bound, const Plan& plan, StepReport& report);

 private:
  std::vector<double> agreeing_;             // counts per piece
  std::vector<double> moved_, size_, each_;  // sums per block of every parameter; one per parameter
};

}  // namespace gradstep::detail
