// The groups and their values: the definitions.
#pragma once
#include <algorithm>

#include "hypers.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

// The place, in bound.shared, of what a rule decides for all its groups together.
[[gnu::cold]] inline std::size_t shared_of(std::vector<Shared>& shared, const RuleType& rule) {
  for (std::size_t k = 0; k < shared.size(); ++k)
    if (shared[k].rule == &rule) return k;
  shared.push_back({&rule});
  for (const Field& number : rule.numbers) shared.back().numbers.push_back(number.initial);
  return shared.size() - 1;
}

GRADSTEP_INLINE std::size_t Hypers::add_group(Bound& bound, const Options& options, std::int64_t n,
                                              std::string name, const RuleType& rule,
                                              std::vector<Hyper> set) {
  const std::size_t given = set.size();
  ParamGroup group = made_group(std::move(name), rule, std::move(set));
  for (const ParamGroup& other : bound.groups)
    if (other.name == group.name)
      raise(refusal(Reason::bind,
                    message("two groups are named '{}'; give each its own name", {group.name}),
                    group, ""));
  if (given > group.fields.size())
    raise(refusal(Reason::hyper,
                  message("group '{}' is given {} values, and {} has {}: see group_fields()",
                          {group.name, given, rule.name, group.fields.size()}),
                  group, ""));
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    const Hyper& h = group.set[f];
    raise_if(check_kind(group, f, h));
    group.used[f] = ask(group, f, h, n);
    raise_if(check(group, f, group.used[f], h.scheduled() ? n : -1));
  }
  raise_if(check_combination(group, options, group.used.data(), -1));
  for (const ParamGroup& other : bound.groups) raise_if(check_alike(other, group));
  raise_if(check_rule(group, options));
  note_set(group);
  group.variant = variant_of(group);
  bound.groups.reserve(bound.groups.size() + 1);  // so that nothing is left if memory runs out
  if (rule.shared) group.shared = static_cast<int>(shared_of(bound.shared, rule));
  bound.groups.push_back(std::move(group));
  return bound.groups.size() - 1;
}

GRADSTEP_INLINE void Hypers::truncate(Bound& bound, std::size_t count) {
  auto& groups = bound.groups;
  while (groups.size() > count) groups.pop_back();
  const auto used = [&](std::size_t s) {
    return std::any_of(groups.begin(), groups.end(), [&](const ParamGroup& group) {
      return group.shared == static_cast<int>(s);
    });
  };
  while (!bound.shared.empty() && !used(bound.shared.size() - 1)) bound.shared.pop_back();
}

GRADSTEP_INLINE void Hypers::set(Bound& bound, const Options& options, std::int64_t n,
                                 std::size_t g,
                                 std::span<const std::pair<std::size_t, Hyper>> fields) {
  ParamGroup& group = bound.groups[g];
  std::vector<Hyper> all = group.set;
  for (const auto& [f, value] : fields) {
    raise_if(check_kind(group, f, value));
    raise_if(check(group, f, ask(group, f, value, n), value.scheduled() ? n : -1));
    const Schedule before = std::move(all[f].schedule);
    all[f] = value;
    all[f].schedule = value.schedule.with_counters_of(before);  // 0.5 * s goes on where s was
  }
  raise_if(check_combination(group, options, numbers_at(all, n).data(), -1));
  const bool in_use = std::any_of(bound.params.begin(), bound.params.end(),
                                  [&](const Param& p) { return p.group == g; });
  // a slot would have to appear; one that is there may rest
  const Field* const missing =
      missing_slot(group, [&](std::size_t f) { return all[f].scheduled() || all[f].number != 0; });
  if (in_use && missing)
    raise(refusal(Reason::hyper,
                  message("{} was off when group '{}' was bound, so the state that it needs is not "
                          "there; construct the optimizer with it on",
                          {missing->name, group.name}),
                  group, missing->name));
  std::swap(group.set, all);
  note_set(group);
  if (!in_use) group.variant = variant_of(group);
}

GRADSTEP_INLINE void Hypers::observe(Bound& bound, std::int64_t n, double metric) {
  std::vector<std::pair<Schedule*, Schedule>> moved;  // all or none of them
  for (ParamGroup& group : bound.groups)
    for (std::size_t f = 0; f < group.set.size(); ++f)
      if (Schedule& s = group.set[f].schedule; s && s.observes()) {
        asked_ = {group.name, std::string(group.fields[f].name)};
        moved.emplace_back(&s, s.observe(metric, n));
      }
  if (moved.empty()) {
    error e(Reason::schedule,
            "observe: no schedule of this optimizer is moved by metrics; give it one, such as "
            "lr=ReduceOnPlateau(0.1)");
    e.name = "metric";
    raise(e);
  }
  for (auto& [schedule, after] : moved) *schedule = std::move(after);
}

// ---- values of a step

// A schedule of the caller's own may throw: `asked` then says for which hyper-parameter it was
// asked.
GRADSTEP_INLINE double Hypers::ask(const ParamGroup& group, std::size_t f, const Hyper& value,
                                   std::int64_t n) const {
#if defined(__cpp_exceptions)
  try {
    return value.at(n);
  } catch (...) {
    asked_ = {group.name, std::string(group.fields[f].name)};
    throw;
  }
#else
  return static_cast<void>(group), static_cast<void>(f), value.at(n);
#endif
}

