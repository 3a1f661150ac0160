// The engine: what was bound, the plan, and the step that is all or nothing. It knows no rule; rules do not know it.
#pragma once
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detail/engine/arena.hpp"
#include "detail/rule_type.hpp"
#include "parallel.hpp"
#include "schedule.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

/// What was set for a hyper-parameter: a number, or a schedule of it.
struct Hyper {
  double number = 0;
  Schedule schedule{};
  Hyper(double x = 0) : number(x) {}
  Hyper(Schedule s) : schedule(std::move(s)) {}
  bool scheduled() const { return static_cast<bool>(schedule); }
  double at(std::int64_t n) const { return scheduled() ? schedule(n) : number; }
};

enum class Nonfinite : std::uint8_t { raise, skip, propagate };

/// A second copy of the parameters that follows them. The k-th time it is taken (from 0), at update n:
///     ema      average <- decay * average + (1 - decay) * p;  p at first          (every update)
///     uniform  average <- average + (p - average) / (k + 1), the mean of all taken
/// at n = start, start + every, start + 2 every, ...
struct Average {
  enum class Kind : std::uint8_t { none, ema, uniform } kind = Kind::none;
  double decay = 0.999;
  std::int64_t start = 0, every = 1;
};

/// Every k updates: slow <- slow + alpha * (p - slow), and p starts again from there; k = 0: not used.
/// Zhang et al., Lookahead Optimizer: k steps forward, 1 step back, 2019.
struct Lookahead {
  std::int64_t k = 0;
  double alpha = 0.5;
};

/// A tuner of the rate of any rule that returns increments u: parameters go along start + s * delta, delta the sum of all u,
/// and s is learned from all gradients together. Per tuner i of n, with h = delta · (g + s_decay * s * |g| / (|p| + eps) * p)
/// of the parameters before the update:
///     max_product <- max(beta * max_product, |h|);  sum_squared_products <- beta² * sum_squared_products + h²
///     reward <- max(beta * reward - s_i * h, 0)
///     s_i <- (s_init / n * max_product + reward) / (sqrt(sum_squared_products) + eps);  s is the sum of all s_i
/// All start at 0, so the first update finds a direction and moves nothing.
/// Cutkosky, Defazio & Mehta, Mechanic: A Learning Rate Tuner, 2023.
struct Mechanic {
  double s_init = 1e-8, s_decay = 0.01;
  std::vector<double> betas{0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999};
  double eps = 1e-8;
};

/// What holds for the whole optimizer.
struct Options {
  double clip_norm = 0;  ///< largest norm of all gradients together; 0: not clipped
  Nonfinite nonfinite = Nonfinite::raise;
  std::int64_t max_skips = 100;  ///< consecutive steps that nonfinite=skip may skip
  bool zero_grads = false;       ///< zero the bound gradients once they are used
  bool report = false;           ///< measure grad_norm, update_norm and update_ratio at every step
  Average average{};
  Lookahead lookahead{};
  std::optional<Mechanic> mechanic{};
  /// How the state is kept; none: in the type that is computed in. For q8 and dynamic8 a slot's sign is added.
  std::optional<Storage> state_dtype{};
  std::int64_t state_min_size = 4096;  ///< smaller parameters have no 8-bit state
  Rounding rounding =
      Rounding::stochastic;        ///< of 16-bit parameters; stochastic: of 16-bit state, too
  std::uint64_t seed = 0;          ///< of stochastic rounding
  double clip_eps = 1e-6;          ///< clip_norm's factor is clip_norm / (norm + clip_eps), torch's
  bool cautious_plus_one = false;  ///< cautious as first published: size / (count + 1)
};

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
  /// Further inputs of rules that have them: inputs[k * params + i] is the k-th of parameter i, null if it is not given.
  std::span<const void* const> inputs{};
  /// How each gradient is kept; empty: each in the type that its parameter is computed in.
  std::span<const Storage> grad_types{};
  std::optional<double> loss{};  ///< for rules that step by it
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
  explicit operator bool() const { return applied; }
};

