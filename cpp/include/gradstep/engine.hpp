// The engine conducts a step, which is all or nothing; its parts each do one thing of it
// (detail/engine). The engine knows no rule, and rules do not know the engine.
// This file has a guard, since #pragma once does not hold for a file that an editor opens, and
// these files include each other.
#ifndef GRADSTEP_ENGINE_HPP
#define GRADSTEP_ENGINE_HPP
#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "detail/engine/accumulation.hpp"
#include "detail/engine/array_stages.hpp"
#include "detail/engine/averages.hpp"
#include "detail/engine/binding.hpp"
#include "detail/engine/decisions.hpp"
#include "detail/engine/gradients.hpp"
#include "detail/engine/hypers.hpp"
#include "detail/engine/inspection.hpp"
#include "detail/engine/memory.hpp"
#include "detail/engine/plan.hpp"
#include "detail/engine/sums.hpp"
#include "detail/engine/tuners.hpp"
#include "detail/engine/update.hpp"
#include "options.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

class Engine {
 public:
  using Group = detail::ParamGroup;
  using Param = detail::Param;
  using Shared = detail::Shared;
  using Tuner = detail::Tuner;
  using Window = detail::Window;

  [[gnu::cold]] explicit Engine(const Options& options = {});
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  [[gnu::cold]] ~Engine();

  // ---- binding
  std::size_t add_group(std::string name, const RuleType& rule, std::vector<Hyper> set);
  std::size_t add(std::string path, Storage type, void* data, std::size_t size,
                  std::size_t group = 0, Rows rows = {});
  /// Forgets what was added last and has no state yet, so that nothing is left behind when one of
  /// several is refused.
  void truncate(std::size_t params, std::size_t groups);
  /// A frozen parameter's gradients are not looked at; it, its state and its count stay as they
  /// are.
  void freeze(std::size_t param, bool frozen) { bound_.params[param].frozen = frozen; }
  /// Copies a parameter, in its memory order, now and with every update from now on; a null copy
  /// ends that. The kernels must have the conversion, `converts(dtype, type)`.
  void copy_to(std::size_t param, Stored copy);
  void rebind(std::span<void* const> data);  // one address per parameter; state is kept
  void set(std::size_t group, std::size_t field, Hyper value);
  void set(std::size_t group,
           std::span<const std::pair<std::size_t, Hyper>> fields);  // all or none of them
  /// Shows a metric, measured after the last update, to the schedules that metrics move. Throws if
  /// there is no such schedule.
  void observe(double metric);
  /// Sets the counters of a hyper-parameter's schedule: what metrics have moved in it.
  void restore_counters(std::size_t group, std::size_t field,
                        std::span<const std::vector<double>> counters);
  void options(const Options& options);
  void executor(Executor e) { plan_.crew().executor(e); }
  void isa(Isa isa);  // for tests and comparisons; the bits are the same
  Isa isa() const { return bound_.isa; }

  // ---- state
  void prepare();  // allocates the state of what was added; the first step does it otherwise
  std::size_t storage_bytes() const;
  void storage(std::span<std::byte> memory);
  void restore(std::int64_t steps, std::int64_t skipped) {
    steps_ = steps, skipped_ = skipped, skips_ = 0;
  }
  /// A parameter is `fresh` until its first update, which may be later than its first step.
  void restore_count(std::size_t param, std::int64_t t, bool fresh) {
    bound_.params[param].t = t, bound_.params[param].fresh = fresh;
  }
  void restore_count(std::size_t param, std::int64_t t) { restore_count(param, t, t == 0); }
  std::span<double> numbers(std::size_t param) { return bound_.params[param].numbers; }
  std::vector<Shared>& shared() { return bound_.shared; }
  /// Mechanic's tuners, one for each of its betas; and their sum, the factor on the rules'
  /// increments.
  std::span<Tuner> tuners() { return tuners_.all(); }
  double scale() const { return tuners_.scale(); }
  void restore_scale(std::size_t param, double scale) { bound_.params[param].own.scale = scale; }
  /// The calls since the last update, whose gradients are in the sums; and which parameters have
  /// such a sum.
  const Window& window() const { return accumulation_.window(); }
  void restore_window(const Window& window) { accumulation_.restore(window); }
  void restore_added(std::size_t param, bool added) { bound_.params[param].added = added; }
  /// How many parameter vectors the average was made from.
  std::int64_t averaged() const { return averages_.taken(); }
  void restore_averaged(std::int64_t count) { averages_.restore(count); }
  /// Puts the average, or the evaluated parameters of a rule that has them, in the parameters'
  /// place; called again, puts the parameters back. Steps are refused in between.
  void swap_average() { averages_.swap(bound_); }
  bool swapped() const { return averages_.swapped(); }
  /// Whether the rule of a parameter has evaluated parameters: it steps other values than those
  /// that are to be used.
  bool evaluates(std::size_t param) const { return bound_.rule_of(bound_.params[param]).evaluates; }
  /// Writes what is to be used in place of a parameter, that or the average, in the compute dtype.
  void evaluate(std::size_t param, void* out) const { averages_.evaluate(bound_, param, out); }
  /// The bytes of a parameter, which are kept here while what is to be used is in its place.
  std::span<std::byte> set_aside(std::size_t param) { return averages_.set_aside(param); }

