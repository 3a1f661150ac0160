// The `///` block above each rule and schedule, for Python's docstrings, by cmake/docs.cmake.
#pragma once
#include <string_view>

namespace gradstep::docs {

/// The text above `struct <struct_name>` in rules/ or schedules/; empty if there is none.
inline std::string_view of(std::string_view struct_name) {
  struct Entry {
    std::string_view name, text;
  };
  static constexpr Entry entries[]{
#include "docs.inc"
  };
  for (const Entry& entry : entries)
    if (entry.name == struct_name) return entry.text;
  return {};
}

}  // namespace gradstep::docs
