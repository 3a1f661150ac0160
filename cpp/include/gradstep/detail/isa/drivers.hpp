// What drives a rule's kernels over segments, tile by tile where there is something to do around
// them. It belongs to no rule, and is compiled once per ISA and type. AVX2's code drives AVX-512's
// kernels: of all that is around them, only inspect.hpp would gain by wider registers.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA, but AVX-512, which has AVX2's
#else
namespace gradstep::GRADSTEP_ISA {

/// Elements of the next tile from `p` on: tiles end at a cache line, if p is aligned to its
/// elements at all.
template <class T>
std::size_t tile_from(const T* p, std::size_t left) {
  const std::size_t n = tile - reinterpret_cast<std::uintptr_t>(p) % line / sizeof(T);
  return left < n ? left : n;
}

/// The next tile of `whole` from element `at` on, where a rule can step it.
template <class T>
Segment tile_at(const StepContext& c, const Segment& whole, std::size_t at) {
  const std::size_t left = whole.n - at;
  if (whole.packing)
    return c.conversions->unpack(whole, at, packed_tile(whole.begin + at, left), c.live, c.scratch);
  return part<T>(whole, at, tile_from(static_cast<const T*>(whole.p) + at, left));
}

// ---- a step -------------------------------------------------------------------------------------

/// Segments tile by tile: the stages before the rule, the rule, those after it.
template <class T>
struct SteppedTiles : Tiles {
  const StepContext& c;
  const Stages* stages;
  const Segment *whole, *end;
  std::size_t at;
  Segment piece{};
  alignas(64) T g[tile];

  SteppedTiles(const StepContext& context, const Stages* around, const Segment* segments,
               std::size_t count, std::size_t begin)
      : Tiles{advance},
        c(context),
        stages(around),
        whole(segments),
        end(segments + count),
        at(begin) {}

  static const Segment* advance(Tiles& tiles) {
    auto& self = static_cast<SteppedTiles&>(tiles);
    if (self.piece.n > 0) self.finish();
    while (self.whole != self.end && self.at == self.whole->n) ++self.whole, self.at = 0;
    if (self.whole == self.end) return nullptr;
    self.piece = tile_at<T>(self.c, *self.whole, self.at);
    if (self.stages)
      self.piece.g =
          transform_gradient<T>(*self.stages, self.piece, self.g, static_cast<T*>(self.piece.p));
    return &self.piece;
  }
  void finish() {
    finish_tile<T>(c, stages, *whole, piece);
    at += piece.n;
  }
};

// From this length on, alignment is worth the one register more that it takes.
inline constexpr std::size_t aligned_from = 2048;

/// How many elements of a segment come before p is aligned to cache lines. The state lies likewise
/// (arena.hpp), so that no register after them crosses a line.
template <class T>
std::size_t unaligned_elements(const Segment& s) {
  if (s.n < aligned_from) return 0;
  return -reinterpret_cast<std::uintptr_t>(s.p) % line / sizeof(T);
}

template <class T>
void drive_update(const KernelSet& set, fused_fn fused, const StepContext& c, const Stages* stages,
                  const Segment* segments, std::size_t count) {
  const kernel_fn kernel = c.usual ? set.usual : set.any;
  const auto by_tiles = [&](const Segment* s, std::size_t n, std::size_t at) {
    SteppedTiles<T> tiles(c, stages, s, n, at);
    kernel(c, nullptr, 0, &tiles);
  };
  if (stages) return by_tiles(segments, count, 0);
  const auto plain = [](const Segment& s) { return !s.packing && unaligned_elements<T>(s) == 0; };
  for (std::size_t i = 0, n; i < count; i += n) {
    const Segment& s = segments[i];
    n = 1;
    if (s.packing) {
      by_tiles(&s, 1, fused && c.usual ? fused(c, s) : 0);
    } else if (const std::size_t first = unaligned_elements<T>(s)) {
      const Segment parts[]{part<T>(s, 0, first), part<T>(s, first, s.n - first)};
      kernel(c, parts, 2, nullptr);
    } else {
      while (i + n < count && plain(segments[i + n])) ++n;
      kernel(c, &s, n, nullptr);
    }
  }
}

// ---- the cautious mask --------------------------------------------------------------------------

/// The lanes in which the increment goes against the gradient, so that it lowers the loss.
template <class T>
typename vec<T>::mask agrees(vec<T> u, vec<T> g) {
  const vec<T> zero = 0.0;  // not by the sign of u * g, which may vanish
  return ((u < zero) & (g > zero)) | ((u > zero) & (g < zero));
}

template <class T>
[[gnu::noinline]] double count_agreeing(const T* u, const T* g, std::size_t n) {
  double count = 0;
  for (std::size_t i = 0; i < n; ++i) count += (u[i] < 0 && g[i] > 0) || (u[i] > 0 && g[i] < 0);
  return count;
}

template <class T>
[[gnu::noinline]] void add_agreeing(T* p, const T* u, const T* g, std::size_t n, double factor) {
  using V = vec<T>;
  map(p, p, n, [u, g, factor](V x, std::size_t i, std::size_t k) {
    const V d = load(u + i, k);
    return x + select(agrees(d, load(g + i, k)), d * V(factor), 0.0);
  });
}

/// Copies of what a dry run would write, and the segment that has them in place of the caller's.
template <class T>
struct Copies {
  alignas(64) T p[tile], state[max_slots][tile];
  Segment of(Segment s, unsigned live) {
    std::memcpy(p, s.p, s.n * sizeof(T));
    s.p = p;
    for (std::size_t k = 0; k < max_slots; ++k)
      if (live >> k & 1) {
        std::memcpy(state[k], s.state[k], s.n * sizeof(T));
        s.state[k] = state[k];
      }
    return s;
  }
};

/// Takes the increments of one tile after another, and adds only those that agree with the
/// gradient; or counts them.
template <class T>
struct CautiousTiles : Tiles {
  const StepContext& c;
  const Stages& stages;
  const Segment& whole;
  const bool counting;
  std::size_t at = 0;
  double count = 0;
  Segment piece{};
  alignas(64) T g[tile], u[tile];
  Copies<T> copies;

