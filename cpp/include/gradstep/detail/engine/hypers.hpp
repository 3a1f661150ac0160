// The groups and their values: what is set, what the schedules give at a step, what holds for one
// step only.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "checks.hpp"
#include "group.hpp"

namespace gradstep::detail {

class Hypers {
 public:
  [[gnu::cold]] std::size_t add_group(Bound& bound, const Options& options, std::int64_t n,
                                      std::string name, const RuleType& rule,
                                      std::vector<Hyper> set);
  /// Forgets the groups from the count-th on, and the shared numbers that only these groups used.
  [[gnu::cold]] static void truncate(Bound& bound, std::size_t count);
  /// Sets all of these fields or none of them.
  [[gnu::cold]] void set(Bound& bound, const Options& options, std::int64_t n, std::size_t group,
                         std::span<const std::pair<std::size_t, Hyper>> fields);
  [[gnu::cold]] void observe(Bound& bound, std::int64_t n, double metric);

  /// Values, stages and checks of all groups at step n, whose average takes the parameters with
  /// this weight. The values used are appended to `values`.
  Refusal evaluate(Bound& bound, const Options& options, const StepOptions& step, std::int64_t n,
                   double average_weight, std::vector<double>& values) const;
  /// The values of n, n + 1, ..., one step after another; nothing is changed.
  [[gnu::cold]] std::vector<double> preview(const Bound& bound, const Options& options,
                                            std::int64_t n, std::int64_t steps) const;

  /// Group and name of the hyper-parameter whose schedule threw last.
  const std::pair<std::string, std::string>& asked() const { return asked_; }

 private:
  double ask(const ParamGroup& group, std::size_t f, const Hyper& value, std::int64_t n) const;
  Refusal evaluate(ParamGroup& group, std::size_t index, const Options& options,
                   const StepOptions& step, std::int64_t n, double average_weight) const;
  Refusal settle(ParamGroup& group, std::size_t index, const Options& options,
                 const StepOptions& step, std::int64_t n, bool overridden) const;
  Refusal follow_schedules(ParamGroup& group, std::int64_t n) const;
  [[gnu::cold]] static Refusal replace(ParamGroup& group, std::size_t index, const Options& options,
                                       const StepOptions& step, std::int64_t n);

  mutable std::pair<std::string, std::string> asked_;
};

}  // namespace gradstep::detail
