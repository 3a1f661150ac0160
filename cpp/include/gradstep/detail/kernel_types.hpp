// The signatures through which the engine calls what was compiled per ISA.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "../types.hpp"

namespace gradstep {

/// Sums are taken over blocks of this many elements, counted from each array's start, whatever the
/// threads do.
inline constexpr std::size_t sum_block = 4096;

/// The unit in which memory moves and threads share it: where pieces of work are cut.
inline constexpr std::size_t line = 64;

/// Elements that stay in L1 from stage to stage. Tiles of packed segments end at multiples of it,
/// as all blocks of codes do.
inline constexpr std::size_t tile = 512;

/// A tile of everything that an update touches, in the compute dtype: p, g and the state, each set
/// off against the others' places in a page (see arena.hpp).
template <class T>
struct Scratch {
  static constexpr std::size_t length = tile + 5 * line / sizeof(T);
  alignas(line) T p[length], g[length], state[max_slots][length];
};
inline constexpr std::size_t scratch_bytes = sizeof(Scratch<double>);

/// From how elements are kept to the compute dtype, and back; `x` points to elements of the compute
/// dtype.
struct Conversions {
  /// Writes the elements at x to elements [begin, begin + n) of what is kept, rounded to nearest;
  /// and reads them back.
  void (*encode)(const Stored&, std::size_t begin, std::size_t n, const void* x);
  void (*decode)(const Stored&, std::size_t begin, std::size_t n, void* x);
  /// The parameter as the rule sees it, with what its rounding keeps beside it: returns where it
  /// lies, or writes it at x.
  const void* (*seen)(const Packing&, const void* p, std::size_t begin, std::size_t n, void* x);
  /// Unpacks elements [at, at + n) of a packed segment, a tile, so that a rule can step it; and
  /// packs it again after update t.
  Segment (*unpack)(const Segment&, std::size_t at, std::size_t n, unsigned live, void* scratch);
  void (*pack)(const Segment&, const Segment& unpacked, std::int64_t t, unsigned live,
               void* scratch);
};

/// What a rule's closures are made from at one step of one parameter (or row).
struct StepContext {
  const double* hyper;    // the rule's fields
  const double* numbers;  // the rule's Numbers
  Count t;
  unsigned given;  // bit k: the rule's k-th input is there
  unsigned live;   // bit k: the rule's k-th slot is there
  bool usual;      // all options are at their defaults
  const Conversions* conversions = nullptr;
  void* scratch = nullptr;  // scratch_bytes to unpack segments in
};

/// Where a kernel gets its segments from if there is something to do around each: next() finishes
/// the last one and prepares the next.
struct Tiles {
  const Segment* (*next)(Tiles&);  // null: no more
  void* out = nullptr;             // takes what the closure returns, instead of p
};

/// One loop of one rule for one element type: over `count` segments that share the context, or over
/// those of `tiles`.
using kernel_fn = void (*)(const StepContext&, const Segment*, std::size_t count, Tiles* tiles);

/// All that is compiled for a rule, per ISA, type and choice of switched slots. Everything else is
/// compiled once and takes this.
struct KernelSet {
  /// The usual loop: for options at their defaults, which then cost nothing.
  kernel_fn usual;
  /// The any loop: for all options and slots; increments go to `out` if there is one. On AVX-512
  /// only hot rules have it, and AVX2's serves the others.
  kernel_fn any;
  /// measure(): adds its terms to the sums at `out`, each in 16 lanes (lanes.hpp). Null if the rule
  /// has no sums.
  kernel_fn terms;
  /// evaluated(): writes the evaluated parameters to `out`. Null if the rule has none.
  kernel_fn evaluated;
  unsigned live;  // bit k: slot k is there
};

/// Decodes, steps and encodes elements in bfloat16 or q8 in one go; returns how many elements, from
/// the segment's beginning on, it has stepped. It is for the rule's usual options, by ISA and
/// variant.
using fused_fn = std::size_t (*)(const StepContext&, const Segment&);
using FusedKernels = std::array<std::span<const fused_fn>, 4>;

/// What does not depend on the rule, per ISA and type.
struct Tools {
  /// Steps segments that share a context. `stages` is null if there is nothing to do around the
  /// rule, `fused` if there is none.
  void (*update)(const KernelSet&, fused_fn, const StepContext&, const Stages* stages,
                 const Segment*, std::size_t count);
  /// The same with the cautious mask; or, `counting`, writes nothing and returns how many elements
  /// the mask lets through.
  double (*update_cautious)(const KernelSet&, const StepContext&, const Stages&, const Segment&,
                            bool counting);
  /// Adds up the rule's sums over a segment. Reads only.
  void (*measure)(const KernelSet&, std::size_t sums, const StepContext&, const Stages* stages,
                  const Segment&, double* out);
  /// The evaluated parameters, in place of those that the rule steps: see evaluated() in
  /// rules/schedule_free_sgd.hpp.
  void (*evaluate)(const KernelSet&, const StepContext&, const Segment&, void* out);

  /// The largest |g| as the integer of its bits; with squares, also one sum of g² per block.
  std::int64_t (*largest)(const void* g, std::size_t n, double* squares);
  std::int64_t (*largest_and_squares)(const void* g, std::size_t n, double* squares);
  void (*update_norms)(const void* before, const void* after, std::size_t n, double* moved,
                       double* size);
  /// Over a stretch of one row: sums[0..3) += sum of g, of g² and of p².
  void (*row)(const void* g, const void* p, std::size_t n, double* sums);
  /// Over a block: sums[0..4) += sum of delta * g, of delta * p, of g² and of p², with Mechanic's
  /// delta and the gradient as the stages before decay leave it.
  void (*tuners)(const StepContext&, const Stages&, const Segment&, double* sums);
  /// average <- average + weight * (p - average), for parameters that have no gradient.
  void (*average)(const void* p, void* average, std::size_t n, double weight);
  /// out <- (sum + g / unscale) / calls, with Around's, for elements [begin, begin + n) of the
  /// parameter; g and out point to the first of them. `out` may be the sum itself.
  void (*gather)(const Around&, const void* g, std::size_t begin, std::size_t n, void* out);
};

}  // namespace gradstep
