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

// Calls work(param index, row) for every row of the parameters that `wanted`; rows run in parallel.
template <class Wanted, class F>
void Engine::for_each_row(Wanted&& wanted, F&& work) {
  const auto unit = [&](std::size_t u) noexcept {
    const RowUnit& rows = row_units_[u];
    if (!wanted(params_[rows.param])) return;
    for (std::size_t row = rows.first; row < rows.last; ++row) work(params_[rows.param], row);
  };
  parallel_for(row_units_.size(), threads_, unit, executor_);
}

// Calls work(begin, n) for each stretch of one row of a parameter that lies together.
template <class F>
void Engine::for_each_stretch(const Param& p, std::size_t row, F&& work) {
  for (std::size_t at = row * p.own.inner; at < p.size; at += p.own.rows * p.own.inner)
    work(at, p.own.inner);
}

inline double Engine::total(std::vector<double>& per_block) {
  for (std::size_t i = 0; i < params_.size(); ++i)
    tensor_sums_[i] = params_[i].grad == nullptr
                          ? 0.0
                          : detail::sum_pairwise({per_block.data() + block_begin_[i],
                                                  block_begin_[i + 1] - block_begin_[i]});
  if (&per_block == &sums_)
    for (std::size_t i = 0; i < params_.size(); ++i) norms_[i] = std::sqrt(tensor_sums_[i]);
  return detail::sum_pairwise(tensor_sums_);
}

