// A schedule that metrics move up and down.
#pragma once
#include "reduce_on_plateau.hpp"

#include "../detail/exact_begin.hpp"

namespace gradstep {

/// The rate rises while a metric improves and falls while it does not.
///     s(n) = scale · schedule(n)
///     a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
///     more than `patience` better ones in a row:  rate ← min(rate / factor, peak)
///     more than `patience` others in a row:       rate ← max(rate · factor, end)
/// scale is 1 until metrics come. The first `warmup` metrics after a rise and `cooldown` after a
/// fall are left out; a change of min_change or less is not made. window > 1 takes the mean of so
/// many metrics. After reset_after falls at the floor, end, everything starts anew. end and peak
/// are rates.
/// A NaN or an infinity is never better. signed_rtol: see ReduceOnPlateau. total_steps is that of
/// schedule. GreedyLR: A Novel Adaptive Learning Rate Scheduler, 2025, as in transformers.
struct Greedy {
  double factor = 0.95;
  std::int64_t patience = 10;
  double rtol = 0, atol = 1e-6;
  bool maximize = false;
  std::int64_t cooldown = 0, warmup = 0;
  double end = 1e-3, peak = 1, min_change = 1e-8;
  std::int64_t window = 1, reset_after = 500;
  bool signed_rtol = false;
  const char* problem() const {
    return factor > 0 && factor < 1 ? nullptr : "factor must be above 0 and below 1";
  }

  struct Counters {
    double scale = 1, best = 0;
    bool any = false;
    std::int64_t good = 0, bad = 0, cooling = 0, warming = 0, floored = 0;
    List<double> window{};
  };
  void observe(Counters& c, double metric, double base) const {
    const double a = smoothed(c, metric);
    if (c.cooling > 0 || c.warming > 0) {
      --(c.cooling > 0 ? c.cooling : c.warming);
      c.good = c.bad = 0;
      return;
    }
    if (detail::better(*this, a, c))
      c.best = a, c.any = true, c.bad = 0, ++c.good;
    else
      ++c.bad, c.good = 0;
    if (c.good > patience) {
      const double before = c.scale * base, after = before / factor < peak ? before / factor : peak;
      if (after - before > min_change) c.scale = after / base;
      c.warming = warmup, c.good = 0, c.floored = 0;
    } else if (c.bad > patience) {
      const double before = c.scale * base, after = before * factor > end ? before * factor : end;
      if (before - after > min_change) c.scale = after / base;
      // scale·base gives end back but for two roundings
      if (!(c.scale * base > end * (1 + 0x1p-50)) && ++c.floored >= reset_after) c = {};
      c.cooling = cooldown, c.bad = 0;
    }
  }

 private:
  double smoothed(Counters& c, double metric) const {
    if (window == 1) return metric;
    std::vector<double> last = c.window.copy();
    last.push_back(metric);
    while (static_cast<std::int64_t>(last.size()) > window) last.erase(last.begin());
    double sum = 0;
    for (const double x : last) sum = detail::add_metric(*this, sum, x);
    const double mean = detail::mean_metric(*this, sum, static_cast<std::int64_t>(last.size()));
    c.window = List<double>(std::move(last));
    return mean;
  }
};

}  // namespace gradstep
#include "../detail/exact_end.hpp"
