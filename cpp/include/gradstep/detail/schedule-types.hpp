// What the schedules' structs are written with: the marks for a member that must be given and for a
// length left open.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>

namespace gradstep {

/// The length of a piece that a composite's `total_steps` is to fill. Python's None.
inline constexpr std::int64_t open = -1;

namespace detail {
struct Required {
  constexpr operator double() const { return std::numeric_limits<double>::quiet_NaN(); }
  constexpr operator std::int64_t() const { return std::numeric_limits<std::int64_t>::min(); }
};
}  // namespace detail

/// The default of a member without a default: `double lr = required;`. A value that is refused
/// where a schedule is made of the struct, and what makes the member a positional argument in
/// Python.
inline constexpr detail::Required required{};

/// Arrays are evaluated in blocks of this many steps, through the whole tree of a schedule.
inline constexpr std::size_t schedule_block = 512;

/// The largest length of a piece: up to it every count, and no other number, is exact in a double.
inline constexpr std::int64_t longest = (std::int64_t{1} << 53) - 1;

}  // namespace gradstep
