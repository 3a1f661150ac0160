// The `///` block above each rule and schedule, for Python's docstrings, by cmake/docs.cmake.
#pragma once
#include <string_view>

namespace gradstep::docs {

/// The text above `struct <struct_name>` in rules/ or schedules/; empty if there is none.
inline std::string_view of(std::string_view struct_name) {
  struct Doc {
    std::string_view name, text;
  };
  static constexpr Doc all[]{
#include "docs.inc"
  };
  for (const Doc& doc : all)
    if (doc.name == struct_name) return doc.text;
  return {};
}

}  // namespace gradstep::docs
