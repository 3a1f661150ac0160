// The kernels of every rule. Compiled GRADSTEP_PARTS times, each time for the rules whose place in the list falls to this part.
#include "rules.hpp"

namespace gradstep::python {

template <>
void collect_rules<GRADSTEP_PART>(std::span<const RuleType*> out) {
  const auto one = [&]<std::size_t i>() {
    if constexpr (i % GRADSTEP_PARTS == GRADSTEP_PART)
      out[i] = &rule_type<std::tuple_element_t<i, Rules>>();
  };
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (one.template operator()<i>(), ...);
  }(std::make_index_sequence<std::tuple_size_v<Rules>>{});
}

}  // namespace gradstep::python
