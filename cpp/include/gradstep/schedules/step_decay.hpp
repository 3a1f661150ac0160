namespace gradstep::GRADSTEP_ISA {

/// Step decay: the rate is multiplied by drop at regular intervals.
///     s(n) = lr · drop^⌊(1 + n) / every⌋
/// every counts updates; the first drop is at n = every - 1, one step before torch's StepLR.
/// Endless: total_steps is None. Wikipedia, Learning rate: step-based learning schedules.
struct StepDecay {
  double lr = required, drop = required;
  std::int64_t every = required;
  template <class V>
  V operator()(V n) const {
    return lr * pow(V(drop), floor((1 + n) / every));
  }
};

}  // namespace gradstep::GRADSTEP_ISA
