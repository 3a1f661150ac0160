// Compile-time reflection of a plain struct of numbers: how many members it has, a tuple of
// references to them, their names.
// With it a rule or a schedule is only its struct: signatures, checks, docs, repr, pickling and
// stubs are derived.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gradstep {

inline constexpr std::size_t max_fields = 16;

namespace detail {
struct any_member {
  template <class T>
  constexpr operator T() const noexcept {
    __builtin_unreachable();  // never called; g++ warns of one without a body, for std::optional
  }
};
template <class S, std::size_t... I>
constexpr bool accepts(std::index_sequence<I...>) {
  return requires { S{(static_cast<void>(I), any_member{})...}; };
}
template <class S, std::size_t N = max_fields>
constexpr std::size_t count_fields() {
  if constexpr (N == 0 || accepts<S>(std::make_index_sequence<N>{}))
    return N;
  else
    return count_fields<S, N - 1>();
}
}  // namespace detail

template <class S>
inline constexpr std::size_t field_count = detail::count_fields<std::remove_const_t<S>>();

/// visit(member...) of all members of `s`, in order.
template <class S, class F>
constexpr decltype(auto) with_members(S& s, F&& visit) {
  constexpr std::size_t count = field_count<S>;
  static_assert(
      !detail::accepts<std::remove_const_t<S>>(std::make_index_sequence<max_fields + 1>{}),
      "more members than reflect.hpp knows: raise max_fields and add the case");
  // clang-format off
  if constexpr (count == 0) { return visit(); }
  else if constexpr (count == 1) { auto& [a] = s; return visit(a); }
  else if constexpr (count == 2) { auto& [a, b] = s; return visit(a, b); }
  else if constexpr (count == 3) { auto& [a, b, c] = s; return visit(a, b, c); }
  else if constexpr (count == 4) { auto& [a, b, c, d] = s; return visit(a, b, c, d); }
  else if constexpr (count == 5) { auto& [a, b, c, d, e] = s; return visit(a, b, c, d, e); }
  else if constexpr (count == 6) { auto& [a, b, c, d, e, f] = s; return visit(a, b, c, d, e, f); }
  else if constexpr (count == 7) { auto& [a, b, c, d, e, f, g] = s; return visit(a, b, c, d, e, f, g); }
  else if constexpr (count == 8) { auto& [a, b, c, d, e, f, g, h] = s; return visit(a, b, c, d, e, f, g, h); }
  else if constexpr (count == 9) { auto& [a, b, c, d, e, f, g, h, i] = s; return visit(a, b, c, d, e, f, g, h, i); }
  else if constexpr (count == 10) { auto& [a, b, c, d, e, f, g, h, i, j] = s; return visit(a, b, c, d, e, f, g, h, i, j); }
  else if constexpr (count == 11) { auto& [a, b, c, d, e, f, g, h, i, j, k] = s; return visit(a, b, c, d, e, f, g, h, i, j, k); }
  else if constexpr (count == 12) { auto& [a, b, c, d, e, f, g, h, i, j, k, l] = s; return visit(a, b, c, d, e, f, g, h, i, j, k, l); }
  else if constexpr (count == 13) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m] = s; return visit(a, b, c, d, e, f, g, h, i, j, k, l, m); }
  else if constexpr (count == 14) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n] = s; return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n); }
  else if constexpr (count == 15) { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = s; return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o); }
  else { auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = s; return visit(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p); }
  // clang-format on
}

namespace detail {
// A std::tuple of as many references costs the compiler a megabyte.
template <std::size_t I, class M>
struct Reference {
  M& member;
};
template <class, class... M>
struct References;
template <std::size_t... I, class... M>
struct References<std::index_sequence<I...>, M...> : Reference<I, M>... {};
template <std::size_t I, class M>
constexpr M& get(const Reference<I, M>& reference) {
  return reference.member;
}
}  // namespace detail

/// The I-th member of `s`.
template <std::size_t I, class S>
constexpr auto& member_at(S& s) {
  return detail::get<I>(with_members(s, [](auto&... member) {
    using Members = detail::References<std::index_sequence_for<decltype(member)...>,
                                       std::remove_reference_t<decltype(member)>...>;
    return Members{{member}...};
  }));
}
/// Its type.
template <std::size_t I, class S>
using member_type = std::remove_cvref_t<decltype(member_at<I>(std::declval<S&>()))>;

