// The descriptors of all rules in the list, put together from the parts that rules.cpp is compiled in.
#pragma once
#include <gradstep/detail/rule_type.hpp>

#include <array>
#include <span>

namespace gradstep::python {

template <int part>
void collect_rules(std::span<const RuleType*> out);

using RuleTable = std::array<const RuleType*, std::tuple_size_v<Rules>>;

const RuleTable& all_rules();

}  // namespace gradstep::python
