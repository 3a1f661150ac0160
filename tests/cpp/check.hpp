// What the test programs share: checks that count, and a main that ends with them.
#pragma once
#include <cstddef>
#include <cstdio>
#include <initializer_list>

namespace check {

/// Numbers of elements, written as whole numbers: for (std::size_t n : check::sizes{0, 1, 7}).
using sizes = std::initializer_list<std::size_t>;

inline int failures = 0;

inline int finish() {
  if (failures > 0) std::fprintf(stderr, "%d checks failed\n", failures);
  return failures > 0;
}

}  // namespace check

#define CHECK(...)                                                                  \
  do {                                                                              \
    if (!(__VA_ARGS__)) {                                                           \
      std::fprintf(stderr, "%s:%d: CHECK(%s)\n", __FILE__, __LINE__, #__VA_ARGS__); \
      ++check::failures;                                                            \
    }                                                                               \
  } while (false)
