// Places in the lists of rules and schedules.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "../reflect.hpp"
#include "../vocabulary.hpp"

namespace gradstep {

namespace detail {
template <class R, class... T>
constexpr std::size_t index_in() {
  std::size_t index = 0;
  static_cast<void>(((std::is_same_v<R, T> ? true : (++index, false)) || ...));
  return index;
}
/// Where a rule (or schedule) stands in a list: the same place in every ISA's copy of the list.
template <class R, class List>
inline constexpr std::size_t index_of = 0;
template <class R, class... T>
inline constexpr std::size_t index_of<R, std::tuple<T...>> = index_in<R, T...>();

// The row of a name, or the length of the vocabulary if it has none. This does not use find_word():
// under UBSan g++ 12 finds no constant in a comparison with null.
constexpr std::size_t row_of(std::string_view name) {
  std::size_t row = 0;
  while (row < vocabulary.size() && vocabulary[row].name != name) ++row;
  return row;
}

/// One row by itself: a program has the words of its own members, and not the whole vocabulary.
template <std::size_t row>
inline constexpr Word word_in = vocabulary[row];

template <std::size_t row>
constexpr const Word* word_for(Kind kind) {
  if constexpr (row < vocabulary.size())
    return &word_in<row>;
  else
    return kind == Kind::flag ? &own_flag : kind == Kind::number ? &own_number : &own_count;
}

/// The words of a struct's members.
template <class S>
inline constexpr auto words = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<const Word*, sizeof...(I)>{
      word_for<row_of(field_names<S>[I])>(member<member_type<I, S>>::kind)...};
}(std::make_index_sequence<field_count<S>>{});

template <class S>
constexpr bool names_known() {
  for (std::string_view name : field_names<S>)
    if (row_of(name) == vocabulary.size()) return false;
  return true;
}
}  // namespace detail
}  // namespace gradstep
