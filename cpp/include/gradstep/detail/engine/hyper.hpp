// The engine: hyper-parameters, their checks, and their values at a step. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>

#include "../exact_begin.hpp"

namespace gradstep {

inline error Engine::refusal(Reason reason, const std::string& message, const Group& group,
                             std::string_view name, std::int64_t n) const {
  error e(reason, message);
  e.group = group.name;
  e.name = name;
  e.n = n;
  return e;
}

inline Refusal Engine::check(const Group& group, std::size_t f, double value,
                             std::int64_t n) const {
  const Field& field = group.fields[f];
  const Word& word = *group.words[f];
  const bool whole = field.kind == Kind::number || value == std::floor(value);
  if (whole && word.allows(value)) return {};
  std::string must =
      field.kind == Kind::flag ? "True or False" : "at least " + detail::text(word.low);
  if (field.kind != Kind::flag) {
    if (word.low <= detail::smallest) must = word.optional ? "a number" : "a finite number";
    if (word.high < detail::largest)
      must += (word.open_high ? " and below " : " and at most ") + detail::text(word.high);
  }
  return refusal(Reason::hyper,
                 std::string(field.name) + " must be " + must + ", not " + detail::text(value) +
                     " (" + std::string(word.meaning) + "; group '" + group.name + "'" +
                     (n < 0 ? "" : ", n = " + std::to_string(n)) + ")",
                 group, field.name, n);
}

inline Refusal Engine::check_kind(const Group& group, std::size_t f, const Hyper& value) const {
  const std::string_view field = group.fields[f].name;
  if (value.scheduled() && group.fields[f].kind == Kind::flag)
    return refusal(Reason::hyper, std::string(field) + " is True or False and takes no schedule",
                   group, field);
  if (value.scheduled() && value.schedule.is_open())
    return refusal(Reason::schedule,
                   std::string(field) + " of group '" + group.name + "': the schedule " +
                       value.schedule.repr() +
                       " is still open; give it steps=, or total_steps= to what it is in",
                   group, field);
  return {};
}

inline Refusal Engine::check_combination(const Group& group, const double* values,
                                         std::int64_t n) const {
  if (const char* problem = group.rule->problem(values))
    return refusal(Reason::hyper,
                   std::string(group.rule->name) + ": " + problem + " (group '" + group.name + "')",
                   group, "", n);
  const Extras extras = extras_of(group, values);
  if (const char* problem = extras.problem())
    return refusal(Reason::hyper, std::string(problem) + " (group '" + group.name + "')", group, "",
                   n);
  if (extras.cautious && !group.rule->increments)
    return refusal(Reason::hyper,
                   "cautious masks increments, and " + std::string(group.rule->name) +
                       " sets its parameters without one; leave cautious out (group '" +
                       group.name + "')",
                   group, "cautious", n);
  if (options_.mechanic && (extras.lower > -detail::infinity || extras.upper < detail::infinity))
    return refusal(Reason::hyper,
                   "mechanic keeps parameters on a line of its own, which bounds would cut; leave "
                   "one of them out (group '" +
                       group.name + "')",
                   group, "mechanic", n);
  return {};
}

// What is decided for all groups of a rule together can go by one value only. Its rate may differ, and its decay.
inline Refusal Engine::check_alike(const Group& a, const Group& b) const {
  if (!a.rule->shared || a.rule != b.rule) return {};
  for (std::size_t f = 0; f < a.rule->fields.size(); ++f) {
    const std::string_view field = a.fields[f].name;
    if (a.used[f] == b.used[f] || field == "lr" || field == "weight_decay") continue;
    return refusal(Reason::hyper,
                   std::string(field) + " is " + detail::text(a.used[f]) + " in group '" + a.name +
                       "' and " + detail::text(b.used[f]) + " in '" + b.name + "', but " +
                       std::string(a.rule->name) +
                       " decides for all its groups together: only lr and weight_decay may differ",
                   b, field);
  }
  return {};
}

// The stages' values; what the rule has itself stays neutral here.
inline Extras Engine::extras_of(const Group& group, const double* values) const {
  double all[field_count<Extras>];
  to_numbers(Extras{}, all);
  for (std::size_t i = 0; i < group.extra.size(); ++i)
    if (group.extra[i] >= 0) all[i] = values[group.extra[i]];
  return from_numbers<Extras>(all);
}

inline unsigned Engine::variant_of(const Group& group) const {
  unsigned variant = 0, bit = 0;
  for (const SlotType& slot : group.rule->slots)
    if (slot.field >= 0) {
      const Hyper& h = group.set[static_cast<std::size_t>(slot.field)];
      variant |= unsigned{h.scheduled() || h.number != 0} << bit++;
    }
  return variant;
}

inline int Engine::field_index(std::size_t group, std::string_view name) const {
  const auto& fields = groups_[group].fields;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (fields[f].name == name) return static_cast<int>(f);
  return -1;
}

inline std::size_t Engine::add_group(std::string name, const RuleType& rule,
                                     std::vector<Hyper> set) {
  Group group{std::move(name), &rule, group_fields(rule), std::move(set)};
  const auto place = [&](std::string_view field) {
    for (std::size_t f = 0; f < group.fields.size(); ++f)
      if (group.fields[f].name == field) return static_cast<int>(f);
    return -1;
  };
  group.lr = place("lr");
  for (std::size_t i = 0; i < group.extra.size(); ++i) {
    const int f = place(field_names<Extras>[i]);
    group.extra[i] = f < static_cast<int>(rule.fields.size()) ? -1 : f;  // the rule's own
  }
  while (group.set.size() < group.fields.size())
    group.set.emplace_back(group.fields[group.set.size()].initial);
  for (const Group& other : groups_)
    if (other.name == group.name)
      detail::raise(refusal(Reason::bind,
                            "two groups are named '" + group.name + "'; give each its own name",
                            group, ""));
  group.used.resize(group.fields.size());
  for (const Field& field : group.fields) group.words.push_back(find_word(field.name));
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    const Hyper& h = group.set[f];
    detail::raise_if(check_kind(group, f, h));
    group.used[f] = ask(group, f, h, steps_);
    detail::raise_if(check(group, f, group.used[f], h.scheduled() ? steps_ : -1));
  }
  detail::raise_if(check_combination(group, group.used.data(), -1));
  for (const Group& other : groups_) detail::raise_if(check_alike(other, group));
  if (options_.mechanic && !rule.increments)
    detail::raise(refusal(Reason::hyper,
                          "mechanic scales increments, and " + std::string(rule.name) +
                              " sets its parameters without one; leave mechanic out",
                          group, "mechanic"));
  if (rule.evaluates)
    for (const auto& [given, option] :
         {std::pair(options_.average.kind != Average::Kind::none, "average"),
          std::pair(options_.lookahead.k > 0, "lookahead")})
      if (given)
        detail::raise(refusal(
            Reason::hyper,
            std::string(rule.name) + " averages its parameters itself; leave " + option + " out",
            group, option));
  group.note_set();
  group.variant = variant_of(group);
  if (rule.shared) {
    const auto same = [&](const Shared& s) { return s.rule == &rule; };
    const auto at = std::find_if(shared_.begin(), shared_.end(), same);
    group.shared = static_cast<int>(at - shared_.begin());
    if (at == shared_.end()) {
      shared_.push_back({&rule});
      for (const Field& number : rule.numbers) shared_.back().numbers.push_back(number.initial);
    }
  }
  groups_.push_back(std::move(group));
  stale_plan_ = true;
  return groups_.size() - 1;
}

