// What an optimizer and a step are told, and what a step reports.
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "detail/tools.hpp"
#include "reflect.hpp"
#include "schedule.hpp"
#include "types.hpp"
#include "vocabulary.hpp"

namespace gradstep {

/// What was set for a hyper-parameter: a number, or a schedule of it.
struct Hyper {
  double number = 0;
  Schedule schedule{};
  Hyper(double x = 0) : number(x + 0.0) {}  // so that -0 is 0: rules divide by hyper-parameters
  Hyper(Schedule s) : schedule(std::move(s)) {}
  bool scheduled() const { return static_cast<bool>(schedule); }
  double at(std::int64_t n) const { return scheduled() ? schedule(n) + 0.0 : number; }
};

enum class Nonfinite : std::uint8_t { raise, skip, propagate };

/// An average: a second copy of the parameters that follows them. The k-th time it is taken (from
/// 0), at update n:
///     ema      average <- decay * average + (1 - decay) * p;  p at first          (every update)
///     uniform  average <- average + (p - average) / (k + 1), the mean of all taken
/// at n = start, start + every, start + 2 every, ...
struct Average {
  enum class Kind : std::uint8_t { none, ema, uniform } kind = Kind::none;
  double decay = 0.999;
  std::int64_t start = 0, every = 1;
};

/// Every k updates: ``slow ← slow + alpha·(p - slow)``, and p goes on from there.
///
/// Zhang et al., Lookahead Optimizer: k steps forward, 1 step back, 2019. The state of the rule is
/// not touched, or with reset_state starts anew, updates being counted from 1 again; schedules go
/// on.
struct Lookahead {
  std::int64_t k = 5;
  double alpha = 0.5;
  bool reset_state = false;
};

/// A tuner of the rate: parameters go along ``start + s·Δ``, Δ the sum of the rule's increments.
///
/// The factor s is found from all gradients together. Set lr as for the rule alone, or to 1: only
/// how lr changes from step to step matters, as in a schedule, and s does the rest. Per tuner i of
/// n, with h = Δ·(g + s_decay·s·|g|/(|p|+eps)·p) of all arrays before the update::
///
///     m ← max(βᵢ·m, |h|);  v ← βᵢ²·v + h²;  r ← max(βᵢ·r - sᵢ·h, 0)
///     sᵢ ← (s_init/n·m + r) / (√v + eps);  s = Σ sᵢ
///
/// All start at 0, so the first update finds a direction and moves nothing. m, v and r are kept as
/// max_product, sum_squared_products and reward. g is the gradient as the stages leave it, without
/// weight decay. Parameters belong to the optimizer from the first update on: what the caller
/// writes into them is gone after the next update. A parameter without a gradient stays as it is.
/// Two arrays are kept beside each parameter, in the compute dtype.
///
/// Cutkosky, Defazio & Mehta, Mechanic: A Learning Rate Tuner, 2023, algorithm 1.
struct Mechanic {
  double s_init = 1e-8, s_decay = 0.01;
  std::vector<double> betas{0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999};
  double eps = 1e-8;
};

/// Whether a caller may ask for a state that is kept so. Which codes have no sign is not the
/// caller's choice.
inline constexpr bool keeps_state(Storage s) {
  return is_float(s) || s == Storage::q8 || s == Storage::dynamic8;
}

/// A type to keep the state in. A header-only program that names one has the conversions.
struct StateDtype : std::optional<Storage> {
  StateDtype() = default;
  StateDtype(std::nullopt_t) {}
  template <std::same_as<Storage> S>
  StateDtype(S type) : std::optional<Storage>(type) {
    use_low_precision();
  }
};

/// What holds for the whole optimizer.
struct Options {
  double clip_norm = 0;  ///< largest norm of all gradients together; 0: not clipped
  Nonfinite nonfinite = Nonfinite::raise;
  std::int64_t max_skips = 100;  ///< consecutive steps that nonfinite=skip may skip
  bool zero_grads = false;       ///< zero the bound gradients once they are used
  bool report = false;           ///< measure grad_norm, update_norm and update_ratio at every step
  std::int64_t accumulate = 1;   ///< calls of step that make one update, by their gradients' mean
  Average average{};
  std::optional<Lookahead> lookahead{};
  std::optional<Mechanic> mechanic{};
  /// How the state is kept; none: in the compute dtype. The engine adds to q8 and dynamic8 whether
  /// a slot has a sign.
  StateDtype state_dtype{};
  std::int64_t state_min_size = 4096;  ///< smaller parameters have no 8-bit state
  Rounding rounding =
      Rounding::stochastic;        ///< of 16-bit parameters; stochastic: of 16-bit state, too
  std::uint64_t seed = 0;          ///< of stochastic rounding
  double clip_eps = 1e-6;          ///< clip_norm's factor is clip_norm / (norm + clip_eps), torch's
  bool cautious_plus_one = false;  ///< cautious as first published: size / (count + 1)
  /// A rule's t counts all steps since the parameter was added, also those in which it has no
  /// gradient or is frozen; else it counts the parameter's updates. Of a rule that decides for all
  /// its arrays together it counts the decisions, and its idle() steps are passed over.
  bool count_steps = false;
};

namespace detail {
constexpr std::span<const Word> words_of(const Options*) { return option_words; }
constexpr std::span<const Word> words_of(const Average*) { return average_words; }
constexpr std::span<const Word> words_of(const Lookahead*) { return lookahead_words; }
constexpr std::span<const Word> words_of(const Mechanic*) { return mechanic_words; }
}  // namespace detail

/// A hyper-parameter replaced for one step, in one group.
struct Override {
  std::size_t group, field;
  double value;
};

/// What holds for one step.
struct StepOptions {
  double grad_scale = 1, lr_scale = 1;
  bool report = false;
  std::span<const Override> overrides{};
  /// Further inputs of rules that have them: inputs[k * params + i] is the k-th of parameter i,
  /// null if it is not given.
  std::span<const void* const> inputs{};
  /// How each gradient is kept; empty: each in the compute dtype of its parameter.
  std::span<const Storage> grad_types{};
  std::optional<double> loss{};  ///< for rules that use it
};

/// What a step did. True iff it was applied. What was not computed is empty.
struct StepReport {
  std::int64_t n = 0;
  bool applied = false;
  std::optional<double> grad_norm, clip_factor, update_norm, update_ratio, loss;
  std::vector<double>
      values;  ///< the hyper-parameters used: the groups' fields, one group after another
  Reason code = Reason::none;
  std::string reason;       ///< why it was not applied
  std::string path;         ///< the parameter whose gradient could not be used
  std::int64_t index = -1;  ///< the element of it, in memory order
  /// Its gradients were added to the sums of `accumulate`, and a later call makes the update; the
  /// reason is "accumulated".
  bool added = false;
  explicit operator bool() const { return applied; }
};

/// How the elements of a parameter fall into rows, the indices of its first axis, in memory:
/// element i is of row i / inner % rows. An array with fewer than two axes is one row.
struct Rows {
  std::size_t rows = 1, inner = 1;
  bool matrix = false;
};

/// Nothing, or why not: one pointer, so that what goes well pays for no error.
class Refusal {
 public:
  Refusal() = default;
  [[gnu::cold]] Refusal(error why) : why_(std::make_unique<error>(std::move(why))) {}
  explicit operator bool() const { return why_ != nullptr; }
  const error& operator*() const { return *why_; }
  const error* operator->() const { return why_.get(); }

 private:
  std::unique_ptr<error> why_;
};

namespace detail {
inline void raise_if(const Refusal& refusal) {
  if (refusal) raise(*refusal);
}
}  // namespace detail

}  // namespace gradstep
