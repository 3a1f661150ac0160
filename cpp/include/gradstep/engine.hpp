// The engine: what was bound, the plan, and the step that is all or nothing. It knows no rule; rules do not know it.
#pragma once
#include <atomic>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "detail/arena.hpp"
#include "detail/rule-type.hpp"
#include "parallel.hpp"
#include "schedule.hpp"

#include "detail/exact-begin.hpp"

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

/// What holds for the whole optimizer.
struct Options {
  double clip_norm = 0;  ///< largest norm of all gradients together; 0: not clipped
  Nonfinite nonfinite = Nonfinite::raise;
  std::int64_t max_skips = 100;  ///< consecutive steps that nonfinite=skip may skip
  bool zero_grads = false;       ///< zero the bound gradients once they are used
  bool report = false;           ///< measure grad_norm, update_norm and update_ratio at every step
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
};

/// What a step did. True iff it was applied. What was not computed is empty.
struct StepReport {
  std::int64_t n = 0;
  bool applied = false;
  std::optional<double> grad_norm, clip_factor, update_norm, update_ratio;
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

class Engine {
 public:
  struct Group {
    std::string name;
    const RuleType* rule;
    std::vector<Field> fields;  // the rule's, then the extras that the rule has not itself
    std::vector<Hyper> set;
    std::vector<double> used;  // of the step under way; `lr` with its scales
    unsigned variant = 0;      // which switched slots are there
    Stages stages;
    int lr = -1, lr_scale = -1, maximize = -1;  // where these stand in `fields`
    int weight_decay = -1;                      // the coupled one; -1 if the rule has its own
  };
  struct Param {
    std::string path;
    Dtype dtype;
    void* data;
    std::size_t size;
    std::size_t group;
    std::int64_t t = 0;          // updates of this parameter
    const void* grad = nullptr;  // of the step under way; null: untouched
    void* zero = nullptr;
    void* state[max_slots] = {};
    bool has_state = false;
  };

  explicit Engine(Options options = {}) { this->options(options); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // ---- binding
  std::size_t add_group(std::string name, const RuleType& rule, std::vector<Hyper> set);
  std::size_t add(std::string path, Dtype dtype, void* data, std::size_t size,
                  std::size_t group = 0);
  void rebind(std::span<void* const> data);  // one address per parameter; state is kept
  void set(std::size_t group, std::size_t field, Hyper value);
  void set(std::size_t group,
           std::span<const std::pair<std::size_t, Hyper>> fields);  // all or none of them
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

  // ---- the step
  /// Gradients in order of the parameters; a null pointer leaves its parameter untouched. `zero`, if given, is where they
  /// are zeroed afterwards. Throws what it refuses, and then has written nothing.
  StepReport step(std::span<const void* const> grads, std::span<void* const> zero = {},
                  const StepOptions& = {});
  /// The same, but what it refuses comes back. Throws only what a schedule of the caller's own throws.
  [[nodiscard]] Refusal try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                 const StepOptions& options, StepReport& report);
  /// The values that step n would use, the groups' fields one after another.
  std::vector<double> values(std::int64_t n) const;

  const std::vector<Param>& params() const { return params_; }
  const std::vector<Group>& groups() const { return groups_; }
  const Options& options() const { return options_; }
  std::int64_t steps() const { return steps_; }
  std::int64_t skipped() const { return skipped_; }
  /// Group and name of the hyper-parameter whose schedule threw last.
  const std::pair<std::string, std::string>& asked() const { return asked_; }
  int field_index(std::size_t group, std::string_view name) const;
  /// Whether [data, data + bytes) touches a parameter; `except`, the parameter itself, may be met exactly.
  const Param* overlapping(const void* data, std::size_t bytes, std::size_t except) const;

 private:
  struct Piece {  // of one parameter; whole blocks of sum_block elements, but for the last
    std::size_t param, first_block, begin, size;
  };
  struct Unit {  // the pieces [first, last) that one thread takes at a time
    std::size_t first, last;
  };
  static constexpr std::size_t unit_elements = 8 * sum_block;
  static constexpr std::size_t alone_units =
      3;  // up to here the caller is done before a sleeping worker is awake

  error refusal(Reason reason, const std::string& message, const Group& group,
                std::string_view name, std::int64_t n = -1) const;
  Refusal check(const Group& group, std::size_t field, double value, std::int64_t n) const;
  Refusal check_kind(const Group& group, std::size_t field, const Hyper& value) const;
  Refusal check_combination(const Group& group, const double* values, std::int64_t n) const;
  unsigned variant_of(const Group& group) const;
  double ask(const Group& group, std::size_t field, const Hyper& value, std::int64_t n) const;
  Refusal evaluate(Group& group, std::size_t index, std::int64_t n,
                   const StepOptions& options) const;
  void plan();
  std::size_t lay_out(std::byte* memory, std::size_t room, bool assign);
  template <class F>
  void for_each_unit(F&& work);
  double total(std::vector<double>& per_block);
  double largest_gradient(const Param& param) const;
  void describe_bad(std::size_t param, double limit, StepReport& report) const;
  bool inspect(const StepOptions& options, bool norm, StepReport& report);
  Segment segment(const Param& param, std::size_t begin, std::size_t n) const;
  void run(const Param& param, const Segment* segments, std::size_t count) const;
  void update_pieces(std::size_t first, std::size_t last);
  void update_measured(std::size_t first, std::size_t last);

  mutable std::pair<std::string, std::string> asked_;
  std::vector<Group> groups_;
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
  Options options_;
  Executor executor_{};
  Isa isa_ = current_isa().isa;
  int threads_ = 1;
  std::int64_t steps_ = 0, skipped_ = 0, skips_ = 0;
  bool stale_plan_ = true, zeroing_ = false;
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace gradstep

#include "detail/exact-end.hpp"

// The member functions, by subject.
#include "detail/engine-bind.hpp"
#include "detail/engine-hyper.hpp"
#include "detail/engine-step.hpp"
