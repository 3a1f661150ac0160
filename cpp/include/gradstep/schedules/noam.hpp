#ifndef GRADSTEP_ISA
#include "../schedules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// The Transformer's schedule: a linear way up, then down as the root of time.
///     s(n) = factor · d_model^(-1/2) · min(t^(-1/2), t · warmup^(-3/2)),  t = n + 1
/// d_model is the width of the model, warmup a number of updates; the peak, at t = warmup, is
/// factor / √(d_model·warmup). warmup=0 has no way up. Endless: total_steps is None. Vaswani et
/// al., Attention Is All You Need, 2017.
struct Noam {
  std::int64_t d_model = required, warmup = required;
  double factor = 1;
  template <StepNumber V>
  V operator()(V n) const {
    const double w = real(warmup);
    const V t = n + 1;
    return factor / sqrt(real(d_model)) * min(1 / sqrt(t), t / (w * sqrt(w)));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
