// The engine: the two passes of a step, first reading, then writing. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstring>

#include "exact-begin.hpp"

namespace gradstep {

template <class F>
void Engine::for_each_unit(F&& work) {
  const auto unit = [&](std::size_t u) noexcept { work(units_[u]); };
  if (units_.size() <= alone_units)
    for (std::size_t u = 0; u < units_.size(); ++u) unit(u);
  else
    parallel_for(units_.size(), threads_, unit, executor_);
}

inline double Engine::total(std::vector<double>& per_block) {
  for (std::size_t i = 0; i < params_.size(); ++i)
    tensor_sums_[i] = params_[i].grad == nullptr
                          ? 0.0
                          : detail::sum_pairwise({per_block.data() + block_begin_[i],
                                                  block_begin_[i + 1] - block_begin_[i]});
  return detail::sum_pairwise(tensor_sums_);
}

// The largest |g| that the rule's state can hold to its power, before the stages.
inline double Engine::largest_gradient(const Param& p) const {
  const Group& group = groups_[p.group];
  double limit = p.dtype == Dtype::f32 ? std::numeric_limits<float>::max()
                                       : std::numeric_limits<double>::max();
  if (group.rule->grad_power == 2) limit = std::sqrt(limit);
  return limit;
}

// Says which is the first element beyond `limit`, and what is wrong with it.
inline void Engine::describe_bad(std::size_t index, double limit, StepReport& report) const {
  const Param& p = params_[index];
  report.path = p.path;
  for (std::size_t i = 0; i < p.size; ++i) {
    const double x = p.dtype == Dtype::f32
                         ? static_cast<double>(static_cast<const float*>(p.grad)[i])
                         : static_cast<const double*>(p.grad)[i];
    if (std::abs(x) <= limit) continue;
    report.index = static_cast<std::int64_t>(i);
    report.reason = "gradient of '" + p.path + "'[" + std::to_string(i) + "] is " + detail::text(x);
    if (std::abs(x) <= detail::largest)
      report.reason +=
          groups_[p.group].rule->grad_power == 2
              ? ", and its square would overflow the " + std::string(name(p.dtype)) + " state"
              : ", and would overflow " + std::string(name(p.dtype)) +
                    " once it is divided by grad_scale";
    return;
  }
}

// Reads all gradients once. False: at least one cannot be used; the report says which.
inline bool Engine::inspect(const StepOptions& o, bool norm, StepReport& report) {
  const Measures& measure = measures_of(isa_);
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Piece& piece = pieces_[i];
      const Param& p = params_[piece.param];
      if (p.grad == nullptr) continue;
      const auto d = static_cast<std::size_t>(p.dtype);
      const void* g = static_cast<const std::byte*>(p.grad) + piece.begin * size_of(p.dtype);
      piece_max_[i] =
          norm ? measure.largest_and_squares[d](g, piece.size, sums_.data() + piece.first_block)
               : measure.largest[d](g, piece.size, nullptr);
    }
  });
  const bool refusing = options_.nonfinite != Nonfinite::propagate;
  const auto largest_in = [&](std::size_t i) {
    return detail::magnitude(params_[pieces_[i].param].dtype, piece_max_[i]);
  };
  // The first piece with a gradient that is not at most `limit`, or pieces_.size().
  const auto beyond = [&](auto limit) {
    std::size_t i = 0;
    while (i < pieces_.size() &&
           (params_[pieces_[i].param].grad == nullptr || largest_in(i) <= limit(pieces_[i].param)))
      ++i;
    return i;
  };

  if (norm) report.grad_norm = std::sqrt(total(sums_)) / o.grad_scale;
  if (refusing) {  // before the norm is used: one NaN would make every factor NaN
    if (const std::size_t i = beyond([](std::size_t) { return detail::largest; });
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
    const double factor = options_.clip_norm / (*report.grad_norm + 1e-6);
    report.clip_factor = factor >= 1 ? 1 : factor;
    for (Group& group : groups_) group.stages.clip = *report.clip_factor;
  }
  if (!refusing) return true;
  const auto limit = [&](std::size_t param) {
    const Stages& stages = groups_[params_[param].group].stages;
    return largest_gradient(params_[param]) * stages.unscale / stages.clip;
  };
  if (const std::size_t i = beyond(limit); i < pieces_.size()) {
    describe_bad(pieces_[i].param, limit(pieces_[i].param), report);
    report.reason +=
        options_.clip_norm > 0 ? "; scale the loss" : "; scale the loss, or clip it (clip_norm=)";
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

// `n` elements of a parameter from `begin` on, with all that belongs to them.
inline Segment Engine::segment(const Param& p, std::size_t begin, std::size_t n) const {
  const std::size_t offset = begin * size_of(p.dtype);
  Segment s;
  s.p = static_cast<std::byte*>(p.data) + offset;
  s.g = static_cast<const std::byte*>(p.grad) + offset;
  s.zero = p.zero ? static_cast<std::byte*>(p.zero) + offset : nullptr;
  for (std::size_t k = 0; k < max_slots; ++k)
    s.state[k] = p.state[k] ? static_cast<std::byte*>(p.state[k]) + offset : nullptr;
  s.n = n;
  return s;
}

// Segments of parameters that share group, dtype and t with `p`.
inline void Engine::run(const Param& p, const Segment* segments, std::size_t count) const {
  const Group& group = groups_[p.group];
  const UpdatePair& pair = group.rule->kernels[static_cast<std::size_t>(isa_)]
                                              [static_cast<std::size_t>(p.dtype)][group.variant];
  const update_fn update = group.stages.any() || zeroing_ ? pair.staged : pair.plain;
  update(group.used.data(), p.t + 1, group.stages, segments, count);
}

inline void Engine::update_pieces(std::size_t first, std::size_t last) {
  constexpr std::size_t batch = 64;
  Segment segments[batch];
  std::size_t count = 0;
  const Param* current = nullptr;
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    if (count == batch || (count > 0 && (p.group != current->group || p.dtype != current->dtype ||
                                         p.t != current->t))) {
      run(*current, segments, count);
      count = 0;
    }
    current = &p;
    segments[count++] = segment(p, piece.begin, piece.size);
  }
  if (count > 0) run(*current, segments, count);
}

// The same kernels block by block, with a copy of p from before to measure against.
inline void Engine::update_measured(std::size_t first, std::size_t last) {
  alignas(64) std::byte before[sum_block * sizeof(double)];
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    for (std::size_t at = 0; at < piece.size; at += sum_block) {
      const std::size_t n = std::min(sum_block, piece.size - at);
      const Segment s = segment(p, piece.begin + at, n);
      std::memcpy(before, s.p, n * size_of(p.dtype));
      run(p, &s, 1);
      const std::size_t block = piece.first_block + at / sum_block;
      measures_of(isa_).update[static_cast<std::size_t>(p.dtype)](before, s.p, n, &moved_[block],
                                                                  &size_[block]);
    }
  }
}

