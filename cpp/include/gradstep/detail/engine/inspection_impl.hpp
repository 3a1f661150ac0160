// The pass that only reads: the definitions.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>

#include "inspection.hpp"
#include "launch.hpp"
#include "sums.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

inline double magnitude(Dtype d, std::int64_t bits) {
  return d == Dtype::f64 ? std::bit_cast<double>(bits)
                         : std::bit_cast<float>(static_cast<std::int32_t>(bits));
}

// The largest |g| that the rule's state can hold to its power, before the stages.
inline double largest_gradient(const Bound& bound, const Param& p) {
  const ParamGroup& group = bound.group_of(p);
  double limit = p.largest_state;
  if (group.rule->grad_power == 2) limit = std::sqrt(limit);
  limit /= group.rule->grad_gain;
  return group.extras.centralize && p.matrix ? limit / 2 : limit;  // |g - mean| <= 2 max |g|
}

// The largest |g| that can be used, as it is given.
inline double usable(const Bound& bound, const Param& p) {
  const ParamGroup& group = bound.group_of(p);
  double most = largest_gradient(bound, p);
  for (const double clip : {group.extras.clip_value, group.extras.clip_each})
    if (clip > 0 && clip <= most) most = largest_of(p.dtype);
  // g / unscale itself must not overflow before it is clipped
  return std::min(most / group.stages.clip, largest_of(p.dtype)) * group.stages.unscale;
}

// Whether the state of a parameter has less range than the compute dtype.
inline bool narrow(const Param& p) { return p.largest_state < largest_of(p.dtype); }

// Where a gradient is first not within `limit`, its value there, and what the caller gave there.
struct Found {
  std::size_t index;
  double value, given;
};
[[gnu::cold]] inline Found find_beyond(const Bound& bound, const Param& p, double limit) {
  for (std::size_t begin = 0; begin < p.size; begin += tile) {
    double tiled[tile];  // or as many floats
    const std::size_t n = std::min(tile, p.size - begin);
    const auto element = [&](const void* g, std::size_t i) {
      return p.dtype == Dtype::f32 ? static_cast<double>(static_cast<const float*>(g)[i])
                                   : static_cast<const double*>(g)[i];
    };
    const void* const g = gradient(bound, p, begin, n, tiled);
    for (std::size_t i = 0; i < n; ++i)
      if (const double x = element(g, i); !(std::abs(x) <= limit))
        return {begin + i, x, element(given_gradient(bound, p, begin, n, tiled), i)};
  }
  return {p.size, 0, 0};
}

// The error that says that a gradient is not within `limit`: which element it is, and why a finite
// one cannot be used; `advice` is the fix.
[[gnu::cold]] inline error unusable(const Bound& bound, const Options& options, const Param& p,
                                    double limit, std::string_view advice) {
  const ParamGroup& group = bound.group_of(p);
  const Found bad = find_beyond(bound, p, limit);
  const bool finite = std::abs(bad.value) <= largest;
  std::string why;
  const std::string_view type = narrow(p) ? name(*options.state_dtype) : name(p.dtype);
  if (finite && group.rule->grad_power == 2)
    why = message(", and its square would overflow the {} state", {type});
  else if (finite && group.stages.unscale != 1)
    why = message(", and would overflow {} once it is divided by grad_scale", {type});
  else if (finite)
    why = message(", and the step by it would overflow {}", {type});
  // of several calls, if this call's own is not to blame
  const auto calls = static_cast<double>(options.accumulate);
  const std::string what =
      p.summed && std::abs(bad.given) <= largest
          ? message("the mean over {} calls of the gradient of '{}'[{}] is {}",
                    {options.accumulate, p.path, bad.index, bad.value * p.own.calls / calls})
          : message("gradient of '{}'[{}] is {}", {p.path, bad.index, bad.given});
  return error(Reason::nonfinite, message("{}{}{}", {what, why, advice}), p.path,
               static_cast<std::int64_t>(bad.index));
}

