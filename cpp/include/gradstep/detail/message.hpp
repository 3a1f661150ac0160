// The text of an error. Code that joins strings at every place of an error would be a fifth of the
// library.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

#include "compiled.hpp"

namespace gradstep::detail {

/// A number as a message should show it: the shortest text that reads back as the same double.
[[gnu::cold]] std::string text(double x);

/// What stands for one {} of a message: a text, or a number.
class Insert {
 public:
  Insert(std::string_view s) : text_(s) {}
  Insert(const std::string& s) : text_(s) {}
  Insert(const char* s) : text_(s) {}
  Insert(double x) : kind_(Kind::number), number_(x) {}
  template <class I>
    requires(std::is_integral_v<I> && !std::is_same_v<I, bool>)
  Insert(I n)
      : kind_(std::is_signed_v<I> ? Kind::whole : Kind::count),
        whole_(static_cast<std::int64_t>(n)) {}
  [[gnu::cold]] void append_to(std::string& out) const;

 private:
  enum class Kind : std::uint8_t { text, number, whole, count } kind_ = Kind::text;
  std::string_view text_{};
  double number_ = 0;
  std::int64_t whole_ = 0;
};

/// The pattern with each {} replaced by the next insert: message("'{}' has {} elements", {path,
/// n}).
[[gnu::cold]] std::string message(std::string_view pattern, std::initializer_list<Insert> inserts);

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE std::string text(double x) {
  char buffer[32];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, x);
    if (std::strtod(buffer, nullptr) == x) break;
  }
  return buffer;
}

GRADSTEP_INLINE void Insert::append_to(std::string& out) const {
  switch (kind_) {
    case Kind::text: out += text_; break;
    case Kind::number: out += detail::text(number_); break;
    case Kind::whole: out += std::to_string(whole_); break;
    case Kind::count: out += std::to_string(static_cast<std::uint64_t>(whole_)); break;
  }
}

GRADSTEP_INLINE std::string message(std::string_view pattern,
                                    std::initializer_list<Insert> inserts) {
  std::string out;
  const Insert* next = inserts.begin();
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (next != inserts.end() && pattern.substr(i, 2) == "{}")
      (next++)->append_to(out), ++i;
    else
      out += pattern[i];
  }
  return out;
}
#endif

}  // namespace gradstep::detail
