// The engine: hyper-parameters, their checks, and their values at a step. Included by engine.hpp.
#pragma once
#include <algorithm>
#include <cmath>

#include "exact-begin.hpp"

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
  const Word& word = *find_word(field.name);
  const bool whole = field.kind == Kind::number || value == std::floor(value);
  if (whole && word.allows(value)) return {};
  std::string must =
      field.kind == Kind::flag ? "True or False" : "at least " + detail::text(word.low);
  if (field.kind != Kind::flag) {
    if (word.low == detail::smallest) must = "a finite number";
    if (word.high != detail::largest)
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
                   std::string(field) + ": the schedule " + value.schedule.repr() +
                       " has no length; give it steps=, or total_steps= to what it is in",
                   group, field);
  return {};
}

inline Refusal Engine::check_combination(const Group& group, const double* values,
                                         std::int64_t n) const {
  if (const char* problem = group.rule->problem(values))
    return refusal(Reason::hyper,
                   std::string(group.rule->name) + ": " + problem + " (group '" + group.name + "')",
                   group, "", n);
  return {};
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
  Group group{std::move(name), &rule, group_fields(rule), std::move(set), {}, 0, {}};
  while (group.set.size() < group.fields.size())
    group.set.emplace_back(group.fields[group.set.size()].initial);
  for (const Group& other : groups_)
    if (other.name == group.name)
      detail::raise(refusal(Reason::bind,
                            "two groups are named '" + group.name + "'; give each its own name",
                            group, ""));
  group.used.resize(group.fields.size());
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    const Hyper& h = group.set[f];
    detail::raise_if(check_kind(group, f, h));
    group.used[f] = ask(group, f, h, steps_);
    detail::raise_if(check(group, f, group.used[f], h.scheduled() ? steps_ : -1));
  }
  detail::raise_if(check_combination(group, group.used.data(), -1));
  group.variant = variant_of(group);
  groups_.push_back(std::move(group));
  stale_plan_ = true;
  const std::size_t index = groups_.size() - 1;
  Group& added = groups_.back();
  added.lr = field_index(index, "lr");
  added.lr_scale = field_index(index, "lr_scale");
  added.maximize = field_index(index, "maximize");
  added.weight_decay = field_index(index, "weight_decay");
  if (added.weight_decay < static_cast<int>(rule.fields.size())) added.weight_decay = -1;
  return index;
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
    all[f] = value;
  }
  std::vector<double> now;
  for (const Hyper& value : all) now.push_back(value.at(steps_));
  detail::raise_if(check_combination(group, now.data(), -1));
  std::swap(group.set, all);
  const bool in_use =
      std::any_of(params_.begin(), params_.end(), [&](const Param& p) { return p.group == g; });
  const unsigned wanted = variant_of(group);
  if (!in_use) {
    group.variant = wanted;
  } else if (wanted & ~group.variant) {  // a slot would have to appear; one that is there may rest
    std::swap(group.set, all);
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
  if (o.max_skips < 0) {
    error e(Reason::hyper, "max_skips must be at least 0, not " + std::to_string(o.max_skips));
    e.name = "max_skips";
    detail::raise(e);
  }
  options_ = o;
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
  for (std::size_t f = 0; f < group.fields.size(); ++f) {
    group.used[f] = ask(group, f, group.set[f], n);
    if (group.set[f].scheduled())
      if (Refusal no = check(group, f, group.used[f], n)) return no;
  }
  bool overridden = false;
  for (const Override& x : o.overrides)
    if (x.group == index) {
      if (Refusal no = check(group, x.field, x.value, n)) return no;
      group.used[x.field] = x.value;
      overridden = true;
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
  const auto used = [&](int field) -> double& {
    return group.used[static_cast<std::size_t>(field)];
  };
  const double scale = o.lr_scale * used(group.lr_scale);
  if (group.lr >= 0 && scale != 1) {
    used(group.lr) *= scale;
    if (Refusal no = check(group, static_cast<std::size_t>(group.lr), used(group.lr), n)) return no;
  }
  group.stages.weight_decay = group.weight_decay < 0 ? 0 : used(group.weight_decay);
  group.stages.maximize = used(group.maximize) != 0;
  group.stages.unscale = o.grad_scale;
  group.stages.clip = 1;
  return {};
}

inline std::vector<double> Engine::values(std::int64_t n) const {
  std::vector<double> all;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    Group copy = groups_[g];
    detail::raise_if(evaluate(copy, g, n, {}));
    all.insert(all.end(), copy.used.begin(), copy.used.end());
  }
  return all;
}

}  // namespace gradstep

#include "exact-end.hpp"
