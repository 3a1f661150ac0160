// Every rule of the list at once, for tools that go through all of them. In a header-only program
// this compiles all kernels.
#pragma once
#include "detail/rule_type.hpp"

namespace gradstep {

/// The descriptors of all rules, in the order of the list; a library that was built with
/// GRADSTEP_ONLY has only those.
std::span<const RuleType* const> all_rules();

#if !defined(GRADSTEP_COMPILED)
inline std::span<const RuleType* const> all_rules() {
  static const auto table = []<class... R>(std::tuple<R...>*) {
    return std::array{&rule_type<R>()...};
  }(static_cast<Rules*>(nullptr));
  return table;
}
#endif

}  // namespace gradstep
