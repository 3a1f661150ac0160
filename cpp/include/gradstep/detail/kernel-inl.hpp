// The fused step: one pass over p, g and the state, a rule's closure on registers, the same body for whole registers and tails.

namespace gradstep::GRADSTEP_ISA {

// `state` may be missing from a rule without buffers of its own.
template <class R>
constexpr std::size_t slot_count = std::size(R::state);

// Bit k: slot k is there. Variant v of a rule numbers the choices of its switched slots, in order.
template <class R>
constexpr unsigned live_slots(unsigned variant) {
  unsigned mask = 0, bit = 0;
  for (std::size_t k = 0; k < slot_count<R>; ++k)
    if (!R::state[k].switched() || (variant >> bit++ & 1)) mask |= 1u << k;
  return mask;
}
template <class R>
constexpr unsigned variant_count() {
  unsigned n = 1;
  for (const auto& s : R::state)
    if (s.switched()) n *= 2;
  return n;
}

// Options that own a slot become constants before `at` is inlined: as fast as templates, and a rule tests plain members.
// A number that owns a live slot stays what it is: a schedule may pass through 0.
template <class R, unsigned live>
void bake(R& rule) {
  for (std::size_t k = 0; k < slot_count<R>; ++k) {
    if (R::state[k].option) rule.*R::state[k].option = live >> k & 1;
    if (R::state[k].number && !(live >> k & 1)) rule.*R::state[k].number = 0;
  }
}

// The closure comes by value: by reference, stores through memcpy may alias it and every scalar is reloaded (2-4x slower).
template <class T, unsigned live, unsigned decaying, bool staged, class Update, std::size_t... I>
__attribute__((always_inline)) inline void sweep(Update update, const Stages& stages,
                                                 const Segment& segment,
                                                 std::index_sequence<I...>) {
  using V = vec<T>;
  constexpr std::size_t L = V::lanes;
  T* const p = static_cast<T*>(segment.p);
  const T* const g = static_cast<const T*>(segment.g);
  T* const zero = static_cast<T*>(segment.zero);
  T* const state[] = {static_cast<T*>(segment.state[I])..., nullptr};
  const std::size_t n = segment.n;
  const bool divide = stages.unscale != 1, clip = stages.clip != 1, negate = stages.maximize,
             decay = stages.weight_decay != 0;
  const V unscale = stages.unscale, factor = stages.clip, weight_decay = stages.weight_decay;

  auto chunk = [&](std::size_t i, std::size_t k) __attribute__((always_inline)) {
    V x = load(p + i, k), d = load(g + i, k);
    if constexpr (staged) {
      if (divide) d /= unscale;
      if (clip) d *= factor;
      if (negate) d = -d;
      if (decay) d += weight_decay * x;
    }
    V s[] = {(live >> I & 1 ? load(state[I] + i, k) : V(0.0))..., V(0.0)};
    if constexpr (std::is_void_v<decltype(update(x, d, s[I]...))>)
      update(x, d, s[I]...);
    else
      x += update(x, d, s[I]...);
    store(p + i, x, k);
    ((live >> I & 1 ? store(state[I] + i, decaying >> I & 1 ? flush(s[I]) : s[I], k) : void()),
     ...);
    if constexpr (staged)
      if (zero) store(zero + i, V(0.0), k);
  };
  std::size_t i = 0;
  for (; i + L <= n; i += L) chunk(i, L);
  if (i < n) chunk(i, n - i);
}

template <class R>
constexpr unsigned decaying_slots() {
  unsigned mask = 0;
  for (std::size_t k = 0; k < slot_count<R>; ++k)
    if (R::state[k].decays) mask |= 1u << k;
  return mask;
}

/// One rule, element type and variant over a run of segments that share hyper-parameters and t.
template <class R, class T, unsigned variant, bool staged>
void update(const double* hyper, std::int64_t t, const Stages& stages, const Segment* segments,
            std::size_t count) {
  constexpr unsigned live = live_slots<R>(variant);
  R rule = from_numbers<R>(hyper);
  bake<R, live>(rule);
  const auto closure = rule.at(t);
  for (std::size_t i = 0; i < count; ++i)
    sweep<T, live, decaying_slots<R>(), staged>(closure, stages, segments[i],
                                                std::make_index_sequence<slot_count<R>>{});
}

/// All kernels of a rule for this ISA: [dtype][variant][staged].
template <class R>
struct Kernels {
  static constexpr unsigned variants = variant_count<R>();
  template <class T, unsigned... v>
  static constexpr std::array<UpdatePair, variants> row(std::integer_sequence<unsigned, v...>) {
    return {UpdatePair{update<R, T, v, false>, update<R, T, v, true>}...};
  }
  static constexpr std::array<std::array<UpdatePair, variants>, dtype_count> table{
      row<float>(std::make_integer_sequence<unsigned, variants>{}),
      row<double>(std::make_integer_sequence<unsigned, variants>{})};
};

}  // namespace gradstep::GRADSTEP_ISA