inline void Engine::set(std::size_t g, std::size_t f, Hyper value) {
  const std::pair one(f, std::move(value));
  set(g, {&one, 1});
}

inline void Engine::set(std::size_t g, std::span<const std::pair<std::size_t, Hyper>> fields) {
  Group& group = groups_[g];
  std::vector<Hyper> all = group.set;
  for (const auto& [f, value] : fields) {
    detail::raise_if(check_kind(group, f, value));
    detail::raise_if(
        check(group, f, ask(group, f, value, steps_), value.scheduled() ? steps_ : -1));
    const Schedule before = std::move(all[f].schedule);
    all[f] = value;
    all[f].schedule = value.schedule.with_counters_of(before);  // 0.5 * s goes on where s was
  }
  std::vector<double> now;
  for (const Hyper& value : all) now.push_back(value.at(steps_));
  detail::raise_if(check_combination(group, now.data(), -1));
  std::swap(group.set, all);
  group.note_set();
  const bool in_use =
      std::any_of(params_.begin(), params_.end(), [&](const Param& p) { return p.group == g; });
  const unsigned wanted = variant_of(group);
  if (!in_use) {
    group.variant = wanted;
  } else if (wanted & ~group.variant) {  // a slot would have to appear; one that is there may rest
    std::swap(group.set, all);
    group.note_set();
    unsigned bit = 0;
    for (const SlotType& slot : group.rule->slots)
      if (slot.field >= 0 && (wanted & ~group.variant) >> bit++ & 1) {
        const std::string_view field = group.fields[static_cast<std::size_t>(slot.field)].name;
        detail::raise(refusal(Reason::hyper,
                              std::string(field) + " was off when group '" + group.name +
                                  "' was bound, so the state that it needs is not there; construct "
                                  "the optimizer with it on",
                              group, field));
      }
  }
}

