// What is wrong with values: the definitions.
#pragma once
#include <algorithm>
#include <cmath>

#include "checks.hpp"
#include "group.hpp"

#include "../range_text.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

[[noreturn, gnu::cold]] inline void refuse_option(std::string_view name,
                                                  const std::string& message) {
  error e(Reason::hyper, message);
  e.name = name;
  raise(e);
}

// `of`: the option that the value is a part of, or the option itself. The word comes in pieces:
// whole words would be objects of the program.
[[gnu::cold, gnu::noinline]] inline void check_value(std::string_view of, const char* name,
                                                     double low, double high, bool open,
                                                     bool optional, bool whole, double x) {
  const Word word{name, {}, low, high, open, optional};
  if (word.allows(x) || (optional && x == 0)) return;
  const std::string where = of == name ? "" : message("{}: ", {of});
  refuse_option(of, message("{}{} must be {}{}, not {}", {where, name, number_text(word, whole),
                                                          optional ? ", or 0 for off" : "", x}));
}

template <class S>
[[gnu::cold]] void check_members(std::string_view of, const S& s);

// The I-th member of S. `of`: the option that S is a part of; empty for the options themselves.
template <class S, std::size_t I, class M>
void check_member(std::string_view of, const M& x) {
  constexpr Word word = words_of(static_cast<const S*>(nullptr))[I];
  if (of.empty()) of = word.name;
  if constexpr (std::is_same_v<M, double> || std::is_same_v<M, std::int64_t>) {
    constexpr bool whole = std::is_same_v<M, std::int64_t>;
    check_value(of, word.name.data(), word.low, word.high, word.open_high, word.optional, whole,
                static_cast<double>(x));
  } else if constexpr (std::is_same_v<M, std::vector<double>>) {
    if (x.empty()) refuse_option(of, message("{}: {} is empty", {of, word.name}));
    for (const double element : x) check_member<S, I>(of, element);
  } else if constexpr (requires { words_of(&x); }) {
    check_members(of, x);
  } else if constexpr (requires { words_of(&*x); }) {
    if (x) check_members(of, *x);
  }
}

template <class S>
void check_members(std::string_view of, const S& s) {
  static_assert(field_count<S> == words_of(static_cast<const S*>(nullptr)).size());
  with_members(s, [&]<class... M>(const M&... x) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (check_member<S, I>(of, x), ...);
    }(std::index_sequence_for<M...>{});
  });
}

GRADSTEP_INLINE void check_options(const Options& o) {
  check_members({}, o);
  if (o.mechanic && o.lookahead)
    refuse_option("mechanic",
                  "mechanic and lookahead both say where parameters go on from; leave one out");
  if (o.state_dtype && !keeps_state(*o.state_dtype))
    refuse_option("state_dtype",
                  "state_dtype must be a float type, q8 or dynamic8; which slots have no sign "
                  "their rule says");
}

GRADSTEP_INLINE error refusal(Reason reason, const std::string& message, const ParamGroup& group,
                              std::string_view name, std::int64_t n) {
  error e(reason, message);
  e.group = group.name;
  e.name = name;
  e.n = n;
  return e;
}

// The error that says that the field may not have this value.
[[gnu::cold]] inline error beyond(const ParamGroup& group, std::size_t f, double value,
                                  std::int64_t n) {
  const Field& field = group.fields[f];
  const Word& word = *group.words[f];
  std::string must = "True or False";
  if (field.kind != Kind::flag)
    must = range_text(word, word.optional ? "a number" : "a finite number");
  if (field.kind == Kind::count) must.insert(0, "a whole number of ");
  if (word.allows(value) && std::abs(value) > group.largest)
    must = message("a number of {}, up to {} in magnitude",
                   {name(group.largest < largest ? Dtype::f32 : Dtype::f64), group.largest});
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
  const Word& word = *group.words[f];
  const bool limit = word.limit || (group.rule->lr_is_limit && static_cast<int>(f) == group.lr);
  if (whole && word.allows(value) && (std::abs(value) <= group.largest || limit)) return {};
  return beyond(group, f, value, n);
}

GRADSTEP_INLINE Refusal check_bounds(const ParamGroup& group, double lower, double upper,
                                     std::int64_t n) {
  if (lower <= group.largest_kept && upper >= -group.largest_kept) return {};
  return refusal(Reason::hyper,
                 message("bounds: the parameters of group '{}' are of a type whose largest number "
                         "is {}, and so none can be from {} to {}; leave the bounds out",
                         {group.name, group.largest_kept, lower, upper}),
                 group, lower <= group.largest_kept ? "upper" : "lower", n);
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
  if (Refusal no = check_bounds(group, extras.lower, extras.upper, n)) return no;
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

// Only the rate and the decay may differ.
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
          std::pair(options.lookahead.has_value(), "lookahead")})
      if (given)
        return refusal(Reason::hyper,
                       message("{} keeps an average itself; leave {} out", {rule.name, option}),
                       group, option);
  return {};
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