  // ---- the step
  /// Gradients are in the order of the parameters; a null pointer leaves its parameter untouched.
  /// `zero`, if given, is where they are zeroed afterwards. A step that is refused throws, and has
  /// written nothing.
  StepReport step(std::span<const void* const> grads, std::span<void* const> zero = {},
                  const StepOptions& = {});
  /// The same, but returns the refusal. Throws only what a schedule of the caller's own throws.
  [[nodiscard]] Refusal try_step(std::span<const void* const> grads, std::span<void* const> zero,
                                 const StepOptions& options, StepReport& report);
  /// The values that step n would use, the groups' fields one after another.
  std::vector<double> values(std::int64_t n) const { return values(n, 1); }
  /// The same for `steps` steps from n on, one step after another.
  std::vector<double> values(std::int64_t n, std::int64_t steps) const {
    return hypers_.preview(bound_, options_, n, steps);
  }

  const std::vector<Param>& params() const { return bound_.params; }
  const std::vector<Group>& groups() const { return bound_.groups; }
  const Options& options() const { return options_; }
  std::int64_t steps() const { return steps_; }
  std::int64_t skipped() const { return skipped_; }
  /// Group and name of the hyper-parameter whose schedule threw last.
  const std::pair<std::string, std::string>& asked() const { return hypers_.asked(); }
  int field_index(std::size_t group, std::string_view name) const;
  /// Which parameter has this path.
  std::optional<std::size_t> find(std::string_view path) const {
    return binding_.index_of(bound_, path);
  }
  /// Whether [data, data + bytes) touches a parameter; `except`, the parameter itself, may be met
  /// exactly.
  const Param* overlapping(const void* data, std::size_t bytes, std::size_t except) const {
    return binding_.overlapping(bound_, data, bytes, except);
  }

 private:
  Refusal check(std::size_t grads, const StepOptions& options) const;
  Refusal apply(const StepOptions& options, const detail::Demands& demands, double average_weight,
                StepReport& report);
  Refusal accumulate(const StepOptions& options, const detail::Demands& demands,
                     double average_weight, StepReport& report);
  Refusal look_at_sums(const StepOptions& options, const detail::Demands& demands,
                       StepReport& report);
  Refusal look(const StepOptions& options, const detail::Demands& demands, StepReport& report);
  void update(const detail::Demands& demands, double average_weight, bool measured,
              StepReport& report);
  [[gnu::cold]] Refusal skip(const error& why, StepReport& report);

  Options options_;
  detail::Bound bound_;
  detail::Binding binding_;
  detail::Hypers hypers_;
  detail::Memory memory_;
  detail::Plan plan_;
  detail::Gradients gradients_;
  detail::Accumulation accumulation_;
  detail::Inspection inspection_;
  detail::ArrayStages array_stages_;
  detail::Tuners tuners_;
  detail::Decisions decisions_;
  detail::Update update_;
  detail::Averages averages_;
  std::int64_t steps_ = 0, skipped_ = 0, skips_ = 0;  // skips: in a row
  std::atomic_flag busy_ = ATOMIC_FLAG_INIT;
};

}  // namespace gradstep

#include "detail/exact_end.hpp"

#if GRADSTEP_DEFINITIONS
#include "detail/engine/accumulation_impl.hpp"
#include "detail/engine/array_stages_impl.hpp"
#include "detail/engine/averages_impl.hpp"
#include "detail/engine/binding_impl.hpp"
#include "detail/engine/checks_impl.hpp"
#include "detail/engine/crew_impl.hpp"
#include "detail/engine/decisions_impl.hpp"
#include "detail/engine/engine_impl.hpp"
#include "detail/engine/gradients_impl.hpp"
#include "detail/engine/group_impl.hpp"
#include "detail/engine/hypers_impl.hpp"
#include "detail/engine/inspection_impl.hpp"
#include "detail/engine/memory_impl.hpp"
#include "detail/engine/plan_impl.hpp"
#include "detail/engine/step_impl.hpp"
#include "detail/engine/sums_impl.hpp"
#include "detail/engine/tuners_impl.hpp"
#include "detail/engine/update_impl.hpp"
#endif
#endif
