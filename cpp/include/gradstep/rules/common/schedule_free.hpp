// What the schedule-free rules share. This file has no guard: it is compiled once per ISA, with the
// rules.
#ifndef GRADSTEP_ISA
#include "../../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

/// Points z are stepped, and their average x is to be used. Gradients are taken between the two, at
/// the parameter y = (1-β)·z + β·x, so that x need not be kept. The weight of z at update t is tʳ ·
/// (the largest rate so far)^power.
struct ScheduleFree {
  double lr_max = 0, weight_sum = 0;
  double share = 0;  // of the newest z in x
  double beta1 = 0;  // with which y was left
  double turn = 1;   // β of this update over that of the one before
  void take(double rate, double beta, double r, double power, std::int64_t t) {
    lr_max = max(lr_max, rate);
    const double weight = pow(static_cast<double>(t), r) * pow(lr_max, power);
    weight_sum += weight;
    share = weight_sum > 0 ? weight / weight_sum : 0;
    turn = beta1 > 0 ? beta / beta1 : 1;
    beta1 = beta;
  }
  /// z moves by -rate·d, and y with it and with x.
  auto update(double rate) const {
    return [rate, along = rate * (beta1 * (1 - share) - 1), *this](auto& y, auto d, auto& z) {
      if (turn != 1) y = z + turn * (y - z);
      y += share * (z - y);
      y += along * d;
      z -= rate * d;
    };
  }
  auto average() const {
    return [back = 1 - 1 / beta1](auto y, auto z, auto...) { return y + back * (z - y); };
  }
};

inline constexpr const char* no_interpolation =
    "beta1 must be above 0: the average is found from the parameters by dividing by it";

/// The rate of update t while it comes up from 0, after a delay.
inline double warmed(double lr, double warmup, std::int64_t t, double delay = 0) {
  const double done = max(static_cast<double>(t) - delay, 0);
  return done < warmup ? lr * (done / warmup) : lr;
}

}  // namespace gradstep::GRADSTEP_ISA
#endif
