// The stages that must know a whole array or row before anything is written: clip_each,
// clip_adaptive, centralize.
#pragma once
#include <span>

#include "plan.hpp"

namespace gradstep::detail {

class ArrayStages {
 public:
  /// Gives each array its factor of clip_each (`each`: some group has that stage) from the squared
  /// norms of the gradients, which are known; and gives each row its factor and mean (`rows`: some
  /// group asks for them).
  Refusal measure(Bound& bound, const Plan& plan, const Options& options,
                  std::span<const double> squares, bool each, bool rows);

 private:
  Refusal clip_arrays(Bound& bound, const Options& options, std::span<const double> squares);
  static Refusal measure_rows(Bound& bound, const Plan& plan, const Options& options);

  // whether parameters may still hold what such a stage of the step before has left with them
  bool clipped_each_ = false, staged_rows_ = false;
};

}  // namespace gradstep::detail
