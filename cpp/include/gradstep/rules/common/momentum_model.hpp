// What MoMo and MoMo-Adam know of the loss: the mean of the tangents of past steps, cut off at a
// lower bound.
#ifndef GRADSTEP_ISA
#include "../../rules.hpp"  // this file once for every ISA
#else
namespace gradstep::GRADSTEP_ISA {

struct MomentumModel {
  double loss_avg = 0, grad_dot_w = 0;  // means of the losses and of <g, p>, each at its time
  double lower_bound = 0, rho = 1;      // rho: how much of the means is there
  double gap = 0, slope = 0, norm = 0;  // mean - rho * bound at p = 0; <m, p>; m's norm squared

  /// How far to go along m: to the point where the model meets the bound, and at most lr.
  double step(double lr, double weight_decay) const {
    const double descent = max((1 + lr * weight_decay) * gap + slope, 0.0);
    return norm > 0 ? min(lr / rho, descent / norm) : 0;
  }

  /// Computes from the means what a step needs; and, where the bound is adapted, the bound for the
  /// next step.
  void settle(double lr, double weight_decay, double f_min, bool first, bool adapt) {
    const double level = loss_avg - grad_dot_w, decayed = 1 + lr * weight_decay;
    if (first || !adapt) lower_bound = f_min;
    const double lowest = decayed * level + slope;  // the bound must leave room to descend
    if (adapt && lowest < decayed * rho * lower_bound)
      lower_bound = max(lowest / (2 * decayed * rho), f_min);
    gap = level - rho * lower_bound;
    if (adapt)
      lower_bound = max((level + slope - 0.5 * step(lr, weight_decay) * norm) / rho, f_min);
  }
};

}  // namespace gradstep::GRADSTEP_ISA
#endif