// The largest |g| that the rule's state can hold to its power, before the stages.
inline double Engine::largest_gradient(const Param& p) const {
  const Group& group = groups_[p.group];
  double limit = p.dtype == Dtype::f32 ? std::numeric_limits<float>::max()
                                       : std::numeric_limits<double>::max();
  if (group.rule->grad_power == 2) limit = std::sqrt(limit);
  limit /= group.rule->grad_gain;
  return group.extras.centralize && p.matrix ? limit / 2 : limit;  // |g - mean| <= 2 max |g|
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
    const double factor = options_.clip_norm / (*report.grad_norm + options_.clip_eps);
    report.clip_factor = factor >= 1 ? 1 : factor;
    for (Group& group : groups_) {
      group.stages.clip = *report.clip_factor;
      group.around = group.around || group.stages.clip != 1;
    }
  }
  if (!refusing) return true;
  const auto limit = [&](std::size_t param) {
    const Stages& stages = groups_[params_[param].group].stages;
    const double largest = largest_gradient(params_[param]);
    if (stages.clip_value > 0 && stages.clip_value <= largest) return detail::largest;
    return largest * stages.unscale / stages.clip;
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

inline Refusal Engine::check_inputs() const {
  for (const Param& p : params_)
    for (std::size_t k = 0; k < groups_[p.group].rule->inputs.size(); ++k) {
      if (p.grad == nullptr || p.own.inputs[k] == nullptr) continue;  // does not step
      const auto d = static_cast<std::size_t>(p.dtype);
      const auto bits = measures_of(isa_).largest[d](p.own.inputs[k], p.size, nullptr);
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

// The factors and means of the stages that look at rows; nothing of the parameters is written.
inline Refusal Engine::stage_rows() {
  const auto wanted = [&](const Param& p) {
    const Extras& x = groups_[p.group].extras;
    return p.grad != nullptr && (x.clip_adaptive > 0 || (x.centralize && p.matrix));
  };
  for (Param& p : params_) {
    p.own.row_clip = p.own.row_mean = nullptr;
    if (!wanted(p)) continue;
    const Extras& x = groups_[p.group].extras;
    p.row_clip.assign(p.own.rows, 1), p.row_mean.assign(p.own.rows, 0);
    if (x.clip_adaptive > 0) p.own.row_clip = p.row_clip.data();
    if (x.centralize && p.matrix) p.own.row_mean = p.row_mean.data();
  }
  for_each_row(wanted, [&](Param& p, std::size_t row) {
    const auto d = static_cast<std::size_t>(p.dtype);
    double sums[3]{};
    for_each_stretch(p, row, [&](std::size_t at, std::size_t n) {
      const std::size_t offset = at * size_of(p.dtype);
      measures_of(isa_).row[d](static_cast<const std::byte*>(p.grad) + offset,
                               static_cast<const std::byte*>(p.data) + offset, n, sums);
    });
    const Group& group = groups_[p.group];
    // what the stages before have made of them
    const double before = group.stages.clip * p.own.clip / group.stages.unscale;
    if (p.own
            .row_clip) {  // Brock et al., High-Performance Large-Scale Image Recognition Without Normalization, 2021
      const double norm = std::max(before * std::sqrt(sums[1]), 1e-6),
                   most = group.extras.clip_adaptive * std::max(std::sqrt(sums[2]), 1e-3);
      if (norm > most) p.row_clip[row] = most / norm;
    }
    p.row_mean[row] = before * p.row_clip[row] * sums[0] / static_cast<double>(p.size / p.own.rows);
  });
  if (options_.nonfinite != Nonfinite::propagate)
    for (const Param& p : params_)
      if (p.own.row_clip && std::count(p.row_clip.begin(), p.row_clip.end(), 0) > 0)  // 1 / Inf
        return norm_overflows(p, "clip_adaptive");
  return {};
}

inline error Engine::norm_overflows(const Param& p, const char* stage) {
  return error(Reason::nonfinite,
               "the norm of the gradient of '" + p.path + "' overflows float64, so " + stage +
                   " cannot be applied; scale the loss",
               p.path);
}

// The factors of clip_each.
inline Refusal Engine::stage_arrays() {
  clipped_each_ = false;
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    const Group& group = groups_[p.group];
    p.own.clip = 1;
    if (p.grad == nullptr || group.extras.clip_each == 0) continue;
    const double norm = group.stages.clip * norms_[i] / group.stages.unscale;
    clipped_each_ = true;
    if (norm == detail::infinity && options_.nonfinite != Nonfinite::propagate)
      return norm_overflows(p, "clip_each");
    if (norm > group.extras.clip_each) p.own.clip = group.extras.clip_each / norm;
  }
  return {};
}

inline unsigned Engine::given(const Param& p) const {
  unsigned mask = 0;
  for (std::size_t k = 0; k < groups_[p.group].rule->inputs.size(); ++k)
    mask |= unsigned{p.own.inputs[k] != nullptr} << k;
  return mask;
}

// `n` elements of a parameter from `begin` on, with all that belongs to them.
inline Segment Engine::segment(const Param& p, std::size_t begin, std::size_t n) const {
  const std::size_t offset = begin * size_of(p.dtype);
  Segment s;
  s.p = static_cast<std::byte*>(p.data) + offset;
  s.g = static_cast<const std::byte*>(p.grad) + offset;
  for (std::size_t k = 0; k < max_slots; ++k)
    s.state[k] = p.state[k] ? static_cast<std::byte*>(p.state[k]) + offset : nullptr;
  s.n = n;
  s.begin = begin;
  s.own = &p.own;
  return s;
}

inline const KernelSet& Engine::kernels(const Param& p) const {
  const Group& group = groups_[p.group];
  return group.rule
      ->kernels[static_cast<std::size_t>(isa_)][static_cast<std::size_t>(p.dtype)][group.variant];
}

// The rule at this step of a parameter, or of one of its rows.
inline Moment Engine::moment(const Param& p, std::size_t row) const {
  const Group& group = groups_[p.group];
  return {group.used.data(), p.numbers.data() + row * group.rule->numbers.size(), p.t + 1,
          given(p)};
}

// Segments of parameters that share group, dtype, t and inputs with `p`, and have no numbers.
inline void Engine::run(const Param& p, const Segment* segments, std::size_t count) const {
  const Group& group = groups_[p.group];
  const KernelSet& set = kernels(p);
  (group.usual ? set.usual : set.update)(moment(p, 0), group.around ? &group.stages : nullptr,
                                         segments, count);
}

// One piece of a parameter, cut at its rows if they have numbers of their own. `counting` only counts what the cautious
// mask would let through.
inline double Engine::update_piece(const Param& p, std::size_t begin, std::size_t n,
                                   bool counting) const {
  const Group& group = groups_[p.group];
  const KernelSet& set = kernels(p);
  const std::size_t end = begin + n;
  double count = 0;
  while (begin < end) {
    std::size_t row = 0, size = end - begin;
    if (group.rule->rowwise) {
      row = begin / p.own.inner % p.own.rows;
      size = std::min(size, p.own.inner - begin % p.own.inner);
    }
    const Segment s = segment(p, begin, size);
    if (group.stages.cautious)
      count += set.cautious(moment(p, row), group.stages, s, counting);
    else
      (group.usual ? set.usual : set.update)(moment(p, row), group.around ? &group.stages : nullptr,
                                             &s, 1);
    begin += size;
  }
  return count;
}

inline void Engine::update_pieces(std::size_t first, std::size_t last) {
  constexpr std::size_t batch = 64;
  Segment segments[batch];
  std::size_t count = 0;
  const Param* current = nullptr;
  const auto together = [&](const Param& p) {
    return p.group == current->group && p.dtype == current->dtype && p.t == current->t &&
           given(p) == given(*current);
  };
  for (std::size_t i = first; i < last; ++i) {
    const Piece& piece = pieces_[i];
    const Param& p = params_[piece.param];
    if (p.grad == nullptr) continue;
    if (!p.numbers.empty() || groups_[p.group].stages.cautious) {
      update_piece(p, piece.begin, piece.size);
      continue;
    }
    if (count == batch || (count > 0 && !together(p))) {
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
      std::byte* const now =
          static_cast<std::byte*>(p.data) + (piece.begin + at) * size_of(p.dtype);
      std::memcpy(before, now, n * size_of(p.dtype));
      update_piece(p, piece.begin + at, n);
      const std::size_t block = piece.first_block + at / sum_block;
      measures_of(isa_).update[static_cast<std::size_t>(p.dtype)](before, now, n, &moved_[block],
                                                                  &size_[block]);
    }
  }
}

// The sums of the rules that ask for them, then what they decide by them. Refuses before anything is decided.
inline Refusal Engine::decide() {
  const auto rule_of = [&](const Param& p) -> const RuleType& { return *groups_[p.group].rule; };
  std::size_t most = 0;
  for (const Param& p : params_)
    if (p.grad && rule_of(p).decide) most = std::max(most, rule_of(p).sums);
  // one sum after another, each over all blocks (or rows) of all parameters
  terms_.assign(most * std::max(sums_.size(), row_begin_.empty() ? 0 : row_begin_.back()), 0);
  const std::size_t stride = most > 0 ? terms_.size() / most : 0;
  if (most > 0) {
    for_each_unit([&](const Unit& unit) {
      for (std::size_t i = unit.first; i < unit.last; ++i) {
        const Piece& piece = pieces_[i];
        const Param& p = params_[piece.param];
        if (!p.grad || rule_of(p).sums == 0 || rule_of(p).rowwise) continue;
        for (std::size_t at = 0; at < piece.size; at += sum_block) {
          double sums[max_sums]{};
          kernels(p).measure(moment(p, 0), groups_[p.group].stages,
                             segment(p, piece.begin + at, std::min(sum_block, piece.size - at)),
                             sums);
          for (std::size_t q = 0; q < rule_of(p).sums; ++q)
            terms_[q * stride + piece.first_block + at / sum_block] = sums[q];
        }
      }
    });
    for_each_row(
        [&](const Param& p) { return p.grad && rule_of(p).sums > 0 && rule_of(p).rowwise; },
        [&](Param& p, std::size_t row) {
          double sums[max_sums]{};
          for_each_stretch(p, row, [&](std::size_t at, std::size_t n) {
            kernels(p).measure(moment(p, row), groups_[p.group].stages, segment(p, at, n), sums);
          });
          const auto param = static_cast<std::size_t>(&p - params_.data());
          for (std::size_t q = 0; q < rule_of(p).sums; ++q)
            terms_[q * stride + row_begin_[param] + row] = sums[q];
        });
  }
  // Each parameter's sums end at the front of its own terms.
  for (std::size_t i = 0; i < params_.size(); ++i) {
    const Param& p = params_[i];
    if (!p.grad || rule_of(p).rowwise) continue;
    for (std::size_t q = 0; q < rule_of(p).sums; ++q)
      detail::sum_pairwise(
          {terms_.data() + q * stride + block_begin_[i], block_begin_[i + 1] - block_begin_[i]});
  }
  const auto first_of = [&](std::size_t i) {
    return rule_of(params_[i]).rowwise ? row_begin_[i] : block_begin_[i];
  };
  const auto rows_of = [&](const Param& p) { return rule_of(p).rowwise ? p.own.rows : 1; };
  if (options_.nonfinite != Nonfinite::propagate)
    for (std::size_t i = 0; i < params_.size(); ++i) {
      const Param& p = params_[i];
      if (!p.grad || p.size == 0) continue;
      for (std::size_t q = 0; q < rule_of(p).sums; ++q)
        for (std::size_t row = 0; row < rows_of(p); ++row)
          if (!(std::abs(terms_[q * stride + first_of(i) + row]) <= detail::largest))
            return error(Reason::nonfinite,
                         "the sums over '" + p.path + "' that " + std::string(rule_of(p).name) +
                             " needs overflow float64; scale the loss, or mend the parameter",
                         p.path);
    }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    const RuleType& rule = rule_of(p);
    if (!p.grad || !rule.decide || p.size == 0) continue;
    for (std::size_t row = 0; row < rows_of(p); ++row) {
      double sums[max_sums]{};
      for (std::size_t q = 0; q < rule.sums; ++q) sums[q] = terms_[q * stride + first_of(i) + row];
      rule.decide(groups_[p.group].used.data(), p.t + 1, sums,
                  static_cast<double>(p.size / rows_of(p)),
                  p.numbers.data() + row * rule.numbers.size());
    }
  }
  return {};
}

// The factor of what the cautious mask lets through: one dry run, which writes nothing.
inline void Engine::count_cautious() {
  if (std::none_of(groups_.begin(), groups_.end(),
                   [](const Group& group) { return group.stages.cautious; }))
    return;
  const auto cautious = [&](const Param& p) { return p.grad && groups_[p.group].stages.cautious; };
  agreeing_.assign(pieces_.size(), 0);
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i)
      if (cautious(params_[pieces_[i].param]))
        agreeing_[i] =
            update_piece(params_[pieces_[i].param], pieces_[i].begin, pieces_[i].size, true);
  });
  for (Param& p : params_) p.own.cautious = 0;
  for (std::size_t i = 0; i < pieces_.size(); ++i)  // whole numbers: exact in any order
    params_[pieces_[i].param].own.cautious += agreeing_[i];
  for (Param& p : params_) {
    const auto size = static_cast<double>(p.size);
    p.own.cautious = options_.cautious_plus_one
                         ? size / (p.own.cautious + 1)
                         : 1 / std::max(p.own.cautious / std::max(size, 1.0), 1e-3);
  }
}

