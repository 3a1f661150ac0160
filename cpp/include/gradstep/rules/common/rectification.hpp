// RAdam's factor, which other rules borrow. This file has no guard: it is compiled once per ISA,
// with the rules.
#ifndef GRADSTEP_ISA
#include "../../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// How much of Adam's step the variance of its second moment allows at step t: in (0, 1], or 0
/// while the average covers too few gradients (a length ρ up to `threshold`, which is 4 or more) to
/// be of use.
///     ρ∞ = 2/(1-β₂) - 1;  ρ = ρ∞ - 2t·β₂ᵗ/(1-β₂ᵗ);  √((ρ-4)(ρ-2)ρ∞ / ((ρ∞-4)(ρ∞-2)ρ))
inline double rectification(double beta2, double threshold, std::int64_t t) {
  const double faded = ipow(beta2, t), longest = 2 / (1 - beta2) - 1,
               length = longest - 2 * static_cast<double>(t) * faded / (1 - faded);
  if (!(length > threshold)) return 0;
  return sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
