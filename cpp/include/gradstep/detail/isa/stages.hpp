// The stages around the rule, each a loop of its own on a tile that stays in L1.
#ifndef GRADSTEP_ISA
#include "../tools.hpp"  // this file once for every ISA, but AVX-512, which has AVX2's
#else
namespace gradstep::GRADSTEP_ISA {

/// Elements [at, at + n) of a segment.
template <class T>
Segment part(const Segment& s, std::size_t at, std::size_t n) {
  Segment r = s;
  r.p = static_cast<T*>(s.p) + at;
  r.g = static_cast<const T*>(s.g) + at;
  for (auto& x : r.state)
    if (x) x = static_cast<T*>(x) + at;
  r.begin += at;
  r.n = n;
  return r;
}

/// out = f(x) element by element. Every stage is a loop of its own: a chain of tests in one loop
/// costs more than L1.
template <class T, class F>
[[gnu::always_inline]] inline void map(T* out, const T* x, std::size_t n, F f) {
  constexpr std::size_t L = vec<T>::lanes;
  std::size_t i = 0;
  for (; i + L <= n; i += L) store(out + i, f(load(x + i, L), i, L), L);
  if (i < n) store(out + i, f(load(x + i, n - i), i, n - i), n - i);
}

/// Calls f(row, at, n) for each stretch of one row in a segment.
template <class F>
void by_row(const Segment& s, F f) {
  const Around& own = *s.own;
  for (std::size_t at = 0; at < s.n;) {
    const std::size_t i = s.begin + at, rest = own.inner - i % own.inner,
                      n = rest < s.n - at ? rest : s.n - at;
    f(i / own.inner % own.rows, at, n);
    at += n;
  }
}

/// The gradient of several calls together, see Around. This is one loop, since `to` may be the sum.
template <class T>
[[gnu::noinline]] void gather(const Around& own, const void* gradient, std::size_t begin,
                              std::size_t n, void* to) {
  using V = vec<T>;
  using std::size_t;
  const T* const g = static_cast<const T*>(gradient);
  T* const out = static_cast<T*>(to);
  const T* const sum = own.sum ? static_cast<const T*>(own.sum) + begin : nullptr;
  const V unscale = own.unscale, calls = own.calls;
  if (sum == nullptr)
    map(out, g, n, [=](V d, size_t, size_t) { return d / unscale / calls; });
  else if (own.unscale == 1 && own.calls == 1)
    map(out, g, n, [=](V d, size_t i, size_t k) { return load(sum + i, k) + d; });
  else
    map(out, g, n,
        [=](V d, size_t i, size_t k) { return (load(sum + i, k) + d / unscale) / calls; });
}

/// The gradient as the rule sees it: returns g itself, or `out`, a tile to which it is written. If
/// p decays outside of the rule, it goes to `kept`.
template <class T>
[[gnu::noinline]] const T* transform_gradient(const Stages& stages, const Segment& s, T* out,
                                              T* kept) {
  using V = vec<T>;
  const Around& own = *s.own;
  const T* p = static_cast<const T*>(s.p);
  const T* g = static_cast<const T*>(s.g);
  const std::size_t n = s.n;
  const auto then = [&](auto f) __attribute__((always_inline)) {
    map(out, g, n, f);
    g = out;
  };
  using std::size_t;
  if (own.calls != 0) {
    gather<T>(own, g, s.begin, n, out);
    g = out;
  }
  if (stages.unscale != 1) then([c = V(stages.unscale)](V d, size_t, size_t) { return d / c; });
  if (stages.clip != 1) then([c = V(stages.clip)](V d, size_t, size_t) { return d * c; });
  if (own.clip != 1) then([c = V(own.clip)](V d, size_t, size_t) { return d * c; });
  if (own.row_clip) {
    by_row(s, [&](size_t row, size_t at, size_t k) {
      map(out + at, g + at, k, [c = V(own.row_clip[row])](V d, size_t, size_t) { return d * c; });
    });
    g = out;
  }
  if (own.row_mean) {
    by_row(s, [&](size_t row, size_t at, size_t k) {
      map(out + at, g + at, k, [c = V(own.row_mean[row])](V d, size_t, size_t) { return d - c; });
    });
    g = out;
  }
  if (stages.clip_value != 0)
    then([c = stages.clip_value](V d, size_t, size_t) { return clamp(d, -c, c); });
  if (stages.maximize) then([](V d, size_t, size_t) { return -d; });
  if (stages.keep != 1) {
    map(kept, p, n, [c = V(stages.keep)](V x, size_t, size_t) { return x * c; });
    p = kept;
  }
  if (stages.weight_decay != 0)
    then([p, c = V(stages.weight_decay)](V d, size_t i, size_t k) {
      return d + c * load(p + i, k);
    });
  return g;
}

/// The number that is kept for x as an element of a parameter that is stepped in T: bounds must be
/// numbers that a parameter can have.
template <class T>
double as_kept(const Packing* how, const Conversions* conversions, double x) {
  if (how == nullptr || !is_half(how->p)) return x;
  T y = static_cast<T>(x);
  std::uint16_t bits;
  const Stored one{&bits, how->p};
  conversions->encode(one, 0, 1, &y);
  conversions->decode(one, 0, 1, &y);
  return y;
}

/// Mechanic's step: what the rule has added to p is added to delta, and p becomes start + scale *
/// delta. `before` is p as the rule found it. It is null if p was written in the compute dtype, for
/// then p before is computed again, bit for bit.
template <class T>
[[gnu::noinline]] void rescale(double scale, const Segment& s, const T* before) {
  using std::size_t;
  T* const p = static_cast<T*>(s.p);
  const T* const start = static_cast<const T*>(s.own->start) + s.begin;
  T* const delta = static_cast<T*>(s.own->delta) + s.begin;
  map(delta, delta, s.n, [=, was = s.own->scale](vec<T> d, size_t i, size_t k) {
    const vec<T> old = before ? load(before + i, k) : load(start + i, k) + was * d;
    return d + (load(p + i, k) - old);
  });
  map(p, start, s.n, [=](vec<T> x, size_t i, size_t k) { return x + scale * load(delta + i, k); });
}

/// Does what follows an update of p before p is kept: Mechanic's or Lookahead's step, and the
/// bounds.
template <class T>
[[gnu::noinline]] void finish_parameter(const StepContext& c, const Stages& stages,
                                        const Segment& s, const T* before = nullptr) {
  T* const p = static_cast<T*>(s.p);
  using std::size_t;
  if (stages.tuned) rescale<T>(stages.scale, s, before);
  if (stages.pull != 0) {
    T* const slow = static_cast<T*>(s.own->slow) + s.begin;
    map(slow, slow, s.n, [p, pull = stages.pull](vec<T> old, size_t i, size_t k) {
      return old + pull * (load(p + i, k) - old);
    });
    std::memcpy(p, slow, s.n * sizeof(T));
  }
  if (stages.bounded())
    map(p, p, s.n,
        [low = as_kept<T>(s.packing, c.conversions, stages.lower),
         high = as_kept<T>(s.packing, c.conversions, stages.upper)](vec<T> x, size_t, size_t) {
          return clamp(x, low, high);
        });
}

/// Does what follows once p is kept, for elements [begin, begin + n): averages `seen`, which is p
/// as the rule will see it; copies `stored`, which is what the caller's array has; and zeroes the
/// gradient.
template <class T>
[[gnu::noinline]] void update_copies(const StepContext& c, double weight, const Segment& s,
                                     std::size_t begin, std::size_t n, const T* seen,
                                     const T* stored) {
  const Around& own = *s.own;
  T* const average = static_cast<T*>(own.average) + (weight != 0 ? begin : 0);
  if (weight == 1)
    std::memcpy(average, seen, n * sizeof(T));
  else if (weight != 0)
    map(average, average, n, [seen, weight](vec<T> old, std::size_t i, std::size_t k) {
      return old + weight * (load(seen + i, k) - old);
    });
  if (own.copy.data) c.conversions->encode(own.copy, begin, n, stored);
  const std::size_t bytes = s.packing ? size_of(s.packing->g) : sizeof(T);
  if (own.zero) std::memset(static_cast<std::byte*>(own.zero) + begin * bytes, 0, n * bytes);
}

/// Does all that follows the rule on a tile: `r` is the tile of `s` that the rule has stepped,
/// unpacked if `s` has a packing.
template <class T>
[[gnu::noinline]] void finish_tile(const StepContext& c, const Stages* stages, const Segment& s,
                                   const Segment& r) {
  Scratch<T>& scratch = *static_cast<Scratch<T>*>(c.scratch);
  if (!s.packing) {
    finish_parameter<T>(c, *stages, r);
    const T* const p = static_cast<const T*>(r.p);
    return update_copies(c, stages->average, r, r.begin, r.n, p, p);
  }
  const auto seen = [&](T* to) {
    return static_cast<const T*>(c.conversions->seen(*s.packing, s.p, r.begin, r.n, to));
  };
  if (stages) {
    const bool unlike = stages->tuned && r.p == scratch.p;  // p is start + scale * delta, rounded
    finish_parameter<T>(c, *stages, r, unlike ? seen(scratch.g) : nullptr);
  }
  c.conversions->pack(s, r, c.t, c.live, &scratch);
  if (!stages) return;
  const T *now = nullptr, *stored = nullptr;
  if (stages->average != 0) now = seen(scratch.p);
  if (s.own->copy.data) {
    stored = static_cast<const T*>(s.p) + r.begin;
    if (s.packing->p != storage_as<T>) {
      c.conversions->decode({s.p, s.packing->p}, r.begin, r.n, scratch.g);
      stored = scratch.g;
    }
  }
  update_copies(c, stages->average, s, r.begin, r.n, now, stored);
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
