// The calls of what was compiled per ISA: they say what a kernel gets of a parameter. This is for
// the files that define the engine's parts.
#pragma once
#include <cstring>

#include "bound.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

/// Elements [begin, begin + n) of a parameter as the rule sees them, at `x`, in the compute dtype.
inline void see(const Bound& bound, const Param& p, std::size_t begin, std::size_t n, void* x) {
  const void* const there = bound.conversions(p.dtype).seen(p.packing, p.data, begin, n, x);
  if (there != x) std::memcpy(x, there, n * size_of(p.dtype));
}

/// Decodes elements [begin, begin + n) of anything that is kept to the compute dtype `dtype`, at
/// `x`; and encodes them.
inline void decode(const Bound& bound, Dtype dtype, const Stored& from, std::size_t begin,
                   std::size_t n, void* x) {
  bound.conversions(dtype).decode(from, begin, n, x);
}
inline void encode(const Bound& bound, Dtype dtype, const Stored& to, std::size_t begin,
                   std::size_t n, const void* x) {
  bound.conversions(dtype).encode(to, begin, n, x);
}

/// The gradient of a parameter as it is kept.
inline Stored gradient_of(const Param& p) { return {const_cast<void*>(p.grad), p.grad_type}; }

/// Elements [begin, begin + n) of the gradient that a parameter is given, in the compute dtype:
/// where they lie, or at `x`.
inline const void* given_gradient(const Bound& bound, const Param& p, std::size_t begin,
                                  std::size_t n, void* x) {
  if (p.grad_type == storage_of(p.dtype))
    return static_cast<const std::byte*>(p.grad) + begin * size_of(p.dtype);
  decode(bound, p.dtype, gradient_of(p), begin, n, x);
  return x;
}
/// The same of the gradient of the step, which may be one of several calls.
inline const void* gradient(const Bound& bound, const Param& p, std::size_t begin, std::size_t n,
                            void* x) {
  const void* const g = given_gradient(bound, p, begin, n, x);
  if (!p.summed) return g;
  bound.tools(p.dtype).gather(p.own, g, begin, n, x);
  return x;
}

/// Which of the rule's further inputs a parameter has at this step.
inline unsigned given(const Bound& bound, const Param& p) {
  unsigned mask = 0;
  for (std::size_t k = 0; k < bound.rule_of(p).inputs.size(); ++k)
    mask |= unsigned{p.own.inputs[k] != nullptr} << k;
  return mask;
}

/// `n` elements of a parameter from `begin` on, with all that belongs to them.
inline Segment segment(const Bound& bound, const Param& p, std::size_t begin, std::size_t n) {
  Segment s{};
  s.n = n;
  s.begin = begin;
  s.own = &p.own;
  s.packing = p.packed ? &p.packing : nullptr;
  if (p.packed) begin = 0;  // blocks of codes are found from the beginning
  const std::size_t offset = begin * size_of(p.dtype);
  s.p = static_cast<std::byte*>(p.data) + offset;
  s.g = static_cast<const std::byte*>(p.grad) + offset;
  for (std::size_t k = 0; k < bound.rule_of(p).slots.size(); ++k)
    if (p.state[k]) s.state[k] = static_cast<std::byte*>(p.state[k]) + offset;
  return s;
}

inline const KernelSet& kernels(const Bound& bound, const Param& p) {
  const ParamGroup& group = bound.group_of(p);
  const auto of = [&](Isa isa) -> const KernelSet& {
    return group.rule
        ->kernels[static_cast<std::size_t>(isa)][static_cast<std::size_t>(p.dtype)][group.variant];
  };
  const KernelSet& set = of(bound.isa);
  return set.any || (group.usual && !group.stages.cautious) ? set : of(Isa::avx2);
}

/// The rule's kernels for bfloat16 and q8, if it has them and they are compiled.
inline fused_fn fused(const Bound& bound, const Param& p) {
  const ParamGroup& group = bound.group_of(p);
  if (group.rule->fused == nullptr || !p.packed || p.dtype != Dtype::f32) return nullptr;
  const FusedKernels* const all = group.rule->fused->load(std::memory_order_acquire);
  if (all == nullptr) return nullptr;
  const auto& variants = (*all)[static_cast<std::size_t>(bound.isa)];
  return variants.empty() ? nullptr : variants[group.variant];
}

/// Which update of a parameter comes next.
inline Count next_update(const Bound& bound, const Param& p) {
  const int shared = bound.group_of(p).shared;
  const bool together = bound.count_steps && shared >= 0;
  return {(together ? bound.shared[static_cast<std::size_t>(shared)].t : p.t) + 1, p.fresh};
}

/// What the rule's closure is made from at this step, for a parameter or for one of its rows.
inline StepContext context(const Bound& bound, const Param& p, std::size_t row, unsigned live,
                           void* scratch) {
  const ParamGroup& group = bound.group_of(p);
  const double* const numbers =
      group.shared >= 0 ? bound.shared[static_cast<std::size_t>(group.shared)].numbers.data()
                        : p.numbers.data() + row * group.rule->numbers.size();
  return {group.used.data(),
          numbers,
          next_update(bound, p),
          given(bound, p),
          live,
          group.usual,
          &bound.conversions(p.dtype),
          scratch};
}

/// Updates segments of parameters that share group, dtype, t, inputs and numbers with this row of
/// `p`.
inline void update(const Bound& bound, const Param& p, std::size_t row, const Segment* segments,
                   std::size_t count, void* scratch) {
  const ParamGroup& group = bound.group_of(p);
  const KernelSet& set = kernels(bound, p);
  bound.tools(p.dtype).update(set, fused(bound, p), context(bound, p, row, set.live, scratch),
                              group.around ? &group.stages : nullptr, segments, count);
}

/// Updates one segment with the cautious mask; or, `counting`, only counts the elements that the
/// mask would let through.
inline double update_cautious(const Bound& bound, const Param& p, std::size_t row, const Segment& s,
                              void* scratch, bool counting) {
  const KernelSet& set = kernels(bound, p);
  return bound.tools(p.dtype).update_cautious(set, context(bound, p, row, set.live, scratch),
                                              bound.group_of(p).stages, s, counting);
}

/// Adds what the rule asks to be summed over a segment.
inline void measure(const Bound& bound, const Param& p, std::size_t row, const Segment& s,
                    void* scratch, double* sums) {
  const ParamGroup& group = bound.group_of(p);
  const KernelSet& set = kernels(bound, p);
  bound.tools(p.dtype).measure(set, bound.rule_of(p).sums,
                               context(bound, p, row, set.live, scratch),
                               group.around ? &group.stages : nullptr, s, sums);
}

/// Writes the evaluated parameters to `out`.
inline void evaluate(const Bound& bound, const Param& p, const Segment& s, void* scratch,
                     void* out) {
  const KernelSet& set = kernels(bound, p);
  bound.tools(p.dtype).evaluate(set, context(bound, p, 0, set.live, scratch), s, out);
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
