// What is wrong with values: the definitions.
#pragma once
#include <algorithm>
#include <cmath>

#include "checks.hpp"
#include "group.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

[[noreturn, gnu::cold]] inline void refuse_option(const char* name, const std::string& message) {
  error e(Reason::hyper, message);
  e.name = name;
  raise(e);
}

GRADSTEP_INLINE void check_options(const Options& o) {
  const auto within = [](double x, double low, double high) { return x >= low && x <= high; };
  if (!within(o.clip_norm, 0, largest))
    refuse_option("clip_norm",
                  message("clip_norm must be a positive number, or 0 for no clipping, not {}",
                          {o.clip_norm}));
  if (o.max_skips < 0)
    refuse_option("max_skips", message("max_skips must be at least 0, not {}", {o.max_skips}));
  if (!within(o.average.decay, 0, 1))
    refuse_option("average", message("the average's decay must be at least 0 and at most 1, not {}",
                                     {o.average.decay}));
  if (o.average.start < 0 || o.average.every < 1)
    refuse_option("average",
                  "the average must start at 0 or later and be taken every 1 or more updates");
  if (o.lookahead.k < 0 || !within(o.lookahead.alpha, 0, 1))
    refuse_option("lookahead", "lookahead needs k of at least 1 and alpha in [0, 1]");
  if (const auto& m = o.mechanic) {
    constexpr double least = std::numeric_limits<double>::min();
    if (!within(m->s_init, least, largest) || !within(m->eps, least, largest) ||
        !within(m->s_decay, 0, largest) || m->betas.empty() ||
        !std::all_of(m->betas.begin(), m->betas.end(), [&](double b) { return within(b, 0, 1); }))
      refuse_option(
          "mechanic",
          "mechanic needs s_init and eps above 0, s_decay of at least 0 and betas in [0, 1]");
    if (o.lookahead.k > 0)
      refuse_option("mechanic",
                    "mechanic and lookahead both say where parameters go on from; leave one out");
  }
  if (o.state_dtype && !is_float(*o.state_dtype) && *o.state_dtype != Storage::q8 &&
      *o.state_dtype != Storage::dynamic8)
    refuse_option("state_dtype",
                  "state_dtype must be a float type, q8 or dynamic8; which slots have no sign "
                  "their rule says");
  if (o.state_min_size < 0)
    refuse_option("state_min_size",
                  message("state_min_size must be at least 0, not {}", {o.state_min_size}));
}

GRADSTEP_INLINE error refusal(Reason reason, const std::string& message, const ParamGroup& group,
                              std::string_view name, std::int64_t n) {
  error e(reason, message);
  e.group = group.name;
  e.name = name;
  e.n = n;
  return e;
}

// That a value is not one that the field may have.
[[gnu::cold]] inline error beyond(const ParamGroup& group, std::size_t f, double value,
                                  std::int64_t n) {
  const Field& field = group.fields[f];
  const Word& word = *group.words[f];
  std::string must = field.kind == Kind::flag ? "True or False"
                     : field.kind == Kind::count
                         ? message("a whole number of at least {}", {word.low})
                         : message("at least {}", {word.low});
  if (field.kind != Kind::flag) {
    if (word.low <= smallest) must = word.optional ? "a number" : "a finite number";
    if (word.high < largest)
      must += message(word.open_high ? " and below {}" : " and at most {}", {word.high});
  }
  const std::string meaning = word.meaning.empty() ? "" : message("{}; ", {word.meaning});
  const std::string step = n < 0 ? "" : message(", n = {}", {n});
  return refusal(Reason::hyper,
                 message("{} must be {}, not {} ({}group '{}'{})",
                         {field.name, must, value, meaning, group.name, step}),
                 group, field.name, n);
}

GRADSTEP_INLINE Refusal check(const ParamGroup& group, std::size_t f, double value,
                              std::int64_t n) {
  const bool whole = group.fields[f].kind == Kind::number || value == std::floor(value);
  if (whole && group.words[f]->allows(value)) return {};
  return beyond(group, f, value, n);
}

GRADSTEP_INLINE Refusal check_kind(const ParamGroup& group, std::size_t f, const Hyper& value) {
  const std::string_view field = group.fields[f].name;
  if (value.scheduled() && group.fields[f].kind == Kind::flag)
    return refusal(Reason::hyper, message("{} is True or False and takes no schedule", {field}),
                   group, field);
  if (value.scheduled() && value.schedule.is_open())
    return refusal(Reason::schedule,
                   message("{} of group '{}': the schedule {} is still open; give it steps=, or "
                           "total_steps= to what it is in",
                           {field, group.name, value.schedule.repr()}),
                   group, field);
  return {};
}

GRADSTEP_INLINE Refusal check_combination(const ParamGroup& group, const Options& options,
                                          const double* values, std::int64_t n) {
  const std::string_view rule = group.rule->name;
  if (const char* problem = group.rule->problem(values))
    return refusal(Reason::hyper, message("{}: {} (group '{}')", {rule, problem, group.name}),
                   group, "", n);
  const Extras extras = extras_of(group, values);
  if (const char* problem = extras.problem())
    return refusal(Reason::hyper, message("{} (group '{}')", {problem, group.name}), group, "", n);
  if (extras.cautious && !group.rule->increments)
    return refusal(Reason::hyper,
                   message("cautious masks increments, and {} sets its parameters without one; "
                           "leave cautious out (group '{}')",
                           {rule, group.name}),
                   group, "cautious", n);
  if (options.mechanic && (extras.lower > -infinity || extras.upper < infinity))
    return refusal(Reason::hyper,
                   message("mechanic keeps parameters on a line of its own, which bounds would "
                           "cut; leave one of them out (group '{}')",
                           {group.name}),
                   group, "mechanic", n);
  return {};
}

// Its rate may differ, and its decay.
GRADSTEP_INLINE Refusal check_alike(const ParamGroup& a, const ParamGroup& b) {
  if (!a.rule->shared || a.rule != b.rule) return {};
  for (std::size_t f = 0; f < a.rule->fields.size(); ++f) {
    const std::string_view field = a.fields[f].name;
    if (a.used[f] == b.used[f] || field == "lr" || field == "weight_decay") continue;
    return refusal(Reason::hyper,
                   message("{} is {} in group '{}' and {} in '{}', but {} decides for all its "
                           "groups together: only lr and weight_decay may differ",
                           {field, a.used[f], a.name, b.used[f], b.name, a.rule->name}),
                   b, field);
  }
  return {};
}

GRADSTEP_INLINE Refusal check_rule(const ParamGroup& group, const Options& options) {
  const RuleType& rule = *group.rule;
  if (options.mechanic && !rule.increments)
    return refusal(Reason::hyper,
                   message("mechanic scales increments, and {} sets its parameters without one; "
                           "leave mechanic out",
                           {rule.name}),
                   group, "mechanic");
  if (rule.evaluates)
    for (const auto& [given, option] :
         {std::pair(options.average.kind != Average::Kind::none, "average"),
          std::pair(options.lookahead.k > 0, "lookahead")})
      if (given)
        return refusal(
            Reason::hyper,
            message("{} averages its parameters itself; leave {} out", {rule.name, option}), group,
            option);
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
