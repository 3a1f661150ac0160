#ifndef GRADSTEP_ISA
#include "../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// AggMo, aggregated momentum: the mean of three momentum buffers of different decays.
///     bᵢ ← momentumᵢ·bᵢ + g;  p ← p - lr·(b₁ + b₂ + b₃)/3
/// Lucas et al., Aggregated Momentum: Stability Through Passive Damping, 2019.
struct AggMo {
  double lr = 1e-3, momentum1 = 0, momentum2 = 0.9, momentum3 = 0.99;
  static constexpr slot<AggMo> state[]{
      {"momentum_buffer1", &AggMo::momentum1}, "momentum_buffer2", "momentum_buffer3"};
  auto at(std::int64_t) const {
    return [*this](auto&, auto g, auto& b1, auto& b2, auto& b3) {
      b1 = momentum1 * b1 + g;
      b2 = momentum2 * b2 + g;
      b3 = momentum3 * b3 + g;
      return -(lr / 3 * (b1 + b2 + b3));
    };
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
