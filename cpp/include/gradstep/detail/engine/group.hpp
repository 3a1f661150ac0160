// One group: how it is made, which slots and stages its values ask for.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bound.hpp"

namespace gradstep::detail {

[[gnu::cold]] ParamGroup made_group(std::string name, const RuleType& rule, std::vector<Hyper> set);
/// Looks again at the group's values, after they were set.
[[gnu::cold]] void note_set(ParamGroup& group);
/// Which of the switched slots those values need.
[[gnu::cold]] unsigned variant_of(const ParamGroup& group);
/// What is set, at step n.
[[gnu::cold]] std::vector<double> numbers_at(std::span<const Hyper> set, std::int64_t n);
/// What a slot starts with: the value of a member at update n; for lr, with its scale.
[[gnu::cold]] double initial_value(const ParamGroup& group, int field, std::int64_t n);

/// The stages' values among those of a group. A value that the rule has as its own stays neutral
/// here.
Extras extras_of(const ParamGroup& group, const double* values);
/// The stages that follow from the group's values alone, and so stay while these stay.
Stages stages_of(const Extras& extras, double lr);

/// What some group asks of a step besides its rule's update.
struct Demands {
  bool clip_each = false, rows = false;  // stages that look at whole arrays, or at rows
  bool sums = false, decides = false;    // rules that measure first, or have numbers
  bool cautious = false, copied = false;
  bool inputs = false, loss = false;  // rules that use more than the gradient
  explicit Demands(std::span<const ParamGroup> groups);
};

/// The first field, if there is one, whose slot would have to be there for `on(field)` and is not.
template <class On>
const Field* missing_slot(const ParamGroup& group, On&& on) {
  unsigned bit = 0;
  for (const SlotType& slot : group.rule->slots)
    if (slot.field >= 0 && !(group.variant >> bit++ & 1) &&
        on(static_cast<std::size_t>(slot.field)))
      return &group.fields[static_cast<std::size_t>(slot.field)];
  return nullptr;
}

}  // namespace gradstep::detail