namespace detail {
// The last identifier that the compiler prints for a template argument: "...
// shell<Adam>.holder::value.Adam::lr}]" -> "lr".
constexpr std::string_view last_word(std::string_view s) {
  constexpr auto word = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  s = s.substr(0, s.find(';'));
  while (!s.empty() && !word(s.back())) s.remove_suffix(1);
  std::size_t begin = s.size();
  while (begin > 0 && word(s[begin - 1])) --begin;
  return s.substr(begin);
}
template <auto p>
constexpr std::string_view printed() {
  return last_word(__PRETTY_FUNCTION__);
}
template <class T>
constexpr std::string_view printed_type() {
  return last_word(__PRETTY_FUNCTION__);
}

// An object that is only declared: its members' addresses are constants, its value is never needed.
template <class S>
struct holder {
  S value;
};
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"  // of a struct in an unnamed namespace
#endif
template <class S>
extern const holder<S> shell;
// clang 14 refuses a bare pointer to a sub-object as a template argument and takes a class that
// holds it.
template <class T>
struct address {
  const T* p;
};
template <class T>
address(const T*) -> address<T>;

template <class S, std::size_t... I>
constexpr auto names_of(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{
      printed<address{&member_at<I>(shell<S>.value)}>()...};
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
}  // namespace detail

/// The members' names, in order: field_names<Adam>[0] == "lr".
template <class S>
inline constexpr auto field_names = detail::names_of<S>(std::make_index_sequence<field_count<S>>{});

/// The struct's own name: type_name<Adam> == "Adam".
template <class S>
inline constexpr std::string_view type_name = detail::printed_type<S>();

/// Calls f(member) for each member of `s`, in order.
template <class S, class F>
constexpr void for_each_field(S& s, F&& f) {
  with_members(s, [&](auto&... member) { (f(member), ...); });
}

/// Gives the members of `s` the values of another struct's, one by one.
template <class S, class Other>
constexpr void assign(S& s, const Other& other) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    ((member_at<I>(s) = member_at<I>(other)), ...);
  }(std::make_index_sequence<field_count<S>>{});
}

/// double, bool, int64; lists of double and of int64, Shape (schedules only)
enum class Kind : std::uint8_t { number, flag, count, numbers, counts, shape };

namespace detail {
/// The kind of a member, and its default as a number.
template <class M>
struct member {
  static_assert(std::is_same_v<M, double> || std::is_same_v<M, bool> ||
                    std::is_same_v<M, std::int64_t>,
                "members are double, bool or std::int64_t");
  static constexpr Kind kind = std::is_same_v<M, double> ? Kind::number
                               : std::is_same_v<M, bool> ? Kind::flag
                                                         : Kind::count;
  static constexpr double number(M x) { return static_cast<double>(x); }
};
}  // namespace detail

struct Field {
  std::string_view name;
  Kind kind;
  double initial;  // the default, as a number
};

/// Name, kind and default of every member of a struct with defaults for all.
template <class S>
constexpr std::array<Field, field_count<S>> fields_of() {
  std::array<Field, field_count<S>> out{};
  S defaults{};
  std::size_t i = 0;
  for_each_field(defaults, [&](auto& x) {
    using M = detail::member<std::remove_cvref_t<decltype(x)>>;
    out[i] = {field_names<S>[i], M::kind, M::number(x)};
    ++i;
  });
  return out;
}

namespace detail {
/// A member from its number. A flag is tested as an integer: g++ puts the test off to the loops that
/// ask for the flag, and there one of a double takes three instructions.
template <class M>
constexpr M from_number(double x) {
  if constexpr (std::is_same_v<M, bool>)
    return std::bit_cast<std::uint64_t>(x) << 1 != 0;
  else
    return static_cast<M>(x);
}
}  // namespace detail

/// The struct whose members are the numbers at `values`, and back.
template <class S>
constexpr S from_numbers(const double* values) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return S{detail::from_number<member_type<I, S>>(values[I])...};
  }(std::make_index_sequence<field_count<S>>{});
}
template <class S>
constexpr void to_numbers(const S& s, double* values) {
  for_each_field(s, [&](const auto& member) { *values++ = static_cast<double>(member); });
}

}  // namespace gradstep
