// What the caller gives for one step: the definitions.
#pragma once
#include <algorithm>
#include <cstring>

#include "gradients.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE Refusal Gradients::take(Bound& bound, std::span<const void* const> grads,
                                        std::span<void* const> zero, const StepOptions& o,
                                        bool reading) {
  auto& params = bound.params;
  if (!o.inputs.empty() && o.inputs.size() != max_inputs * params.size())
    return error(
        Reason::gradient,
        message("inputs need {} pointers per parameter, null for what is not given", {max_inputs}));
  if (!o.grad_types.empty() && o.grad_types.size() != params.size())
    return error(Reason::gradient, "grad_types needs one type per parameter");
  if (!std::all_of(o.grad_types.begin(), o.grad_types.end(), is_float))
    return error(Reason::dtype, "grad_types are float types: f32, f64, f16 or bf16");
  if (!low_precision() && !std::all_of(o.grad_types.begin(), o.grad_types.end(), has_conversions))
    return error(Reason::dtype, message(without_conversions, {"a gradient", "16 bits"}));

  const bool zeroing = !zero.empty();
  for (ParamGroup& group : bound.groups) group.around = group.around || zeroing;
  for (std::size_t i = 0; i < params.size(); ++i) {
    Param& p = params[i];
    p.grad = p.frozen ? nullptr : grads[i];
    const Storage own = storage_of(p.dtype);
    p.grad_type = o.grad_types.empty() ? own : o.grad_types[i];
    p.packed = p.kept_otherwise || p.grad_type != own;
    if (p.packed) p.packing.g = p.grad_type;
    if (zeroing || zeroing_) p.own.zero = zeroing ? zero[i] : nullptr;
    for (std::size_t k = 0; reading && k < bound.rule_of(p).inputs.size(); ++k)
      p.own.inputs[k] = o.inputs.empty() ? nullptr : o.inputs[k * params.size() + i];
  }
  zeroing_ = zeroing;
  return {};
}

GRADSTEP_INLINE void Gradients::zero_rest(Bound& bound, bool all) const {
  for (Param& p : bound.params)
    if (p.own.zero && (all || !p.grad)) std::memset(p.own.zero, 0, p.size * size_of(p.grad_type));
}

}  // namespace gradstep::detail
