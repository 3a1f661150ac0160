// What tests of gradstep's surface share: numbers to step, and the errors of what is refused.
#pragma once
#include <cstdio>
#include <cstring>
#include <gradstep/types.hpp>
#include <initializer_list>
#include <vector>

template <class T = float>
std::vector<T> numbers(std::size_t n, int seed) {
  std::vector<T> x(n);
  for (std::size_t i = 0; i < n; ++i)
    x[i] =
        static_cast<T>(
            static_cast<int>((i * 7919 + static_cast<std::size_t>(seed) * 104729) % 2001) - 1000) /
        64;
  return x;
}

/// The error that f() throws; its reason is `none` if it throws nothing.
template <class F>
gradstep::error refused(F f) {
  try {
    f();
  } catch (const gradstep::error& e) {
    return e;
  }
  return {gradstep::Reason::none, ""};
}

inline bool says(const gradstep::error& e, std::initializer_list<const char*> words) {
  for (const char* word : words)
    if (std::strstr(e.what(), word) == nullptr) {
      std::fprintf(stderr, "\"%s\" is not in: %s\n", word, e.what());
      return false;
    }
  return true;
}
