// Places in the lists of rules and schedules.
#pragma once
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../reflect.hpp"
#include "../vocabulary.hpp"

namespace gradstep {

namespace detail {
template <class R, class T, std::size_t... I>
constexpr std::size_t index_in(std::index_sequence<I...>) {
  std::size_t index = 0;
  static_cast<void>(
      ((std::is_same_v<R, std::tuple_element_t<I, T>> ? true : (++index, false)) || ...));
  return index;
}
/// Where a rule (or schedule) stands in a list: the same place in every ISA's copy of the list.
template <class R, class List>
inline constexpr std::size_t index_of =
    index_in<R, List>(std::make_index_sequence<std::tuple_size_v<List>>{});

template <class S>
constexpr bool names_known() {
  for (std::string_view name : field_names<S>) {
    bool known =
        false;  // not find_word(): under UBSan g++ 12 finds no constant in a comparison with null
    for (const Word& w : vocabulary) known = known || w.name == name;
    if (!known) return false;
  }
  return true;
}
}  // namespace detail
}  // namespace gradstep