/// Nothing, or why not.
using Refusal = std::optional<error>;

namespace detail {
inline void raise_if(const Refusal& refusal) {
  if (refusal) raise(*refusal);
}

/// Pairwise sum in a tree fixed by the count alone. Overwrites `x`.
inline double sum_pairwise(std::span<double> x) {
  if (x.empty()) return 0;
  for (std::size_t n = x.size(); n > 1; n = (n + 1) / 2)
    for (std::size_t i = 0; i < (n + 1) / 2; ++i)
      x[i] = 2 * i + 1 < n ? x[2 * i] + x[2 * i + 1] : x[2 * i];
  return x[0];
}

/// Fowler, Noll & Vo's hash of a text, 64 bits.
inline std::uint64_t fnv1a(std::string_view s) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : s) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

inline double magnitude(Dtype d, std::int64_t bits) {
  if (d == Dtype::f64) {
    double x;
    std::memcpy(&x, &bits, sizeof x);
    return x;
  }
  const auto low = static_cast<std::int32_t>(bits);
  float x;
  std::memcpy(&x, &low, sizeof x);
  return x;
}
}  // namespace detail

/// How the elements of a parameter fall into rows, the indices of its first axis, in memory: element i is of row
/// i / inner % rows. An array with fewer than two axes is one row.
struct Rows {
  std::size_t rows = 1, inner = 1;
  bool matrix = false;
};

class Engine {
 public:
  struct Group {
    std::string name;
    const RuleType* rule;
    std::vector<Field> fields;  // the rule's, then the extras that the rule has not itself
    std::vector<Hyper> set;
    std::vector<const Word*>
        words{};                 // of the fields: looking them up takes longer than a schedule
    std::vector<double> used{};  // of the step under way; `lr` with its scales
    unsigned variant = 0;        // which switched slots are there
    Stages stages{};
    Extras extras{};  // of the step under way
    // What is `used` stays as it is from step to step while nothing is scheduled or replaced for a
    // step; what is not scheduled stays (`filled`) but for lr, which is scaled.
    bool settled = false, filled = false;
    bool moving_extras = false;  // one of the stages' values is scheduled
    std::vector<std::size_t> scheduled{};
    double scale = 1;     // the step's on lr, with which `used` was settled
    bool usual = false;   // the rule's options without a slot are at their defaults
    bool around = false;  // there is work around the rule
    bool copied = false;  // some of its parameters have, or had, a copy that follows them
    int lr = -1;          // where it stands in `fields`
    int shared = -1;      // which of the engine's Shared its rule decides by
    std::array<int, field_count<Extras>> extra{};  // where these stand; -1 if the rule has its own
    void note_set() {
      settled = filled = false;
      scheduled.clear();
      moving_extras = false;
      for (std::size_t f = 0; f < set.size(); ++f)
        if (set[f].scheduled()) {
          scheduled.push_back(f);
          moving_extras |= f >= rule->fields.size();
        }
    }
  };
  // What every step touches is in the first cache line: of thousands of arrays, it is what there is to read.
  struct alignas(line) Param {
    const void* grad = nullptr;  // of the step under way; null: untouched
    std::int64_t t = 0;          // updates of this parameter
    void* data = nullptr;
    std::size_t size = 0;
    std::size_t group = 0;
    Dtype dtype{};                // that is computed in
    Storage grad_type{};          // of the step under way
    bool kept_otherwise = false;  // parameter or state is kept in another type than that
    bool packed = false;          // or the gradient of the step under way is
    bool has_state = false, frozen = false;
    bool matrix = false;  // has rows at all: more than one axis
    void* state[max_slots] = {};
    Packing packing{};
    double largest_state = 0;  // number that every slot can hold
    Around own{};
    std::vector<double> numbers{};  // the rule's, one set, or one per row
    std::vector<double> row_clip{}, row_mean{};
    std::string path{};
  };