GRADSTEP_INLINE Refusal Hypers::evaluate(Bound& bound, const Options& options,
                                         const StepOptions& step, std::int64_t n,
                                         double average_weight, std::vector<double>& values) const {
  auto& groups = bound.groups;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (Refusal no = evaluate(groups[g], g, options, step, n, average_weight)) return no;
    values.insert(values.end(), groups[g].used.begin(), groups[g].used.end());
  }
  for (std::size_t a = 0; a < groups.size(); ++a)
    for (std::size_t b = a + 1; groups[a].rule->shared && b < groups.size(); ++b)
      if (Refusal no = check_alike(groups[a], groups[b])) return no;
  return {};
}

GRADSTEP_INLINE std::vector<double> Hypers::preview(const Bound& bound, const Options& options,
                                                    std::int64_t n, std::int64_t steps) const {
  std::vector<double> all;
  std::vector<ParamGroup> copies = bound.groups;
  for (ParamGroup& copy : copies) copy.settled = false;
  for (std::int64_t i = 0; i < steps; ++i)
    for (std::size_t g = 0; g < copies.size(); ++g) {
      raise_if(evaluate(copies[g], g, options, {}, n + i, 0));
      all.insert(all.end(), copies[g].used.begin(), copies[g].used.end());
    }
  return all;
}

GRADSTEP_INLINE Refusal Hypers::evaluate(ParamGroup& group, std::size_t index,
                                         const Options& options, const StepOptions& step,
                                         std::int64_t n, double average_weight) const {
  const bool overridden = std::any_of(step.overrides.begin(), step.overrides.end(),
                                      [&](const Override& x) { return x.group == index; });
  if (!group.settled || overridden || group.scale != step.lr_scale)
    if (Refusal no = settle(group, index, options, step, n, overridden)) return no;
  group.settled = group.scheduled.empty() && !overridden;
  Stages& s = group.stages;
  s.unscale = step.grad_scale;
  s.clip = 1;
  s.tuned = options.mechanic.has_value();
  const auto& slow = options.lookahead;
  s.pull = slow && (n + 1) % slow->k == 0 ? slow->alpha : 0;
  s.average = average_weight;
  const Extras& x = group.extras;
  group.around = s.any() || x.clip_each > 0 || x.clip_adaptive > 0 || x.centralize || group.copied;
  return {};
}

GRADSTEP_INLINE Refusal Hypers::follow_schedules(ParamGroup& group, std::int64_t n) const {
  for (const std::size_t f : group.scheduled) {
    group.used[f] = ask(group, f, group.set[f], n);
    if (Refusal no = check(group, f, group.used[f], n)) return no;
    const Field& field = group.fields[f];
    if (group.words[f]->optional && group.used[f] == field.initial)
      return refusal(Reason::hyper,
                     message("{}: its schedule gives {}, which would switch it off (group '{}', n "
                             "= {})",
                             {field.name, group.used[f], group.name, n}),
                     group, field.name, n);
  }
  return {};
}

// What holds for this step only.
GRADSTEP_INLINE Refusal Hypers::replace(ParamGroup& group, std::size_t index,
                                        const Options& options, const StepOptions& step,
                                        std::int64_t n) {
  for (const Override& x : step.overrides)
    if (x.group == index) {
      if (Refusal no = check(group, x.field, x.value, n)) return no;
      group.used[x.field] = x.value;
    }
  if (Refusal no = check_combination(group, options, group.used.data(), n)) return no;
  if (const Field* missing = missing_slot(group, [&](std::size_t f) { return group.used[f] != 0; }))
    return refusal(Reason::hyper,
                   message("{} was off when group '{}' was bound, so it cannot be switched on for "
                           "one step",
                           {missing->name, group.name}),
                   group, missing->name, n);
  return {};
}

// Values, checks and stages of a group from what was set, the schedules at n and what replaces them
// for this step.
GRADSTEP_INLINE Refusal Hypers::settle(ParamGroup& group, std::size_t index, const Options& options,
                                       const StepOptions& step, std::int64_t n,
                                       bool overridden) const {
  group.settled = false;
  const bool whole = !group.filled || overridden;
  if (!group.filled)
    for (std::size_t f = 0; f < group.fields.size(); ++f) group.used[f] = group.set[f].number;
  group.filled = false;  // until nothing is refused
  double* const lr = group.lr >= 0 ? &group.used[static_cast<std::size_t>(group.lr)] : nullptr;
  if (lr) *lr = group.set[static_cast<std::size_t>(group.lr)].number;
  if (Refusal no = follow_schedules(group, n)) return no;
  if (overridden)
    if (Refusal no = replace(group, index, options, step, n)) return no;
  if (whole || group.moving_extras) group.extras = extras_of(group, group.used.data());
  const Extras& x = group.extras;
  if (const char* problem = x.problem())  // of schedules, which are seen only now
    return refusal(Reason::hyper, message("{} (group '{}')", {problem, group.name}), group, "", n);
  if (Refusal no = check_bounds(group, x.lower, x.upper, n)) return no;
  group.scale = step.lr_scale;
  if (const double scale = step.lr_scale * x.lr_scale; lr && scale != 1) {
    *lr *= scale;
    if (Refusal no = check(group, static_cast<std::size_t>(group.lr), *lr, n)) return no;
  }
  group.stages = stages_of(x, lr ? *lr : 0);
  group.usual = true;
  for (std::size_t f = 0; f < group.rule->fields.size(); ++f)
    if (group.rule->options[f] && group.used[f] != group.fields[f].initial) group.usual = false;
  group.filled = !overridden;
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
