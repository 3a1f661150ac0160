namespace gradstep::GRADSTEP_ISA {

/// Half a period of a cosine, from start to end.
///     w = (1 + cos(π · min(n, steps) / steps)) / 2;  s(n) = w·start + (1 - w)·end
/// start and end are rates, steps a number of updates: start at n = 0, end at n = steps and from
/// there on, both exactly. steps may be left open (None) for the total_steps of a warmup or
/// sequence around it to fill. Loshchilov & Hutter, SGDR: Stochastic Gradient Descent with Warm
/// Restarts, 2017.
struct Cosine {
  double start = required;
  std::int64_t steps = open;
  double end = 0;
  template <class V>
  V operator()(V n) const {
    const V w = (1 + cospi(min(n, steps) / steps)) * 0.5;
    return w * start + (1 - w) * end;
  }
};

}  // namespace gradstep::GRADSTEP_ISA