  /// What a rule decides for all its arrays together, in whatever groups they are.
  struct Shared {
    const RuleType* rule;
    std::vector<double> numbers{};
    std::int64_t t = 0;  // decisions
    // of the step under way
    double sums[max_sums] = {}, size = 0, lr = 0;
    const Group* group = nullptr;  // the first that takes part
    std::vector<double> hyper{};   // its values, with that lr
  };

  /// One of Mechanic's.
  struct Tuner {
    double s = 0, reward = 0, max_product = 0, sum_squared_products = 0;
  };

  explicit Engine(Options options = {}) { this->options(options); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ---- binding
  std::size_t add_group(std::string name, const RuleType& rule, std::vector<Hyper> set);
  std::size_t add(std::string path, Storage type, void* data, std::size_t size,
                  std::size_t group = 0, Rows rows = {});
  /// Forgets what was added last and has no state yet: to leave nothing behind when one of several is refused.
  void truncate(std::size_t params, std::size_t groups);
  /// A frozen parameter's gradients are not looked at; it, its state and its count stay as they are.
  void freeze(std::size_t param, bool frozen) { params_[param].frozen = frozen; }
  /// Copies a parameter, in its memory order, now and with every update from now on; null ends it. The kernels must have the
  /// conversion, `converts(dtype, type)`.
  void copy_to(std::size_t param, Stored copy);
  void rebind(std::span<void* const> data);  // one address per parameter; state is kept
  void set(std::size_t group, std::size_t field, Hyper value);
  void set(std::size_t group,
           std::span<const std::pair<std::size_t, Hyper>> fields);  // all or none of them
  /// A metric, measured after the last update, for the schedules that metrics move. Throws if there
  /// is none.
  void observe(double metric);
  /// What metrics have moved in the schedule of a hyper-parameter.
  void restore_counters(std::size_t group, std::size_t field,
                        std::span<const std::vector<double>> counters);
  void options(const Options& options);
  void executor(Executor e) { executor_ = e; }
  void isa(Isa isa);  // for tests and comparisons; the bits are the same
  Isa isa() const { return isa_; }

  // ---- state
  void prepare();  // allocates the state of what was added; the first step does it otherwise
  std::size_t storage_bytes() const;
  void storage(std::span<std::byte> memory);
  void restore(std::int64_t steps, std::int64_t skipped) {
    steps_ = steps, skipped_ = skipped, skips_ = 0;
  }
  void restore_count(std::size_t param, std::int64_t t) { params_[param].t = t; }
  std::span<double> numbers(std::size_t param) { return params_[param].numbers; }
  std::vector<Shared>& shared() { return shared_; }
  /// Mechanic's, one for each of its betas; and their sum, the factor on what the rules have added up.
  std::span<Tuner> tuners() { return tuners_; }
  double scale() const;
  void restore_scale(std::size_t param, double scale) { params_[param].own.scale = scale; }
  /// How many parameter vectors the average was made from.
  std::int64_t averaged() const { return averaged_; }
  void restore_averaged(std::int64_t count) { averaged_ = count; }
  /// Puts the average, or what the rule itself has to show, in the parameters' place, and the parameters back. Steps are
  /// refused in between.
  void swap_average();
  bool swapped() const { return swapped_; }
  /// Whether the rule of a parameter steps another value than is to be used; and what is to be used, that or the average, in
  /// the type that is computed in.
  bool evaluates(std::size_t param) const { return groups_[params_[param].group].rule->evaluates; }
  void evaluate(std::size_t param, void* out) const;
  /// The bytes of a parameter that stand aside while what is to be used is in its place.
  std::span<std::byte> set_aside(std::size_t param) { return set_aside_[param]; }

  // ---- the step
  /// Gradients in order of the parameters; a null pointer leaves its parameter untouched. `zero`, if given, is where they
  /// are zeroed afterwards. Throws what it refuses, and then has written nothing.
  StepReport step(std::span<const void* const> grads, std::span<void* const> zero = {},
                  const StepOptions& = {});
  /// The same, but what it refuses comes back. Throws only what a schedule of the caller's own throws.
  [[nodiscard]] Refusal try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                 const StepOptions& options, StepReport& report);
  /// The values that step n would use, the groups' fields one after another.
  std::vector<double> values(std::int64_t n) const { return values(n, 1); }
  /// And those after it, one step after another.
  std::vector<double> values(std::int64_t n, std::int64_t steps) const;