inline void Engine::options(const Options& o) {
  if (!(o.clip_norm >= 0) || o.clip_norm > detail::largest) {
    error e(Reason::hyper, "clip_norm must be a positive number, or 0 for no clipping, not " +
                               detail::text(o.clip_norm));
    e.name = "clip_norm";
    detail::raise(e);
  }
  const auto refuse = [](const char* name, const std::string& message) {
    error e(Reason::hyper, message);
    e.name = name;
    detail::raise(e);
  };
  if (o.max_skips < 0)
    refuse("max_skips", "max_skips must be at least 0, not " + std::to_string(o.max_skips));
  if (!(o.average.decay >= 0 && o.average.decay <= 1))
    refuse("average", "the average's decay must be at least 0 and at most 1, not " +
                          detail::text(o.average.decay));
  if (o.average.start < 0 || o.average.every < 1)
    refuse("average", "the average must start at 0 or later and be taken every 1 or more updates");
  if (o.lookahead.k < 0 || !(o.lookahead.alpha >= 0 && o.lookahead.alpha <= 1))
    refuse("lookahead", "lookahead needs k of at least 1 and alpha in [0, 1]");
  if (const auto& m = o.mechanic) {
    const auto within = [](double x, double low, double high) { return x >= low && x <= high; };
    if (!within(m->s_init, std::numeric_limits<double>::min(), detail::largest) ||
        !within(m->eps, std::numeric_limits<double>::min(), detail::largest) ||
        !within(m->s_decay, 0, detail::largest) || m->betas.empty() ||
        !std::all_of(m->betas.begin(), m->betas.end(), [&](double b) { return within(b, 0, 1); }))
      refuse("mechanic",
             "mechanic needs s_init and eps above 0, s_decay of at least 0 and betas in [0, 1]");
    if (o.lookahead.k > 0)
      refuse("mechanic",
             "mechanic and lookahead both say where parameters go on from; leave one out");
  }
  if (o.state_dtype && !is_float(*o.state_dtype) && *o.state_dtype != Storage::q8 &&
      *o.state_dtype != Storage::dynamic8)
    refuse("state_dtype",
           "state_dtype must be a float type, q8 or dynamic8; which slots have no sign their rule "
           "says");
  if (o.state_min_size < 0)
    refuse("state_min_size",
           "state_min_size must be at least 0, not " + std::to_string(o.state_min_size));
  options_ = o;
  tuners_.resize(o.mechanic ? o.mechanic->betas.size() : 0);
}

inline void Engine::isa(Isa isa) {
  if (std::find(compiled_isas.begin(), compiled_isas.end(), isa) == compiled_isas.end() ||
      !runs(isa))
    detail::raise(error(Reason::environment, "this CPU does not run the kernels of " +
                                                 std::string(name(isa)) + "; it has " +
                                                 detail::available_isas()));
  isa_ = isa;
}

