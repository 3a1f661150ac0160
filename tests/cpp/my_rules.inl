// SPDX-License-Identifier: BSD-3-Clause
// Rules of a program's own with the full width of every ISA: own_rules.cpp names this file in
// GRADSTEP_RULES, and it is compiled once for each. So it has no guard and includes nothing.
namespace gradstep::GRADSTEP_ISA {

/// Momentum under names of its own. It writes p itself.
struct MyMomentum {
  double lr = 0.5, my_decay = 0.9;
  static constexpr slot<MyMomentum> state[]{"momentum"};
  auto at(std::int64_t) const {
    return [*this](auto& p, auto g, auto& m) {
      m = my_decay * m + g;
      p -= lr * m;
    };
  }
};

/// With all that a rule without numbers can have: options, a count, a slot that an option switches
/// on, one that starts from a value, a combination that is refused; and it returns its increment.
struct MyAdaptive {
  double lr = 0.01, my_eps = 1e-8, my_start = 0.25, my_mix = 0;
  bool my_largest = false;
  std::int64_t my_delay = 0;
  static constexpr slot<MyAdaptive> state[]{
      slot<MyAdaptive>("squares").starting_at(&MyAdaptive::my_start).non_negative().lasting(),
      slot<MyAdaptive>("largest", &MyAdaptive::my_largest).non_negative()};
  static constexpr int grad_power = 2;
  constexpr const char* problem() const {
    return my_start == 0 && my_eps == 0 ? "my_start and my_eps must not both be 0" : nullptr;
  }
  auto at(std::int64_t t) const {
    const double rate = t <= my_delay ? 0 : lr / sqrt(static_cast<double>(t));
    return [=, *this](auto& p, auto g, auto& s, auto& most) {
      const auto d = g + my_mix * p;
      s += d * d;
      most = my_largest ? max(most, s) : most;
      return -(rate * d / (sqrt(my_largest ? most : s) + my_eps));
    };
  }
};

/// Steps as long as the parameters: with sums over the array and a number that is kept.
struct MyTrust {
  double lr = 0.125;
  struct Numbers {
    double ratio = 1;
  };
  auto measure(std::int64_t) const {
    return [](auto p, auto g) { return sums{p * p, g * g}; };
  }
  void decide(std::int64_t, const auto& s, Numbers& x) const {
    x.ratio = s[0] > 0 && s[1] > 0 ? sqrt(s[0]) / sqrt(s[1]) : 1;
  }
  auto at(std::int64_t, const Numbers& x) const {
    return [step = lr * x.ratio](auto&, auto g) { return -(step * g); };
  }
};

using OwnRules = std::tuple<MyMomentum, MyAdaptive, MyTrust>;

}  // namespace gradstep::GRADSTEP_ISA
