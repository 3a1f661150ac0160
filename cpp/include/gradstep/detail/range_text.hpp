// A word's range as the errors say it.
#pragma once
#include <cmath>
#include <string>
#include <string_view>

#include "../vocabulary.hpp"
#include "message.hpp"

namespace gradstep::detail {

/// What numbers a word allows: "at least 0 and below 1"; `unbounded` stands for the lower bound
/// where there is none.
[[gnu::cold]] std::string range_text(const Word& word, std::string_view unbounded = "");
/// The same with what it is a range of: "a finite number above 0".
[[gnu::cold]] std::string number_text(const Word& word, bool whole);

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE std::string range_text(const Word& word, std::string_view unbounded) {
  std::string low(unbounded);
  if (word.low == above_zero)
    low = "above 0";
  else if (word.low > smallest)
    low = message("at least {}", {word.low});
  if (!(word.high < largest)) return low;
  const char* joint = low.empty() ? "" : " and ";
  if (word.high >=
      0x1p63)  // the end of an integer type: doubles do not tell it from the last value
    return message("{}{}below 2**{}", {low, joint, std::ilogb(word.high)});
  return message("{}{}{} {}", {low, joint, word.open_high ? "below" : "at most", word.high});
}

GRADSTEP_INLINE std::string number_text(const Word& word, bool whole) {
  const char* kind = whole ? "whole" : word.high < largest ? "" : "finite";
  return message("a {}{}number{} {}", {kind, *kind == 0 ? "" : " ",
                                       word.low == above_zero ? "" : ",", range_text(word)});
}
#endif

}  // namespace gradstep::detail
