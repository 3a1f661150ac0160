// How arrays lie in memory, and their elements read in the order of another array.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "../../parameter.hpp"
#include "../compiled.hpp"

namespace gradstep::detail {

/// The axes from the longest stride to the shortest, without those of length 1.
ArrayLayout in_memory_order(const ArrayLayout& layout);
/// Whether the elements fill one stretch of memory, in some order of the axes.
bool dense(const ArrayLayout& layout);
/// The same layout without the axes of length 1; where only the size is known, that many elements
/// in a row.
ArrayLayout squeezed(const ArrayLayout& layout, std::size_t size);
bool same_shape(const ArrayLayout& a, const ArrayLayout& b);
bool same_strides(const ArrayLayout& a, const ArrayLayout& b);
/// Whether the elements follow each other in the order of their indices, where the last index runs
/// fastest.
bool in_index_order(const ArrayLayout& layout);
/// The shape as a person writes it: "(3, 4)".
std::string shape_text(const ArrayLayout& layout);
std::string strides_text(const ArrayLayout& layout);
/// The index of the element that lies k-th in memory: "[2, 0]".
std::string index_text(const ArrayLayout& layout, std::size_t size, std::size_t k);
/// Writes the elements of `from` to `to`, in the memory order of an array of the same shape.
void gather(const ArrayView& from, const ArrayLayout& order, std::byte* to);
/// Zeroes the elements of an array.
void zero(const ArrayView& array);

#if GRADSTEP_DEFINITIONS
GRADSTEP_INLINE ArrayLayout in_memory_order(const ArrayLayout& layout) {
  ArrayLayout out;
  for (std::size_t a = 0; a < layout.axes; ++a) {
    if (layout.shape[a] == 1) continue;
    std::size_t at = out.axes++;
    for (; at > 0 && out.strides[at - 1] < layout.strides[a]; --at)
      out.shape[at] = out.shape[at - 1], out.strides[at] = out.strides[at - 1];
    out.shape[at] = layout.shape[a], out.strides[at] = layout.strides[a];
  }
  return out;
}

GRADSTEP_INLINE bool in_index_order(const ArrayLayout& layout) {
  std::ptrdiff_t expected = 1;
  for (std::size_t a = layout.axes; a-- > 0;) {
    if (layout.shape[a] == 0) return true;
    if (layout.shape[a] > 1 && layout.strides[a] != expected) return false;
    expected *= static_cast<std::ptrdiff_t>(layout.shape[a]);
  }
  return true;
}

GRADSTEP_INLINE bool dense(const ArrayLayout& layout) {
  for (std::size_t a = 0; a < layout.axes; ++a)
    if (layout.shape[a] == 0) return true;
  return in_index_order(in_memory_order(layout));
}

GRADSTEP_INLINE ArrayLayout squeezed(const ArrayLayout& layout, std::size_t size) {
  ArrayLayout out;
  if (layout.axes == 0 && size != 1) out.axes = 1, out.shape[0] = size, out.strides[0] = 1;
  for (std::size_t a = 0; a < layout.axes; ++a)
    if (layout.shape[a] != 1) {
      out.shape[out.axes] = layout.shape[a];
      out.strides[out.axes++] = layout.strides[a];
    }
  return out;
}

GRADSTEP_INLINE bool same_shape(const ArrayLayout& a, const ArrayLayout& b) {
  return a.axes == b.axes && std::equal(a.shape, a.shape + a.axes, b.shape);
}
GRADSTEP_INLINE bool same_strides(const ArrayLayout& a, const ArrayLayout& b) {
  return std::equal(a.strides, a.strides + a.axes, b.strides);
}

[[gnu::cold]] GRADSTEP_INLINE std::string shape_text(const ArrayLayout& layout) {
  std::string out = "(";
  for (std::size_t a = 0; a < layout.axes; ++a)
    out += (a > 0 ? ", " : "") + std::to_string(layout.shape[a]);
  return out + ")";
}
[[gnu::cold]] GRADSTEP_INLINE std::string strides_text(const ArrayLayout& layout) {
  std::string out = "(";
  for (std::size_t a = 0; a < layout.axes; ++a)
    out += (a > 0 ? ", " : "") + std::to_string(layout.strides[a]);
  return out + ")";
}

[[gnu::cold]] GRADSTEP_INLINE std::string index_text(const ArrayLayout& layout, std::size_t size,
                                                     std::size_t k) {
  if (layout.axes == 0) return "[" + std::to_string(k) + "]";
  std::array<std::size_t, max_axes> index{};
  // the axis with the longest stride first, which what is left of k is divided by
  std::array<bool, max_axes> done{};
  for (std::size_t left = layout.axes, block = size; left > 0; --left) {
    std::size_t longest = max_axes;
    for (std::size_t a = 0; a < layout.axes; ++a)
      if (!done[a] && (longest == max_axes || layout.strides[a] > layout.strides[longest]))
        longest = a;
    done[longest] = true;
    if (layout.shape[longest] <= 1) continue;
    block /= layout.shape[longest];
    index[longest] = k / block, k %= block;
  }
  std::string out;
  for (std::size_t a = 0; a < layout.axes; ++a)
    out += (a > 0 ? ", " : "[") + std::to_string(index[a]);
  return out + "]";
}

// Calls f(first, n, stride) for runs of elements of `array`, in the memory order of an array that
// lies as `order`.
template <class F>
void for_each_run(const ArrayView& array, const ArrayLayout& order, F&& f) {
  if (array.size == 0) return;
  const ArrayLayout from = squeezed(array.layout, array.size), to = squeezed(order, array.size);
  // `from` with its axes as those of `to` follow in memory
  ArrayLayout axes;
  std::array<std::ptrdiff_t, max_axes> place{};
  for (std::size_t a = 0; a < from.axes; ++a) {
    std::size_t at = axes.axes++;
    for (; at > 0 && place[at - 1] < to.strides[a]; --at) {
      place[at] = place[at - 1];
      axes.shape[at] = axes.shape[at - 1], axes.strides[at] = axes.strides[at - 1];
    }
    place[at] = to.strides[a];
    axes.shape[at] = from.shape[a], axes.strides[at] = from.strides[a];
  }
  const std::size_t last = axes.axes == 0 ? 0 : axes.axes - 1;
  const std::size_t n = axes.axes == 0 ? 1 : axes.shape[last];
  const std::ptrdiff_t each = static_cast<std::ptrdiff_t>(array.element_bytes());
  std::array<std::size_t, max_axes> index{};
  auto* at = static_cast<std::byte*>(array.data);
  for (std::size_t done = 0; done < array.size; done += n) {
    f(at, n, axes.strides[last] * each);
    for (std::size_t a = last; a-- > 0;) {
      at += axes.strides[a] * each;
      if (++index[a] < axes.shape[a]) break;
      at -= axes.strides[a] * each * static_cast<std::ptrdiff_t>(axes.shape[a]);
      index[a] = 0;
    }
  }
}

// A size that is known when this is compiled makes each copy one move.
template <std::size_t bytes>
void gather_run(const std::byte* at, std::size_t n, std::ptrdiff_t stride, std::byte* to) {
  for (std::size_t i = 0; i < n; ++i, at += stride, to += bytes) std::memcpy(to, at, bytes);
}

GRADSTEP_INLINE void gather(const ArrayView& from, const ArrayLayout& order, std::byte* to) {
  const std::size_t bytes = from.element_bytes();
  for_each_run(from, order, [&](const std::byte* at, std::size_t n, std::ptrdiff_t stride) {
    switch (bytes) {
      case 2: gather_run<2>(at, n, stride, to); break;
      case 4: gather_run<4>(at, n, stride, to); break;
      case 8: gather_run<8>(at, n, stride, to); break;
      default: gather_run<16>(at, n, stride, to);
    }
    to += n * bytes;
  });
}

GRADSTEP_INLINE void zero(const ArrayView& array) {
  const std::size_t each = array.element_bytes();
  for_each_run(array, array.layout, [&](std::byte* at, std::size_t n, std::ptrdiff_t stride) {
    for (std::size_t i = 0; i < n; ++i, at += stride) std::memset(at, 0, each);
  });
}
#endif

}  // namespace gradstep::detail