  CautiousTiles(const StepContext& context, const Stages& around, const Segment& segment,
                bool only_count)
      : Tiles{advance, u}, c(context), stages(around), whole(segment), counting(only_count) {}

  static const Segment* advance(Tiles& tiles) {
    auto& self = static_cast<CautiousTiles&>(tiles);
    if (self.piece.n > 0) self.finish();
    if (self.at == self.whole.n) return nullptr;
    const Segment tile_of_it = tile_at<T>(self.c, self.whole, self.at);
    self.piece = self.counting ? self.copies.of(tile_of_it, self.c.live) : tile_of_it;
    self.piece.g =
        transform_gradient<T>(self.stages, self.piece, self.g, static_cast<T*>(self.piece.p));
    return &self.piece;
  }
  void finish() {
    const T* const gradient = static_cast<const T*>(piece.g);
    if (counting) {
      count += count_agreeing<T>(u, gradient, piece.n);
    } else {
      add_agreeing<T>(static_cast<T*>(piece.p), u, gradient, piece.n, piece.own->cautious);
      finish_tile<T>(c, &stages, whole, piece);
    }
    at += piece.n;
  }
};

template <class T>
double drive_cautious(const KernelSet& set, const StepContext& c, const Stages& stages,
                      const Segment& segment, bool counting) {
  CautiousTiles<T> tiles(c, stages, segment, counting);
  set.any(c, nullptr, 0, &tiles);
  return tiles.count;
}

// ---- a rule's sums ------------------------------------------------------------------------------

/// A segment as terms() takes it, by 16 elements. The rest of each tile is padded and summed apart,
/// since the terms of elements that are not there need not be 0. A segment is changed in place: g++
/// would copy it by registers that no single store has filled.
template <class T>
struct MeasuredTiles : Tiles {
  const StepContext& c;
  const Stages* stages;
  const Segment& whole;
  const std::size_t count;       // of the rule's sums
  std::size_t at = 0, rest = 0;  // where the next tile is in `whole`; elements after the piece
  Segment piece;
  alignas(line) Lanes16 sums[max_sums], apart[max_sums];  // for the registers of any ISA
  alignas(64) T g[tile], kept[tile];

  MeasuredTiles(const StepContext& context, const Stages* around, const Segment& segment,
                std::size_t n_sums)
      : Tiles{advance, sums}, c(context), stages(around), whole(segment), count(n_sums) {}

