// The signatures through which the engine calls what was compiled per ISA.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "../types.hpp"

namespace gradstep {

/// Sums are taken over blocks of this many elements, counted from each tensor's start, whatever the threads do.
inline constexpr std::size_t sum_block = 4096;

/// The unit in which memory moves and threads share it: where pieces of work are cut.
inline constexpr std::size_t line = 64;

/// Elements that stay in L1 from stage to stage. Tiles of packed segments end at multiples of it, as all blocks of codes do.
inline constexpr std::size_t tile = 512;

/// What a rule's closures are made from at one step of one parameter (or row).
struct Moment {
  const double* hyper;      // the rule's fields
  const double* numbers;    // the rule's Numbers
  std::int64_t t;           // 1-based
  unsigned given;           // bit k: the rule's k-th input is there
  void* scratch = nullptr;  // scratch_bytes to unpack segments in; null if none has a Packing
};

/// A tile of everything that an update touches, in the type that it computes in: p, g and the state, each set off against
/// the others' places in a page (see arena.hpp).
template <class T>
struct Scratch {
  static constexpr std::size_t length = tile + 5 * line / sizeof(T);
  alignas(line) T p[length], g[length], state[max_slots][length];
};
inline constexpr std::size_t scratch_bytes = sizeof(Scratch<double>);

/// Steps segments that share a moment. `stages` is null if there is nothing to do around the rule.
using update_fn = void (*)(const Moment&, const Stages* stages, const Segment*, std::size_t count);
/// The same with the cautious mask; or, `counting`, writes nothing and returns how many elements the mask lets through.
using cautious_fn = double (*)(const Moment&, const Stages&, const Segment&, bool counting);
/// Adds up the rule's sums over a segment. Reads only.
using measure_fn = void (*)(const Moment&, const Stages&, const Segment&, double* sums);

/// What the rule has found, in place of the parameters that it steps: see evaluated() in rules/schedule_free_sgd.hpp.
using evaluate_fn = void (*)(const Moment&, const Segment&, void* out);

struct KernelSet {
  update_fn update, usual;  // usual: for options at their defaults, which then cost nothing
  cautious_fn cautious;     // null if the rule returns no increments
  measure_fn measure;       // null if it has no sums
  evaluate_fn evaluate;     // null if what is stepped is what is to be used
};

struct Measures {
  using inspect_fn = std::int64_t (*)(const void* g, std::size_t n, double* squares);
  template <class F>
  using per_gradient = std::array<std::array<F, float_storages>, dtype_count>;
  /// By what is computed in, and how the gradient is kept.
  per_gradient<inspect_fn> largest, largest_and_squares;
  std::array<void (*)(const void* before, const void* after, std::size_t n, double* moved,
                      double* size),
             dtype_count>
      update;
  /// Over a stretch of one row: sums[0..3) += sum of g, of g² and of p².
  std::array<void (*)(const void* g, const void* p, std::size_t n, double* sums), dtype_count> row;
  /// Over a block: sums[0..4) += sum of delta * g, of delta * p, of g² and of p², with Mechanic's delta and the gradient as
  /// the stages before decay leave it; `scratch` as in Moment.
  std::array<void (*)(const Stages&, const Segment&, void* scratch, double* sums), dtype_count>
      tuners;
  /// average <- average + weight * (p - average), for parameters that have no gradient.
  std::array<void (*)(const void* p, void* average, std::size_t n, double weight), dtype_count>
      average;
  /// Elements [begin, begin + n) of what is kept <- those at x, rounded to nearest; and back.
  std::array<void (*)(const Stored&, std::size_t begin, std::size_t n, const void* x), dtype_count>
      encode;
  std::array<void (*)(const Stored&, std::size_t begin, std::size_t n, void* x), dtype_count>
      decode;
  /// The parameter as the rule sees it, elements [begin, begin + n) at x: with what its rounding keeps beside it.
  std::array<void (*)(const Packing&, const void* p, std::size_t begin, std::size_t n, void* x),
             dtype_count>
      seen;
};

}  // namespace gradstep