GRADSTEP_INLINE double Inspection::largest_in(const Bound& bound, const Plan& plan,
                                              std::size_t piece) const {
  return magnitude(bound.params[plan.pieces()[piece].param].dtype, largest_[piece]);
}

// The first piece with a gradient that is not at most its parameter's limit, or the number of
// pieces. Neighbours have the same limit, whose square root would take as long as a small array.
template <class Limit>
std::size_t Inspection::beyond(const Bound& bound, const Plan& plan, Limit&& limit) const {
  const auto pieces = plan.pieces();
  const Param* last = nullptr;
  double most = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Param& p = bound.params[pieces[i].param];
    if (p.grad == nullptr) continue;
    if (!last || last->group != p.group || last->dtype != p.dtype || last->kept_otherwise ||
        p.kept_otherwise || last->matrix != p.matrix)
      most = limit(p);
    last = &p;
    if (!(magnitude(p.dtype, largest_[i]) <= most)) return i;
  }
  return pieces.size();
}

/// The largest |g| of a piece, as bits, and its sums of squares unless `squares` is null. Gradients
/// of another type, or of several calls, are computed block by block.
inline std::int64_t inspect_piece(const Bound& bound, const Plan::Piece& piece, double* squares) {
  const Param& p = bound.params[piece.param];
  const auto inspect =
      squares ? bound.tools(p.dtype).largest_and_squares : bound.tools(p.dtype).largest;
  if (p.grad_type == storage_of(p.dtype) && !p.summed)
    return inspect(static_cast<const std::byte*>(p.grad) + piece.begin * size_of(p.dtype),
                   piece.size, squares);
  std::int64_t most = 0;
  alignas(line) double g[sum_block];  // or as many floats
  for (std::size_t at = 0; at < piece.size; at += sum_block) {
    const std::size_t n = std::min(sum_block, piece.size - at);
    const void* const x = gradient(bound, p, piece.begin + at, n, g);
    most = std::max(most, inspect(x, n, squares ? squares + at / sum_block : nullptr));
  }
  return most;
}

GRADSTEP_INLINE void Inspection::measure(const Bound& bound, const Plan& plan, bool norm) {
  largest_.resize(plan.pieces().size());
  if (norm) sums_.resize(plan.blocks());
  plan.for_each_piece(bound, [&](const Plan::Piece& piece, std::size_t i) {
    largest_[i] = inspect_piece(bound, piece, norm ? &sums_[piece.first_block] : nullptr);
  });
}

GRADSTEP_INLINE Refusal Inspection::norm_overflows(const Bound& bound, const Plan& plan) const {
  const auto pieces = plan.pieces();
  std::size_t worst = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (bound.params[pieces[i].param].grad != nullptr &&
        (bound.params[pieces[worst].param].grad == nullptr ||
         largest_in(bound, plan, i) > largest_in(bound, plan, worst)))
      worst = i;
  const double below =
      std::bit_cast<double>(std::bit_cast<std::uint64_t>(largest_in(bound, plan, worst)) - 1);
  const Param& p = bound.params[pieces[worst].param];
  const std::size_t index = find_beyond(bound, p, below).index;
  return error(Reason::nonfinite,
               message("the norm of the gradients overflows float64 (the largest: gradient of "
                       "'{}'[{}]), so clip_norm cannot be applied; scale the loss",
                       {p.path, index}),
               p.path, static_cast<std::int64_t>(index));
}

