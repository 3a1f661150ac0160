// Memory of the optimizer state, in as few blocks as there were bindings.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <utility>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "kernel-types.hpp"

namespace gradstep::detail {

inline constexpr std::size_t page = 4096;

/// The next address at or after `at` that lies within its cache line as the first of the streams does that a kernel walks at
/// the same time, so that all cross into the next line together (NumPy's arrays begin anywhere in one), and whose low 12 bits
/// keep their distance from those of all: two streams at the same 4 KiB offset cost almost a factor of two in L1.
inline std::uintptr_t staggered(std::uintptr_t at, std::span<const std::uintptr_t> others) {
  constexpr std::uintptr_t apart = 4 * line;
  at += ((others.empty() ? 0 : others.front()) - at) % line;
  for (std::size_t tries = 0; tries < page / apart; ++tries, at += apart) {
    bool clear = true;
    for (std::uintptr_t other : others) {
      const std::uintptr_t distance = (at - other) % page;
      clear = clear && distance >= apart && page - distance >= apart;
    }
    if (clear) break;
  }
  return at;
}

/// One block, not yet touched. From 2 MiB on it is aligned for huge pages and asks for them.
class Block {
 public:
  explicit Block(std::size_t bytes) : size_(bytes) {
    constexpr std::size_t huge = std::size_t{2} << 20;
    align_ = bytes >= huge ? huge : line;
    data_ = static_cast<std::byte*>(::operator new(bytes, std::align_val_t{align_}));
#if defined(__linux__)
    if (bytes >= huge) madvise(data_, bytes / page * page, MADV_HUGEPAGE);
#endif
  }
  Block(Block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(other.size_), align_(other.align_) {}
  Block& operator=(Block&&) = delete;
  ~Block() {
    if (data_) ::operator delete(data_, std::align_val_t{align_});
  }
  std::span<std::byte> bytes() const { return {data_, size_}; }

 private:
  std::byte* data_;
  std::size_t size_, align_;
};

}  // namespace gradstep::detail