inline StepReport Engine::step(std::span<const void* const> grads, std::span<void* const> zero,
                               const StepOptions& o) {
  StepReport report;
  detail::raise_if(try_step(grads, zero, o, report));
  return report;
}

inline Refusal Engine::try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                const StepOptions& o, StepReport& report) {
  if (busy_.test_and_set(std::memory_order_acquire))
    return error(
        Reason::busy,
        "this optimizer is already stepping: in another thread, or in what the step itself called");
  struct Release {
    std::atomic_flag& flag;
    ~Release() { flag.clear(std::memory_order_release); }
  } release{busy_};

  if (grads.size() != params_.size())
    return error(Reason::gradient, "step got " + std::to_string(grads.size()) + " gradients for " +
                                       std::to_string(params_.size()) + " parameters");
  for (const auto& [value, name] :
       {std::pair(o.grad_scale, "grad_scale"), std::pair(o.lr_scale, "lr_scale")}) {
    const bool positive = value > 0 || (value == 0 && name[0] == 'l');
    if (positive && value <= std::numeric_limits<double>::max()) continue;
    error e(Reason::hyper,
            std::string(name) + " must be a positive finite number, not " + detail::text(value));
    e.name = name;
    return e;
  }
  if (stale_plan_) plan();
  threads_ = try_num_threads();
  if (threads_ == 0) return error(Reason::environment, try_thread_info().why);
  if (units_.size() > alone_units && !executor_.run) wake(threads_);
  report.n = steps_;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (Refusal no = evaluate(groups_[g], g, steps_, o)) return no;
    report.values.insert(report.values.end(), groups_[g].used.begin(), groups_[g].used.end());
  }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    params_[i].grad = grads[i];
    params_[i].zero = zero.empty() ? nullptr : zero[i];
  }
  zeroing_ = !zero.empty();

  const bool measured = options_.report || o.report, norm = options_.clip_norm > 0 || measured;
  if (norm || options_.nonfinite != Nonfinite::propagate) {
    if (!inspect(o, norm, report)) {
      report.code = Reason::nonfinite;
      const bool raise = options_.nonfinite == Nonfinite::raise;
      if (raise || skips_ == options_.max_skips) {
        error e(Reason::nonfinite,
                raise ? report.reason
                      : report.reason + " (" + std::to_string(skips_) +
                            " steps in a row were skipped: max_skips)",
                report.path, report.index);
        e.n = steps_;
        return e;
      }
      ++skipped_, ++skips_;
      for (std::size_t i = 0; i < params_.size(); ++i)
        if (params_[i].grad && params_[i].zero)
          std::memset(params_[i].zero, 0, params_[i].size * size_of(params_[i].dtype));
      return {};
    }
  }

  // Nothing was written so far; nothing can fail from here on.
  if (measured) {
    moved_.resize(sums_.size()), size_.resize(sums_.size());
    for_each_unit([&](const Unit& unit) { update_measured(unit.first, unit.last); });
    const double moved = std::sqrt(total(moved_)), size = std::sqrt(total(size_));
    report.update_norm = moved;
    if (size > 0) report.update_ratio = moved / size;
  } else {
    for_each_unit([&](const Unit& unit) { update_pieces(unit.first, unit.last); });
  }
  for (Param& p : params_)
    if (p.grad) ++p.t;
  ++steps_;
  skips_ = 0;
  report.applied = true;
  return {};
}

}  // namespace gradstep

#include "exact-end.hpp"