GRADSTEP_INLINE Refusal Inspection::read(Bound& bound, const Plan& plan, const Options& options,
                                         const StepOptions& step, bool norm, StepReport& report) {
  measure(bound, plan, norm);
  const auto pieces = plan.pieces();
  const bool refusing = options.nonfinite != Nonfinite::propagate, clipping = options.clip_norm > 0;
  if (norm) {
    sum_each(bound, plan, sums_, squares_);
    scratch_ = squares_;
    report.grad_norm = std::sqrt(sum_pairwise(scratch_)) / step.grad_scale;
  }
  if (refusing) {  // before the norm is used: one NaN would make every factor NaN
    if (const std::size_t i = beyond(bound, plan, [](const Param&) { return largest; });
        i < pieces.size()) [[unlikely]]
      return unusable(bound, options, bound.params[pieces[i].param], largest,
                      step.grad_scale != 1
                          ? "; nothing was changed. Fix the loss, or pass nonfinite=\"skip\" to "
                            "leave such steps out, and lower grad_scale"
                          : "; nothing was changed. Fix the loss, or pass nonfinite=\"skip\" to "
                            "leave such steps out");
  }
  if (clipping) {
    // as torch does: a norm at the bound is already scaled down a little; NaN passes through
    const double factor = options.clip_norm / (*report.grad_norm + options.clip_eps);
    report.clip_factor = factor >= 1 ? 1 : factor;
    for (ParamGroup& group : bound.groups) {
      group.stages.clip = *report.clip_factor;
      group.around = group.around || group.stages.clip != 1;
    }
  }
  if (!refusing) return {};
  const auto limit = [&](const Param& p) { return usable(bound, p); };
  if (const std::size_t i = beyond(bound, plan, limit); i < pieces.size()) [[unlikely]] {
    const Param& p = bound.params[pieces[i].param];
    return unusable(
        bound, options, p, limit(p),
        message("; scale the loss{}{}",
                {clipping ? "" : ", or clip it (clip_norm=)",
                 narrow(p) ? ", or give the state a type of more range (state_dtype=)" : ""}));
  }
  if (clipping && !(*report.grad_norm <= largest)) return norm_overflows(bound, plan);
  return {};
}

GRADSTEP_INLINE Refusal Inspection::read_sums(const Bound& bound, const Plan& plan,
                                              const Options& options) {
  measure(bound, plan, false);
  const auto limit = [&](const Param& p) {
    const double most = largest_of(p.dtype), calls = static_cast<double>(options.accumulate);
    // clip_norm's factor is not known yet, and may be as small as it must
    return options.clip_norm > 0 ? most : std::min(usable(bound, p) * calls, most);
  };
  const auto pieces = plan.pieces();
  const std::size_t i = beyond(bound, plan, limit);
  if (i == pieces.size()) return {};
  const Param& p = bound.params[pieces[i].param];
  return unusable(bound, options, p, limit(p),
                  "; this call was not added. Fix or scale the loss, or pass nonfinite=\"skip\" "
                  "to leave such calls out");
}

[[gnu::cold]] inline error of_loss(Reason reason, const std::string& message) {
  error e(reason, message);
  e.name = "loss";
  return e;
}

GRADSTEP_INLINE Refusal Inspection::check_loss(const Bound& bound, const Options& options,
                                               const StepOptions& step) {
  if (step.loss) {
    if (std::abs(*step.loss) <= largest || options.nonfinite == Nonfinite::propagate) return {};
    return of_loss(Reason::nonfinite,
                   message("the loss is {}; nothing was changed. Fix it, or pass "
                           "nonfinite=\"skip\" to leave such steps out",
                           {*step.loss}));
  }
  for (const Param& p : bound.params)
    if (p.grad && bound.rule_of(p).uses_loss)
      return of_loss(Reason::gradient,
                     message("{} steps by the loss too; pass it: step(grads, loss=loss)",
                             {bound.rule_of(p).name}));
  return {};
}

GRADSTEP_INLINE Refusal Inspection::check_inputs(const Bound& bound) {
  for (const Param& p : bound.params) {
    const auto inputs = bound.rule_of(p).inputs;
    for (std::size_t k = 0; p.grad && k < inputs.size(); ++k) {
      if (p.own.inputs[k] == nullptr) continue;
      const auto bits = bound.tools(p.dtype).largest(p.own.inputs[k], p.size, nullptr);
      if (!(magnitude(p.dtype, bits) <= largest))
        return error(Reason::nonfinite,
                     message("the input '{}' of '{}' holds a NaN or an infinity; nothing was "
                             "changed. Fix it, or leave it out of this step",
                             {inputs[k].name, p.path}),
                     p.path);
    }
  }
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
