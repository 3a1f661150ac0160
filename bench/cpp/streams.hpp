// The arrays that a kernel walks, laid out as an optimizer lays them out, and the pieces of them
// that threads take.
#pragma once
#include <cstdint>
#include <gradstep/gradstep.hpp>
#include <vector>

#include "turns.hpp"

inline constexpr std::size_t line_floats = 64 / sizeof(float);  // of a cache line

/// Where thread t's piece of n floats begins: at a cache line, so that no line has two writers.
inline std::size_t cut(std::size_t n, int threads, int t) {
  if (t == threads) return n;
  return n * static_cast<std::size_t>(t) / static_cast<std::size_t>(threads) / line_floats *
         line_floats;
}

/// How arrays lie; by default as in the optimizer's arena.
struct Layout {
  std::size_t shift = 0;      // of every array, from a cache line
  std::size_t g_shift = 0;    // of g alone
  bool set_apart = true;      // long arrays, by more than staggering takes
  int lines_apart = -1;       // in a page, from array to array; below 0: staggered
  bool huge_pages = true;     // asked for, from 2 MiB on
  bool touched_apart = true;  // first by the thread that uses them, or all by one
};

/// `count` arrays of `n` floats: p, g, then the state. Each of `threads` threads has a segment of
/// its own.
class Streams {
 public:
  Streams(std::size_t count, std::size_t n, int threads, const Layout& layout = {})
      : memory_(count *
                (n * sizeof(float) + 2 * gradstep::detail::page + gradstep::detail::long_gap)) {
    if (!layout.huge_pages) refuse_huge_pages();
    place(count, n, layout);
    for (int t = 0; t < threads; ++t)
      pieces_.push_back(piece(cut(n, threads, t), cut(n, threads, t + 1)));
    if (layout.touched_apart)
      together(threads, 1, [&](int t) { fill(of(t)); });
    else
      for (const gradstep::Segment& s : pieces_) fill(s);
  }
  Streams(const Streams&) = delete;
  Streams& operator=(const Streams&) = delete;

  const gradstep::Segment& of(int thread) const {
    return pieces_[static_cast<std::size_t>(thread)];
  }

 private:
  void refuse_huge_pages() {
#if defined(MADV_NOHUGEPAGE)
    const auto bytes = memory_.bytes();
    if (bytes.size() >= std::size_t{2} << 20)
      madvise(bytes.data(), bytes.size() / gradstep::detail::page * gradstep::detail::page,
              MADV_NOHUGEPAGE);
#endif
  }

  void place(std::size_t count, std::size_t n, const Layout& layout) {
    auto at = reinterpret_cast<std::uintptr_t>(memory_.bytes().data());
    const std::size_t bytes = n * sizeof(float);
    for (std::size_t k = 0; k < count; ++k) {
      at = layout.lines_apart < 0
               ? gradstep::detail::staggered(at, layout.set_apart ? bytes : 0, arrays_)
               : in_page(at, k * static_cast<std::size_t>(layout.lines_apart));
      arrays_.push_back(at);
      at += bytes;
    }
    for (std::uintptr_t& array : arrays_) array += layout.shift;
    if (count > 1) arrays_[1] += layout.g_shift;
  }

  /// The next address from `at` on that many lines into a page.
  static std::uintptr_t in_page(std::uintptr_t at, std::size_t lines) {
    constexpr std::uintptr_t page = gradstep::detail::page;
    const std::uintptr_t offset = lines * line_floats * sizeof(float) % page;
    return at + (offset + page - at % page) % page;
  }

  gradstep::Segment piece(std::size_t begin, std::size_t end) const {
    const auto from = [&](std::size_t k) -> float* {
      return k < arrays_.size() ? reinterpret_cast<float*>(arrays_[k]) + begin : nullptr;
    };
    gradstep::Segment s{};
    s.p = from(0), s.g = from(1);
    for (std::size_t k = 0; k < gradstep::max_slots; ++k) s.state[k] = from(2 + k);
    s.n = end - begin, s.begin = begin, s.own = &around_;
    return s;
  }

  // Ordinary positive values: no kernel makes subnormal numbers of them, which would be slow.
  static void fill(const gradstep::Segment& s) {
    const auto set = [&](void* array) {
      float* const x = static_cast<float*>(array);
      for (std::size_t i = 0; x != nullptr && i < s.n; ++i)
        x[i] = 0.5f + static_cast<float>(i % 64) / 64;
    };
    set(s.p), set(const_cast<void*>(s.g));
    for (void* array : s.state) set(array);
  }

  gradstep::detail::Block memory_;
  std::vector<std::uintptr_t> arrays_;
  gradstep::Around around_{};
  std::vector<gradstep::Segment> pieces_;
};