  const std::vector<Param>& params() const { return params_; }
  const std::vector<Group>& groups() const { return groups_; }
  const Options& options() const { return options_; }
  std::int64_t steps() const { return steps_; }
  std::int64_t skipped() const { return skipped_; }
  /// Group and name of the hyper-parameter whose schedule threw last.
  const std::pair<std::string, std::string>& asked() const { return asked_; }
  int field_index(std::size_t group, std::string_view name) const;
  /// Which parameter has this path.
  std::optional<std::size_t> find(std::string_view path) const {
    const auto at = by_path_.find(path);
    return at == by_path_.end() ? std::nullopt : std::optional(at->second);
  }
  /// Whether [data, data + bytes) touches a parameter; `except`, the parameter itself, may be met exactly.
  const Param* overlapping(const void* data, std::size_t bytes, std::size_t except) const;

 private:
  struct Piece {  // of one parameter; whole blocks of sum_block elements, but for the last
    std::size_t param, first_block, begin, size;
  };
  struct Unit {  // the pieces [first, last) that one thread takes at a time
    std::size_t first, last;
  };
  // By bytes that an update moves. Handing work over costs 1 µs while the threads are awake, which pays from alone_bytes on.
  // Waking one costs the caller 15 µs, and it comes 30 µs later: that pays from wake_bytes on.
  static constexpr std::size_t least_unit = std::size_t{256} << 10,
                               most_unit = std::size_t{1} << 20,
                               alone_bytes = std::size_t{512} << 10,
                               wake_bytes = std::size_t{4} << 20;

  error refusal(Reason reason, const std::string& message, const Group& group,
                std::string_view name, std::int64_t n = -1) const;
  Refusal check(const Group& group, std::size_t field, double value, std::int64_t n) const;
  Refusal check_kind(const Group& group, std::size_t field, const Hyper& value) const;
  Refusal check_combination(const Group& group, const double* values, std::int64_t n) const;
  Extras extras_of(const Group& group, const double* values) const;
  double average_weight(std::int64_t n) const;
  unsigned variant_of(const Group& group) const;
  double ask(const Group& group, std::size_t field, const Hyper& value, std::int64_t n) const;
  Refusal evaluate(Group& group, std::size_t index, std::int64_t n,
                   const StepOptions& options) const;
  Refusal settle(Group& group, std::size_t index, std::int64_t n, const StepOptions& options,
                 bool overridden) const;
  void plan();
  std::size_t moved_bytes(const Param& param) const;
  bool pays() const;
  double initial_value(const Group& group, int field) const;
  Storage storage_for(const SlotType& slot, const Group& group, Dtype dtype,
                      std::size_t size) const;
  void choose_storage(Param& param, Storage type);
  static std::size_t bytes_beside(const Param& param);
  void start_slot(Param& param, std::size_t slot, double value);
  std::size_t lay_out(std::byte* memory, std::size_t room, bool assign);
  template <class F>
  void share(std::size_t n, F&& work);
  template <class F>
  void for_each_unit(F&& work);
  double total(std::span<double> per_block, std::vector<double>* each = nullptr);
  static double largest_of(Dtype dtype) {
    return dtype == Dtype::f32 ? std::numeric_limits<float>::max() : detail::largest;
  }
  static double largest_of(Storage type) {
    return type == Storage::f64    ? detail::largest
           : type == Storage::f16  ? 65504
           : type == Storage::bf16 ? 0x1.fep127
                                   : std::numeric_limits<float>::max();
  }
  double largest_gradient(const Param& param) const;
  std::string too_large(const Param& param) const;
  void describe_bad(std::size_t param, double limit, StepReport& report) const;
  bool inspect(const StepOptions& options, bool norm, StepReport& report);
  template <class Wanted, class F>
  void for_each_row(Wanted&& wanted, F&& work);
  template <class F>
  void in_tiles(const Param& param, bool as_seen, std::size_t begin, std::size_t n, F&& work) const;
  template <class F>
  static void for_each_stretch(const Param& param, std::size_t row, F&& work);
  Refusal check_inputs() const;
  Refusal check_alike(const Group& a, const Group& b) const;
  Refusal check_loss(const StepOptions& options, StepReport& report) const;
  Refusal stage_arrays();
  Refusal stage_rows();
  static error norm_overflows(const Param& param, const char* stage);
  unsigned given(const Param& param) const;
  Segment segment(const Param& param, std::size_t begin, std::size_t n) const;
  const KernelSet& kernels(const Param& param) const;
  Moment moment(const Param& param, std::size_t row, void* scratch) const;
  std::size_t first_term(std::size_t param) const;
  std::size_t sum_rows(const Param& param) const;
  void measure_rules();
  template <class Deciding>
  Refusal add_shared(Deciding&& deciding);
  Refusal decide(const StepOptions& options);
  Refusal measure_tuners(double& h);
  void tune(double h);
  void count_cautious();
  void follow_untouched(double weight);
  void zero_rest(bool all);
  void take(std::span<const void* const> grads, std::span<void* const> zero,
            const StepOptions& options);
  Refusal skip(const error& why, StepReport& report);
  void run(const Param& param, const Segment* segments, std::size_t count, void* scratch) const;
  double update_piece(const Param& param, std::size_t begin, std::size_t n, void* scratch,
                      bool counting = false) const;
  static std::size_t line_from(const Param& param, std::size_t begin);
  void update_pieces(std::size_t first, std::size_t last);
  void update_measured(std::size_t first, std::size_t last);

