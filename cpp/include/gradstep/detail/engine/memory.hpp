// The memory of the state: one arena per binding, or the caller's memory; and what each array has
// there.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "arena.hpp"
#include "bound.hpp"

namespace gradstep::detail {

class Memory {
 public:
  /// Gives the state of what was added its place and its first values, those of update n.
  [[gnu::cold]] void prepare(Bound& bound, const Options& options, std::int64_t n);
  /// The same in the caller's memory, of at least bytes().
  [[gnu::cold]] void prepare_in(std::span<std::byte> memory, Bound& bound, const Options& options,
                                std::int64_t n);
  /// Gives the state of what this step has updated its first values once more, and rules their
  /// numbers.
  [[gnu::cold]] static void restart(Bound& bound);
  [[gnu::cold]] static std::size_t bytes(const Bound& bound, const Options& options);

 private:
  std::vector<Block> blocks_;
};

}  // namespace gradstep::detail
