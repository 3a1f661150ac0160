// What the schedules' structs are written with: the marks for a member that must be given and for a
// length left open, lists of numbers, the shape of a way up or down.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "../../reflect.hpp"

namespace gradstep {

/// The length of a piece that a composite's `total_steps` is to fill. Python's None.
inline constexpr std::int64_t open = -1;

/// A list that must be given, or the numbers of one. Frozen; copies share them.
template <class T>
class List {
 public:
  List() = default;
  List(std::initializer_list<T> x) : List(std::vector<T>(x)) {}
  List(std::vector<T> x) : own_(std::make_shared<const std::vector<T>>(std::move(x))) {}
  std::size_t size() const { return own_ ? own_->size() : 0; }
  T operator[](std::size_t i) const { return (*own_)[i]; }
  const T* begin() const { return own_ ? own_->data() : nullptr; }
  const T* end() const { return begin() + size(); }
  std::vector<T> copy() const { return {begin(), end()}; }

 private:
  std::shared_ptr<const std::vector<T>> own_;
};

/// How far on its way a piece is at u in [0, 1]: from 0 at u = 0 to 1 at u = 1. A way up goes by
/// the mirror image, 1 - f(1 - u).
///     linear  u      cosine  (1 - cos(πu))/2      power  u^x      exponential  (1 - x^u)/(1 - x)
/// Python's "1-sqrt" is power with x = 0.5, "1-square" with x = 2.
struct Shape {
  enum Kind : std::uint8_t { linear, cosine, power, exponential } kind = linear;
  double x = 0.1;
  constexpr bool operator==(const Shape& o) const {
    return kind == o.kind && (kind <= cosine || x == o.x);
  }
};
inline constexpr Shape sqrt_shape{Shape::power, 0.5}, square_shape{Shape::power, 2};

namespace detail {
struct Required {
  constexpr operator double() const { return std::numeric_limits<double>::quiet_NaN(); }
  constexpr operator std::int64_t() const { return std::numeric_limits<std::int64_t>::min(); }
};

template <class T>
struct member<List<T>> {
  static constexpr Kind kind = std::is_same_v<T, double> ? Kind::numbers : Kind::counts;
  static double number(const List<T>&) { return Required{}; }
};
template <>
struct member<Shape> {
  static constexpr Kind kind = Kind::shape;
  static constexpr double number(const Shape&) { return 0; }
};
}  // namespace detail

/// The default of a member without a default: `double lr = required;`. A value that is refused
/// where a schedule is made of the struct, and what makes the member a positional argument in
/// Python.
inline constexpr detail::Required required{};

/// What a formula takes: a double or a register of doubles. With an int its arithmetic would be
/// that of integers; Schedule(s)(5) is the call for that.
template <class V>
concept StepNumber = !std::is_integral_v<V>;

struct Extent {
  double low, high;
};

/// Arrays are evaluated in blocks of this many steps, through the whole tree of a schedule.
inline constexpr std::size_t schedule_block = 512;
namespace detail {
constexpr std::size_t block_of(std::size_t left) {
  return left < schedule_block ? left : schedule_block;
}
}  // namespace detail

/// The largest length of a piece: up to it every whole number is exact in a double.
inline constexpr std::int64_t longest = (std::int64_t{1} << 53) - 1;

}  // namespace gradstep