  mutable std::pair<std::string, std::string> asked_;
  std::vector<Group> groups_;
  std::vector<Shared> shared_;
  std::vector<Tuner> tuners_;
  std::vector<Param> params_;
  std::map<std::uintptr_t, std::size_t> by_address_;  // begin of each non-empty parameter
  std::map<std::string, std::size_t, std::less<>> by_path_;
  std::vector<detail::Block> blocks_;
  std::span<std::byte> given_;
  std::vector<Piece> pieces_;
  std::vector<Unit> units_;
  std::vector<std::size_t> block_begin_;     // of each parameter, in the sums below
  std::vector<std::int64_t> piece_max_;      // largest |g| of each piece, as bits
  std::vector<double> sums_, moved_, size_;  // one per block of every parameter
  std::vector<double> tensor_sums_;
  std::vector<double> squares_;  // the square of the norm of each parameter's gradient, as given
  std::size_t stride_ = 0;       // from one of a rule's sums to the next in terms_
  std::vector<double> terms_, agreeing_;  // the rules' sums per block or row; counts per piece
  struct RowUnit {
    std::size_t param, first, last;
  };
  std::vector<RowUnit> row_units_;
  std::vector<std::size_t> row_begin_;  // of each parameter, in the sums of rowwise rules
  Options options_;
  Executor executor_{};
  Isa isa_ = current_isa().isa;
  int threads_ = 1;
  std::int64_t steps_ = 0, skipped_ = 0, skips_ = 0;
  std::int64_t averaged_ = 0;
  std::vector<std::vector<std::byte>> set_aside_;  // parameters, while they hold something else
  bool stale_plan_ = true, swapped_ = false;
  std::size_t bytes_ = 0;  // that an update moves
  bool alone_ = true;      // too little work for a second thread
  std::chrono::steady_clock::time_point
      last_{};  // when the last step ended that might not be alone
  // whether parameters may still hold what such a stage of the step before has left with them
  bool clipped_each_ = false, staged_rows_ = false, zeroing_ = false;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace gradstep

#include "detail/exact_end.hpp"

// The member functions, by subject.
#include "detail/engine/bind.hpp"
#include "detail/engine/hyper.hpp"
#include "detail/engine/inspect.hpp"
#include "detail/engine/mechanic.hpp"
#include "detail/engine/step.hpp"
#include "detail/engine/sums.hpp"
