// The engine: the first pass, which reads the gradients and decides whether they can be used. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "../exact_begin.hpp"

namespace gradstep {

// The sum over all parameters of what was summed per block; `each` takes the sums of each.
inline double Engine::total(std::span<double> per_block, std::vector<double>* each) {
  for (std::size_t i = 0; i < params_.size(); ++i)
    tensor_sums_[i] = params_[i].grad == nullptr
                          ? 0.0
                          : detail::sum_pairwise({per_block.data() + block_begin_[i],
                                                  block_begin_[i + 1] - block_begin_[i]});
  if (each) *each = tensor_sums_;
  return detail::sum_pairwise(tensor_sums_);
}

// The largest |g| that the rule's state can hold to its power, before the stages.
inline double Engine::largest_gradient(const Param& p) const {
  const Group& group = groups_[p.group];
  double limit = p.largest_state;
  if (group.rule->grad_power == 2) limit = std::sqrt(limit);
  limit /= group.rule->grad_gain;
  return group.extras.centralize && p.matrix ? limit / 2 : limit;  // |g - mean| <= 2 max |g|
}

// Why a finite gradient cannot be used.
inline std::string Engine::too_large(const Param& p) const {
  const Group& group = groups_[p.group];
  const bool narrow = p.largest_state < largest_of(p.dtype);
  const std::string type(narrow ? name(*options_.state_dtype) : name(p.dtype));
  if (group.rule->grad_power == 2) return ", and its square would overflow the " + type + " state";
  if (group.stages.unscale != 1)
    return ", and would overflow " + type + " once it is divided by grad_scale";
  return ", and the step by it would overflow " + type;
}

// Says which is the first element beyond `limit`, and what is wrong with it.
inline void Engine::describe_bad(std::size_t index, double limit, StepReport& report) const {
  const Param& p = params_[index];
  report.path = p.path;
  const Stored grad{const_cast<void*>(p.grad), p.grad_type};
  for (std::size_t begin = 0; begin < p.size; begin += tile) {
    double tiled[tile];  // or as many floats
    const std::size_t n = std::min(tile, p.size - begin);
    conversions(p).decode(grad, begin, n, tiled);
    for (std::size_t i = 0; i < n; ++i) {
      const double x = p.dtype == Dtype::f32
                           ? static_cast<double>(reinterpret_cast<const float*>(tiled)[i])
                           : tiled[i];
      if (std::abs(x) <= limit) continue;
      report.index = static_cast<std::int64_t>(begin + i);
      report.reason =
          "gradient of '" + p.path + "'[" + std::to_string(begin + i) + "] is " + detail::text(x);
      if (std::abs(x) <= detail::largest) report.reason += too_large(p);
      return;
    }
  }
}

// The largest |g| of a piece, as bits, and with `norm` its sums of squares. Gradients of another type are decoded block by block.
inline std::int64_t Engine::inspect_piece(const Piece& piece, bool norm) {
  const Param& p = params_[piece.param];
  const auto inspect = norm ? tools(p).largest_and_squares : tools(p).largest;
  double* const squares = sums_.data() + piece.first_block;
  if (p.grad_type == storage_of(p.dtype))
    return inspect(static_cast<const std::byte*>(p.grad) + piece.begin * size_of(p.dtype),
                   piece.size, squares);
  std::int64_t most = 0;
  alignas(line) double g[sum_block];  // or as many floats
  for (std::size_t at = 0; at < piece.size; at += sum_block) {
    const std::size_t n = std::min(sum_block, piece.size - at);
    conversions(p).decode({const_cast<void*>(p.grad), p.grad_type}, piece.begin + at, n, g);
    most = std::max(most, inspect(g, n, squares + at / sum_block));
  }
  return most;
}

// Reads all gradients once. False: at least one cannot be used; the report says which.
inline bool Engine::inspect(const StepOptions& o, bool norm, StepReport& report) {
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (p.grad != nullptr) piece_max_[i] = inspect_piece(piece, norm);
    }
  });
  const bool refusing = options_.nonfinite != Nonfinite::propagate;
  const auto largest_in = [&](std::size_t i) {
    return detail::magnitude(params_[pieces_[i].param].dtype, piece_max_[i]);
  };
  // The first piece with a gradient that is not at most its parameter's limit, or pieces_.size(). Neighbours have the same
  // limit, whose square root would take as long as a small array.
  const auto beyond = [&](auto limit) {
    const Param* last = nullptr;
    double most = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Param& p = params_[pieces_[i].param];
      if (p.grad == nullptr) continue;
      if (!last || last->group != p.group || last->dtype != p.dtype || last->kept_otherwise ||
          p.kept_otherwise || last->matrix != p.matrix)
        most = limit(p);
      last = &p;
      if (!(largest_in(i) <= most)) return i;
    }
    return pieces_.size();
  };

  if (norm) report.grad_norm = std::sqrt(total(sums_, &squares_)) / o.grad_scale;
  if (refusing) {  // before the norm is used: one NaN would make every factor NaN
    if (const std::size_t i = beyond([](const Param&) { return detail::largest; });
        i < pieces_.size()) {
      describe_bad(pieces_[i].param, detail::largest, report);
      report.reason +=
          "; nothing was changed. Mend the loss, or pass nonfinite=\"skip\" to leave such steps "
          "out";
      if (o.grad_scale != 1) report.reason += ", and lower grad_scale";
      return false;
    }
  }
  if (options_.clip_norm > 0) {
    // torch's: a norm at the bound is already scaled by a hair; NaN passes through
    const double factor = options_.clip_norm / (*report.grad_norm + options_.clip_eps);
    report.clip_factor = factor >= 1 ? 1 : factor;
    for (Group& group : groups_) {
      group.stages.clip = *report.clip_factor;
      group.around = group.around || group.stages.clip != 1;
    }
  }
  if (!refusing) return true;
  const auto limit = [&](const Param& p) {
    const Group& group = groups_[p.group];
    double largest = largest_gradient(p);
    for (const double clip : {group.extras.clip_value, group.extras.clip_each})
      if (clip > 0 && clip <= largest) largest = largest_of(p.dtype);
    // g / unscale itself must not overflow before it is clipped
    return std::min(largest / group.stages.clip, largest_of(p.dtype)) * group.stages.unscale;
  };
  if (const std::size_t i = beyond(limit); i < pieces_.size()) {
    describe_bad(pieces_[i].param, limit(params_[pieces_[i].param]), report);
    const Param& p = params_[pieces_[i].param];
    report.reason += "; scale the loss";
    if (!(options_.clip_norm > 0)) report.reason += ", or clip it (clip_norm=)";
    if (p.largest_state < largest_of(p.dtype))
      report.reason += ", or give the state a type of more range (state_dtype=)";
    return false;
  }
  if (options_.clip_norm > 0 && !(*report.grad_norm <= detail::largest)) {
    std::size_t worst = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i)
      if (params_[pieces_[i].param].grad != nullptr &&
          (params_[pieces_[worst].param].grad == nullptr || largest_in(i) > largest_in(worst)))
        worst = i;
    const double below = std::bit_cast<double>(std::bit_cast<std::uint64_t>(largest_in(worst)) - 1);
    describe_bad(pieces_[worst].param, below, report);
    report.reason = "the norm of the gradients overflows float64 (the largest: gradient of '" +
                    report.path + "'[" + std::to_string(report.index) +
                    "]), so clip_norm cannot be applied; scale the loss";
    return false;
  }
  return true;
}