  static const Segment* advance(Tiles& tiles) {
    auto& self = static_cast<MeasuredTiles&>(tiles);
    if (self.out == self.apart)
      self.add_rest();
    else if (self.rest > 0)
      return self.pad_rest();
    if (!self.next_tile()) return nullptr;
    return self.piece.n > 0 ? &self.piece : self.pad_rest();
  }
  bool next_tile() {
    const std::size_t left = whole.n - at;
    if (left == 0) return false;
    piece = whole.packing ? tile_at<T>(c, whole, at)  // tiles begin with the sums
                          : part<T>(whole, at, stages && left > tile ? tile : left);
    if (stages) {
      piece.g = transform_gradient<T>(*stages, piece, g, kept);
      if (stages->keep != 1) piece.p = kept;
    }
    at += piece.n;
    rest = piece.n % 16;
    piece.n -= rest;
    return true;
  }
  const Segment* pad_rest() {
    Scratch<T>& scratch = *static_cast<Scratch<T>*>(c.scratch);
    const auto copy = [this](const void* start, T* to) {  // it may lie in scratch, farther on
      const T* const from = static_cast<const T*>(start) + piece.n;
      for (std::size_t i = 0; i < 16; i += vec<T>::lanes)
        store(to + i, i < rest ? load(from + i, rest - i) : vec<T>(0.0), 16);
      return to;
    };
    piece.p = copy(piece.p, scratch.p);
    piece.g = copy(piece.g, scratch.g);
    for (std::size_t k = 0; k < max_slots; ++k)
      if (c.live >> k & 1) piece.state[k] = copy(piece.state[k], scratch.state[k]);
    piece.n = 16;
    for (std::size_t q = 0; q < count; ++q) apart[q] = {};
    out = apart;
    return &piece;
  }
  void add_rest() {
    for (std::size_t q = 0; q < count; ++q) sums[q].add(apart[q], rest);
    out = sums;
  }
};

/// Over one segment: a block, or a stretch of a row.
template <class T>
void drive_measure(const KernelSet& set, std::size_t sums, const StepContext& c,
                   const Stages* stages, const Segment& segment, double* out) {
  MeasuredTiles<T> tiles(c, stages, segment, sums);
  set.terms(c, nullptr, 0, &tiles);
  for (std::size_t q = 0; q < sums; ++q) out[q] += tiles.sums[q].total();
}

// ---- Mechanic's sums ----------------------------------------------------------------------------

template <class T>
void measure_tuners(const StepContext& c, const Stages& stages, const Segment& segment,
                    double* sums) {
  constexpr std::size_t L = vec<T>::lanes;
  Stages undecayed = stages;
  undecayed.keep = 1, undecayed.weight_decay = 0;
  alignas(64) T changed[tile];
  Lanes16 lanes[4];
  for (std::size_t at = 0, n; at < segment.n; at += n) {
    const std::size_t left = segment.n - at;
    n = left < tile ? left : tile;  // blocks begin at tiles
    const Segment s = segment.packing ? c.conversions->unpack(segment, at, n, 0, c.scratch)
                                      : part<T>(segment, at, n);
    const T* const g = transform_gradient<T>(undecayed, s, changed, nullptr);
    const T* const p = static_cast<const T*>(s.p);
    const T* const delta = static_cast<const T*>(s.own->delta) + s.begin;
    for (std::size_t i = 0; i < n; i += 16)
      for (std::size_t lane = 0; lane < 16 && i + lane < n; lane += L) {
        const std::size_t k = n - i - lane;
        vec<double> d[halves<T>], x[halves<T>], y[halves<T>];
        widen(load(delta + i + lane, k), d);
        widen(load(g + i + lane, k), x);
        widen(load(p + i + lane, k), y);
        for (std::size_t h = 0; h < halves<T>; ++h) {
          const std::size_t part = lane / vec<double>::lanes + h;
          lanes[0].part[part] += d[h] * x[h];
          lanes[1].part[part] += d[h] * y[h];
          lanes[2].part[part] += x[h] * x[h];
          lanes[3].part[part] += y[h] * y[h];
        }
      }
  }
  for (int q = 0; q < 4; ++q) sums[q] += lanes[q].total();
}

// ---- evaluated parameters -----------------------------------------------------------------------

template <class T>
struct EvaluatedTiles : Tiles {
  const StepContext& c;
  const Segment& whole;
  T* const begin;
  std::size_t at = 0;
  Segment piece{};

  EvaluatedTiles(const StepContext& context, const Segment& segment, void* to)
      : Tiles{advance, to}, c(context), whole(segment), begin(static_cast<T*>(to)) {}

  static const Segment* advance(Tiles& tiles) {
    auto& self = static_cast<EvaluatedTiles&>(tiles);
    self.at += self.piece.n;
    if (self.at == self.whole.n) return nullptr;
    self.piece = tile_at<T>(self.c, self.whole, self.at);
    self.out = self.begin + self.at;
    return &self.piece;
  }
};

/// Writes to `out`, in the compute dtype, what is to be used in place of the parameter's elements
/// in a segment.
template <class T>
void drive_evaluate(const KernelSet& set, const StepContext& c, const Segment& segment, void* out) {
  EvaluatedTiles<T> tiles(c, segment, out);
  set.evaluated(c, nullptr, 0, &tiles);
}

template <class T>
inline constexpr Tools tools{drive_update<T>,   drive_cautious<T>, drive_measure<T>,
                             drive_evaluate<T>, inspect<T, false>, inspect<T, true>,
                             measure_update<T>, measure_row<T>,    measure_tuners<T>,
                             average_alone<T>,  gather<T>};

}  // namespace gradstep::GRADSTEP_ISA
#endif
