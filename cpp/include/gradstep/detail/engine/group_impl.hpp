// One group: the definitions.
#pragma once
#include <algorithm>

#include "group.hpp"

#include "../exact_begin.hpp"

namespace gradstep::detail {

GRADSTEP_INLINE unsigned variant_of(const ParamGroup& group) {
  unsigned variant = 0, bit = 0;
  for (const SlotType& slot : group.rule->slots)
    if (slot.field >= 0) {
      const Hyper& h = group.set[static_cast<std::size_t>(slot.field)];
      variant |= unsigned{h.scheduled() || h.number != 0} << bit++;
    }
  return variant;
}

GRADSTEP_INLINE void note_set(ParamGroup& group) {
  group.settled = group.filled = false;
  group.scheduled.clear();
  group.moving_extras = false;
  for (std::size_t f = 0; f < group.set.size(); ++f)
    if (group.set[f].scheduled()) {
      group.scheduled.push_back(f);
      group.moving_extras |= f >= group.rule->fields.size();
    }
}

[[gnu::cold]] GRADSTEP_INLINE ParamGroup made_group(std::string name, const RuleType& rule,
                                                    std::vector<Hyper> set) {
  ParamGroup group{std::move(name), &rule, group_fields(rule), std::move(set)};
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
  group.used.resize(group.fields.size());
  group.words.resize(group.fields.size());
  for (std::size_t f = 0; f < rule.fields.size(); ++f) group.words[f] = rule.words[f];
  for (std::size_t i = 0; i < group.extra.size(); ++i)
    if (group.extra[i] >= 0)
      group.words[static_cast<std::size_t>(group.extra[i])] = words<Extras>[i];
  return group;
}

GRADSTEP_INLINE Demands::Demands(std::span<const ParamGroup> groups) {
  for (const ParamGroup& group : groups) {
    const Extras& x = group.extras;
    clip_each |= x.clip_each > 0;
    rows |= x.clip_adaptive > 0 || x.centralize;
    sums |= group.rule->sums > 0;
    decides |= group.rule->decide != nullptr;
    cautious |= group.stages.cautious;
    copied |= group.copied;
    inputs |= !group.rule->inputs.empty();
    loss |= group.rule->uses_loss;
  }
}

GRADSTEP_INLINE Extras extras_of(const ParamGroup& group, const double* values) {
  double all[field_count<Extras>];
  to_numbers(Extras{}, all);
  for (std::size_t i = 0; i < group.extra.size(); ++i)
    if (group.extra[i] >= 0) all[i] = values[group.extra[i]];
  return from_numbers<Extras>(all);
}

GRADSTEP_INLINE std::vector<double> numbers_at(std::span<const Hyper> set, std::int64_t n) {
  std::vector<double> now;
  for (const Hyper& h : set) now.push_back(h.at(n));
  return now;
}

GRADSTEP_INLINE double initial_value(const ParamGroup& group, int field, std::int64_t n) {
  const double value = group.set[static_cast<std::size_t>(field)].at(n);
  if (field != group.lr) return value;
  return value * extras_of(group, numbers_at(group.set, n).data()).lr_scale;
}

GRADSTEP_INLINE Stages stages_of(const Extras& x, double lr) {
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
  return s;
}

}  // namespace gradstep::detail

#include "../exact_end.hpp"