// The loss is there where a rule steps by it, and finite.
inline Refusal Engine::check_loss(const StepOptions& o, StepReport& report) const {
  report.loss = o.loss;
  const auto named = [](error e) {
    e.name = "loss";
    return e;
  };
  if (o.loss) {
    if (std::abs(*o.loss) <= detail::largest || options_.nonfinite == Nonfinite::propagate)
      return {};
    return named(error(Reason::nonfinite,
                       "the loss is " + detail::text(*o.loss) +
                           "; nothing was changed. Mend it, or pass nonfinite=\"skip\" to leave "
                           "such steps out"));
  }
  for (const Param& p : params_) {
    const RuleType& rule = *groups_[p.group].rule;
    if (p.grad && rule.uses_loss)
      return named(error(
          Reason::gradient,
          std::string(rule.name) + " steps by the loss too; pass it: step(grads, loss=loss)"));
  }
  return {};
}

inline Refusal Engine::check_inputs() const {
  for (const Param& p : params_)
    for (std::size_t k = 0; k < groups_[p.group].rule->inputs.size(); ++k) {
      if (p.grad == nullptr || p.own.inputs[k] == nullptr) continue;  // does not step
      const auto bits = tools(p).largest(p.own.inputs[k], p.size, nullptr);
      if (!(detail::magnitude(p.dtype, bits) <= detail::largest))
        return error(Reason::nonfinite,
                     "the input '" + std::string(groups_[p.group].rule->inputs[k].name) + "' of '" +
                         p.path +
                         "' holds a NaN or an infinity; nothing was changed. Mend it, or "
                         "leave it out of this step",
                     p.path);
    }
  return {};
}

}  // namespace gradstep

#include "../exact_end.hpp"
