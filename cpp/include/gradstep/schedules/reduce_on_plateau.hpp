// Schedules that metrics move. They compute nothing per element, so they stand outside the regions.
#pragma once
#include "../detail/schedule/types.hpp"

#include "../detail/exact_begin.hpp"

namespace gradstep {

namespace detail {
/// What a metric that is not finite counts as. It stays so in means.
template <class Rule>
double worst(const Rule& rule) {
  constexpr double most = std::numeric_limits<double>::max();
  return rule.maximize ? -most : most;
}
/// The sum of metrics, the worst if one of them is or if it overflows.
template <class Rule>
double add_metric(const Rule& rule, double sum, double metric) {
  constexpr double most = std::numeric_limits<double>::max();
  const double bad = worst(rule);
  if (sum == bad || metric == bad) return bad;
  return sum + metric < most && sum + metric > -most ? sum + metric : bad;
}
template <class Rule>
double mean_metric(const Rule& rule, double sum, std::int64_t count) {
  return sum == worst(rule) ? sum : sum / static_cast<double>(count);
}

/// Whether the metric a is better than the best so far, as `rule` compares.
template <class Rule, class Counters>
bool better(const Rule& rule, double a, const Counters& c) {
  const double sign = rule.maximize ? -1 : 1;
  if (a == worst(rule)) return false;
  if (!c.any) return true;
  if (rule.signed_rtol) return sign * a < sign * c.best * (1 - sign * rule.rtol) - rule.atol;
  const double size = c.best >= 0 ? c.best : -c.best;
  return sign * a < sign * c.best - rule.rtol * size - rule.atol;
}
}  // namespace detail

/// The rate is multiplied by factor whenever a metric has stopped improving.
///     s(n) = scale · schedule(n)
///     a metric a is better if a < best - rtol·|best| - atol            maximize: a > best + … + …
///     rate ← max(factor·rate, end, end_factor·schedule(n))
///       after more than `patience` metrics in a row that are not better
/// scale is 1 until metrics come. After a reduction, `cooldown` metrics are not counted as bad. A
/// reduction of min_change or less is not made. accumulate averages so many metrics into one.
/// end is a rate, end_factor a share of schedule(n), patience, cooldown and accumulate numbers of
/// metrics. A NaN or an infinity is never better. The metrics come from opt.observe(metric) or
/// run(metrics); what they have moved, the counters, is part of the value. signed_rtol takes best
/// for |best|, as torch and optax do: the bound of a negative best is then on its wrong side.
/// total_steps is that of schedule. torch's ReduceLROnPlateau; optax and Keras reduce one metric
/// earlier.
struct ReduceOnPlateau {
  double factor = 0.1;
  std::int64_t patience = 10;
  double rtol = 1e-4, atol = 0;
  bool maximize = false;
  std::int64_t cooldown = 0;
  double end = 0, end_factor = 0, min_change = 0;
  std::int64_t accumulate = 1;
  bool signed_rtol = false;
  const char* problem() const { return factor < 1 ? nullptr : "factor must be below 1"; }

  struct Counters {
    double scale = 1, best = 0, sum = 0;
    bool any = false;
    std::int64_t summed = 0, bad = 0, cooling = 0;
  };
  void observe(Counters& c, double metric, double base) const {
    c.sum = detail::add_metric(*this, c.sum, metric);
    if (++c.summed < accumulate) return;
    const double a = detail::mean_metric(*this, c.sum, c.summed);
    c.sum = 0, c.summed = 0;
    if (detail::better(*this, a, c))
      c.best = a, c.any = true, c.bad = 0;
    else
      ++c.bad;
    if (c.cooling > 0) --c.cooling, c.bad = 0;
    if (c.bad <= patience) return;
    const double before = c.scale * base;
    double after = factor * before;
    if (after < end) after = end;
    if (after < end_factor * base) after = end_factor * base;
    if (before - after > min_change) c.scale = after / base;
    c.cooling = cooldown, c.bad = 0;
  }
};

}  // namespace gradstep
#include "../detail/exact_end.hpp"
