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

#include "../kernel_types.hpp"

namespace gradstep::detail {

inline constexpr std::size_t page = 4096;

/// Streams of this length or more are set apart further: at distances of a large power of two, as
/// those of a matrix of 8192 x 4096 would be, they keep meeting in the same banks of memory (1.1 to
/// 1.6 times the time, AMD Zen 4).
inline constexpr std::size_t long_stream = std::size_t{16} << 20, long_gap = std::size_t{64} << 10;

/// Where the next of the streams that a kernel walks at the same time begins, `bytes` long and at
/// or after `at`. It begins at the same place in its cache line as the first stream, so that all
/// cross into the next line together (NumPy's arrays begin anywhere in a line). It lies apart from
/// all others in the low 12 bits of the address: streams one line from each other cost up to three
/// times as much in L1, and streams at the same offset up to 1.25 times in memory.
inline std::uintptr_t staggered(std::uintptr_t at, std::size_t bytes,
                                std::span<const std::uintptr_t> others) {
  constexpr std::uintptr_t apart = 4 * line;
  if (bytes >= long_stream && !others.empty()) at += long_gap;
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

/// One block of memory, which is not touched yet. From 2 MiB on it is aligned for huge pages and
/// asks for them.
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
