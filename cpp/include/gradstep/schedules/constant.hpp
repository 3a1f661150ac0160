#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The same value at every step.
///     s(n) = value
/// Endless: total_steps is None.
struct Constant {
  double value = required;
  template <class V>
  V operator()(V) const {
    return value;
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