// A schedule of the caller's own may throw: `asked` then says for what.
inline double Engine::ask(const Group& group, std::size_t f, const Hyper& value,
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

inline Refusal Engine::evaluate(Group& group, std::size_t index, std::int64_t n,
                                const StepOptions& o) const {
  const bool overridden = std::any_of(o.overrides.begin(), o.overrides.end(),
                                      [&](const Override& x) { return x.group == index; });
  if (!group.settled || overridden || group.scale != o.lr_scale)
    if (Refusal no = settle(group, index, n, o, overridden)) return no;
  group.settled = group.scheduled.empty() && !overridden;
  Stages& s = group.stages;
  const std::int64_t k = options_.lookahead.k;
  s.unscale = o.grad_scale;
  s.clip = 1;
  s.tuned = options_.mechanic.has_value();
  s.pull = k > 0 && (n + 1) % k == 0 ? options_.lookahead.alpha : 0;
  s.average = average_weight(n);
  const Extras& x = group.extras;
  group.around = s.any() || x.clip_each > 0 || x.clip_adaptive > 0 || x.centralize || group.copied;
  return {};
}

// Values, checks and stages of a group from what was set, the schedules at n and what replaces them for this step.
inline Refusal Engine::settle(Group& group, std::size_t index, std::int64_t n, const StepOptions& o,
                              bool overridden) const {
  group.settled = false;
  const bool whole = !group.filled || overridden;
  if (!group.filled)
    for (std::size_t f = 0; f < group.fields.size(); ++f) group.used[f] = group.set[f].number;
  group.filled = false;  // until nothing is refused
  if (group.lr >= 0) {
    const auto f = static_cast<std::size_t>(group.lr);
    group.used[f] = group.set[f].number;
  }
  for (const std::size_t f : group.scheduled) {
    group.used[f] = ask(group, f, group.set[f], n);
    if (Refusal no = check(group, f, group.used[f], n)) return no;
    if (group.words[f]->optional && group.used[f] == group.fields[f].initial)
      return refusal(Reason::hyper,
                     std::string(group.fields[f].name) + ": its schedule gives " +
                         detail::text(group.used[f]) + ", which would switch it off (group '" +
                         group.name + "', n = " + std::to_string(n) + ")",
                     group, group.fields[f].name, n);
  }
  for (const Override& x : o.overrides)
    if (x.group == index) {
      if (Refusal no = check(group, x.field, x.value, n)) return no;
      group.used[x.field] = x.value;
    }
  if (overridden) {
    if (Refusal no = check_combination(group, group.used.data(), n)) return no;
    unsigned bit = 0;
    for (const SlotType& slot : group.rule->slots)
      if (slot.field >= 0 && !(group.variant >> bit++ & 1) &&
          group.used[static_cast<std::size_t>(slot.field)] != 0)
        return refusal(Reason::hyper,
                       std::string(group.fields[static_cast<std::size_t>(slot.field)].name) +
                           " was off when group '" + group.name +
                           "' was bound, so it cannot be switched on for one step",
                       group, group.fields[static_cast<std::size_t>(slot.field)].name, n);
  }
  if (whole || group.moving_extras) group.extras = extras_of(group, group.used.data());
  const Extras& x = group.extras;
  if (const char* problem = x.problem())  // of schedules, which are seen only now
    return refusal(Reason::hyper, std::string(problem) + " (group '" + group.name + "')", group, "",
                   n);
  group.scale = o.lr_scale;
  double lr = 0;
  if (group.lr >= 0) {
    const double scale = o.lr_scale * x.lr_scale;
    double& used = group.used[static_cast<std::size_t>(group.lr)];
    if (scale != 1) {
      used *= scale;
      if (Refusal no = check(group, static_cast<std::size_t>(group.lr), used, n)) return no;
    }
    lr = used;
  }
  Stages s;
  s.clip_value = x.clip_value;
  s.maximize = x.maximize;
  if (x.decoupled_weight_decay)
    s.keep = 1 - lr * x.weight_decay;
  else if (x.independent_weight_decay)
    s.keep = 1 - x.weight_decay;
  else
    s.weight_decay = x.weight_decay;
  s.cautious = x.cautious;
  s.lower = x.lower;
  s.upper = x.upper;
  group.stages = s;
  group.usual = true;
  for (std::size_t f = 0; f < group.rule->fields.size(); ++f)
    if (group.rule->options[f] && group.used[f] != group.fields[f].initial) group.usual = false;
  group.filled = !overridden;
  return {};
}

// The weight of the parameters after update n in the average; 0: not taken.
inline double Engine::average_weight(std::int64_t n) const {
  const Average& a = options_.average;
  if (a.kind == Average::Kind::none || n < a.start || (n - a.start) % a.every != 0) return 0;
  if (averaged_ == 0) return 1;
  return a.kind == Average::Kind::ema ? 1 - a.decay : 1 / (static_cast<double>(averaged_) + 1);
}

inline std::vector<double> Engine::values(std::int64_t n, std::int64_t steps) const {
  std::vector<double> all;
  std::vector<Group> copies = groups_;
  for (Group& copy : copies) copy.settled = false;
  for (std::int64_t i = 0; i < steps; ++i)
    for (std::size_t g = 0; g < copies.size(); ++g) {
      detail::raise_if(evaluate(copies[g], g, n + i, {}));
      all.insert(all.end(), copies[g].used.begin(), copies[g].used.end());
    }
  return all;
}

inline void Engine::observe(double metric) {
  const std::int64_t n = steps_ > 0 ? steps_ - 1 : 0;
  std::vector<std::pair<Schedule*, Schedule>> moved;  // all or none of them
  for (Group& group : groups_)
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
    detail::raise(e);
  }
  for (auto& [schedule, after] : moved) *schedule = std::move(after);
}

inline void Engine::restore_counters(std::size_t group, std::size_t field,
                                     std::span<const std::vector<double>> counters) {
  Schedule& s = groups_[group].set[field].schedule;
  s = s.with_counters(counters);
}

}  // namespace gradstep

#include "../exact_end.hpp"