// The average goes on where nothing moves.
inline void Engine::average_untouched(double weight) {
  for_each_unit([&](const Unit& unit) {
    for (std::size_t i = unit.first; i < unit.last; ++i) {
      const Param& p = params_[pieces_[i].param];
      if (p.grad) continue;
      const std::size_t offset = pieces_[i].begin * size_of(p.dtype);
      measures_of(isa_).average[static_cast<std::size_t>(p.dtype)](
          static_cast<const std::byte*>(p.data) + offset,
          static_cast<std::byte*>(p.own.average) + offset, pieces_[i].size, weight);
    }
  });
}

// Zeroes the gradients that no update has zeroed: all of a skipped step, or those of frozen parameters.
inline void Engine::zero_rest(bool all) {
  for (Param& p : params_)
    if (p.own.zero && (all || !p.grad)) std::memset(p.own.zero, 0, p.size * size_of(p.dtype));
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

  if (swapped_)
    return error(Reason::busy,
                 "the parameters hold their averages now; leave opt.averaged() before stepping");
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
  if (!o.inputs.empty() && o.inputs.size() != max_inputs * params_.size())
    return error(Reason::gradient, "inputs need " + std::to_string(max_inputs) +
                                       " pointers per parameter, null for what is not given");
  bool each = false, rows = false, deciding = false, inputs = false;
  for (Group& group : groups_) {
    each = each || group.extras.clip_each > 0;
    rows = rows || group.extras.clip_adaptive > 0 || group.extras.centralize;
    deciding = deciding || group.rule->decide;
    inputs = inputs || !group.rule->inputs.empty();
    group.around = group.around || !zero.empty();
  }
  for (std::size_t i = 0; i < params_.size(); ++i) {
    Param& p = params_[i];
    p.grad = p.frozen ? nullptr : grads[i];
    if (!zero.empty() || zeroing_) p.own.zero = zero.empty() ? nullptr : zero[i];
    for (std::size_t k = 0; inputs && k < groups_[p.group].rule->inputs.size(); ++k)
      p.own.inputs[k] = o.inputs.empty() ? nullptr : o.inputs[k * params_.size() + i];
  }
  zeroing_ = !zero.empty();
  const Stages& common = groups_.front().stages;

  const bool measured = options_.report || o.report,
             norm = options_.clip_norm > 0 || measured || each;
  const auto refused = [&](const error& no) -> Refusal {
    report.code = Reason::nonfinite;
    report.reason = no.what(), report.path = no.path, report.index = no.index;
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
    zero_rest(true);
    return {};
  };
  if (norm || options_.nonfinite != Nonfinite::propagate)
    if (!inspect(o, norm, report))
      return refused(error(Reason::nonfinite, report.reason, report.path, report.index));
  if (!o.inputs.empty() && options_.nonfinite != Nonfinite::propagate)
    if (Refusal no = check_inputs()) return refused(*no);
  if (each || clipped_each_)
    if (Refusal no = stage_arrays()) return refused(*no);
  if (rows || staged_rows_)
    if (Refusal no = stage_rows()) return refused(*no);
  staged_rows_ = rows;
  if (deciding)
    if (Refusal no = decide()) return refused(*no);

  // Nothing was written so far; nothing can fail from here on.
  if (options_.lookahead.k > 0)
    for (Param& p : params_)  // the caller may have loaded them since they were bound
      if (p.grad && p.t == 0 && p.size > 0)
        std::memcpy(p.own.slow, p.data, p.size * size_of(p.dtype));
  count_cautious();
  if (measured) {
    moved_.resize(sums_.size()), size_.resize(sums_.size());
    for_each_unit([&](const Unit& unit) { update_measured(unit.first, unit.last); });
    const double moved = std::sqrt(total(moved_)), size = std::sqrt(total(size_));
    report.update_norm = moved;
    if (size > 0) report.update_ratio = moved / size;
  } else {
    for_each_unit([&](const Unit& unit) { update_pieces(unit.first, unit.last); });
  }
  if (common.average != 0) {
    average_untouched(common.average);
    ++averaged_;
  }
  if (zeroing_) zero_rest(false);
  for (Param& p : params_)
    if (p.grad) ++p.t;
  ++steps_;
  skips_ = 0;
  report.applied = true;
  return {};
}

}  // namespace gradstep

#include "exact-end.hpp"
