#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Cosines that start again from a peak (SGDR), each with a way up if wanted.
///     T = period · multiplier^i;  peak = start · peak_factor^i;  c = n - (when cycle i began)
///     s(n) = end + (peak - end) · c / warmup
///       c < warmup
///     s(n) = end + (peak - end) · (1 + cos(π·((c - warmup) / (T - warmup))^k_decay)) / 2
/// start and end are rates, period and warmup numbers of updates, i = 0, 1, … the cycle. Each cycle
/// but for its first update approaches end without reaching it. With a multiplier below 1 all
/// cycles end by update period/(1 - multiplier), and s is end from there on. Endless: total_steps
/// is None; to stop after k cycles put it into a sequence. Loshchilov & Hutter, SGDR: Stochastic
/// Gradient Descent with Warm Restarts, 2017.
struct CosineRestarts {
  double start = required;
  std::int64_t period = required;
  double end = 0, multiplier = 1, peak_factor = 1;
  std::int64_t warmup = 0;
  double k_decay = 1;
  const char* problem() const {
    if (k_decay == 0) return "k_decay must be above 0";
    if (multiplier < 1 && warmup > 0)
      return "warmup must be 0 with a multiplier below 1, by which cycles become shorter than any";
    return warmup < period ? nullptr : "warmup must be shorter than period";
  }
  template <StepNumber V>
  V operator()(V step) const {
    const double first = real(period), rise = real(warmup);
    // The end of all cycles but for rounding, else above all steps.
    const double last = multiplier < 1 ? first / (1 - multiplier) * (1 - 0x1p-48) : 0x1p1023;
    const V n = select(step < last, step, 0);
    V i = floor(n / first), begin = i * first, length = first;
    if (multiplier != 1) {
      const PowersOf grown(multiplier);
      const double share = (multiplier - 1) / first;
      const auto begins = [&](V k) { return (grown(k) - 1) * first / (multiplier - 1); };
      // The logarithm finds the cycle but for rounding; where it begins decides.
      i = floor(log(1 + n * share) / log(multiplier));
      i = select(begins(i) > n, i - 1, i);
      i = select(begins(i + 1) <= n, i + 1, i);
      begin = begins(i), length = first * grown(i);
    }
    const V c = max(n - begin, 0), peak = start * pow(V(peak_factor), i);
    const V u = clamp((c - rise) / (length - rise), 0, 1);
    const V down = half_cosine(to_power(u, k_decay));
    const V w = warmup == 0 ? down : select(c < rise, c / rise, down);
    return select(step < last, mix(w, end, peak), end);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
