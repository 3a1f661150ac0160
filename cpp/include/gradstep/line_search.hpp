// Line searches: how far to go along a direction that leads down.
//
//   const auto phi = [&](double step) { return gradstep::Trial{loss_at(step), slope_at(step)}; };
//   const gradstep::Searched found = gradstep::StrongWolfe{.c2 = 0.1}.search(phi, phi(0), 1.0);
//   if (found) move(found.step);
//
// This holds for all of them. phi(s) is called at most max_evaluations times, for steps above 0,
// each of which counts. A loss or a slope that is not finite counts as a loss of +infinity: the
// step is shortened. Where no step meets the conditions, the search takes the step with the lowest
// loss that was seen if that is below the start, else step 0; `why` says so. The step that is
// returned was evaluated, but need not be the last one that was: what phi leaves behind may belong
// to another step. A search allocates nothing and throws nothing. It uses only + - * / sqrt and
// comparisons, so that equal losses give equal steps everywhere. Losses that were computed in
// float are as if compared in float where `precision` says so.
#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include "vocabulary.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

/// phi(s) and phi'(s) at a step s. The slope may be NaN where the search says `uses_slope = false`,
/// but not at the start.
struct Trial {
  double loss, slope;
};

/// Why a search ended.
enum class SearchStop : std::uint8_t {
  satisfied,          ///< the search's conditions hold at the step
  max_step,           ///< it still leads down at max_step
  max_evaluations,    ///< phi was called so often
  bracket_too_small,  ///< the interval that must hold a minimizer is too small to be divided
  no_decrease,  ///< the step is so short that its decrease would be lost in the loss's rounding
  nonfinite,    ///< the loss or slope was finite nowhere, or not at the start
  not_descent,  ///< the slope at the start is not below 0
  bad_step      ///< the first step is not a finite number above 0
};
inline constexpr std::string_view name(SearchStop why) {
  constexpr std::string_view names[]{"satisfied",         "max_step",    "max_evaluations",
                                     "bracket_too_small", "no_decrease", "nonfinite",
                                     "not_descent",       "bad_step"};
  return names[static_cast<std::size_t>(why)];
}

/// What was found. The loss and slope are those at the step; if it is 0, those at the start. True
/// iff there is a step to take.
struct Searched {
  double step = 0, loss = 0, slope = 0;
  std::int64_t evaluations = 0;
  SearchStop why = SearchStop::satisfied;
  explicit operator bool() const { return step > 0; }
};

/// What some searches keep from one call to the next. It is a value of the caller's, who makes a
/// new one where a minimization begins.
struct SearchMemory {
  static constexpr std::int64_t most = 64;
  double step = 0;                    // what the next search grows; 0: none yet
  std::array<double, most> losses{};  // at the last starts; number i is at i % most
  std::int64_t count = 0;             // of the starts so far
};

namespace detail {

struct Point {
  double step = 0, loss = 0, slope = 0;
};
inline bool finite(double x) { return (std::bit_cast<std::uint64_t>(x) >> 52 & 0x7ff) != 0x7ff; }
inline bool finite(const Point& p) { return p.loss < infinity; }

/// Evaluates phi, counts, and remembers the lowest point.
template <class Phi>
class Probe {
 public:
  Probe(Phi& phi, Trial start, std::int64_t most, bool slopes, double precision)
      : phi_(phi), start_(start), left_(most), slopes_(slopes), precision_(precision) {
    best_ = {0, start.loss, start.slope};
  }
  /// Whether there is nothing to search for; `ended` says why.
  bool refuses(double first) {
    if (!finite(start_.loss) || (!finite(start_.slope) && start_.slope < 0))
      give_up(SearchStop::nonfinite);
    else if (!(start_.slope < 0))
      give_up(SearchStop::not_descent);
    else if (!(first > 0 && finite(first)))
      give_up(SearchStop::bad_step);
    else
      return false;
    return true;
  }
  bool spent() const { return left_ <= 0; }
  /// reference + change, a change of the loss that a step promises; where no loss could show it,
  /// the reference.
  double after(double reference, double change) const {
    return hides(reference, change) ? reference : reference + change;
  }
  bool hides(double reference, double change) const {
    return std::fabs(change) < 0.5 * precision_ * std::fabs(reference) ||
           reference + change == reference;
  }
  Point operator()(double step) {
    --left_, ++evaluations_, last_ = step;
    const Trial t = phi_(step);
    if (!finite(t.loss) || (slopes_ && !finite(t.slope)))
      return {step, infinity, std::numeric_limits<double>::quiet_NaN()};
    any_ = true;
    const Point p{step, t.loss, t.slope};
    if (p.loss < best_.loss) best_ = p;
    return p;
  }
  Searched accept(const Point& p) { return end(p, SearchStop::satisfied); }
  /// The end of a search that has not found what was asked for, at the lowest point.
  Searched give_up(SearchStop why) {
    return end(best_, evaluations_ > 0 && !any_ ? SearchStop::nonfinite : why);
  }
  const Searched& ended() const { return ended_; }
  double last() const { return last_; }  // the newest step that was tried

 private:
  const Searched& end(const Point& p, SearchStop why) {
    return ended_ = {p.step, p.loss, p.slope, evaluations_, why};
  }
  Phi& phi_;
  Trial start_;
  std::int64_t left_, evaluations_ = 0;
  bool slopes_, any_ = false;
  double precision_, last_ = 0;
  Point best_;
  Searched ended_;
};

inline double at_least(double x, double low) { return x > low ? x : low; }  // NaN: low
inline double at_most(double x, double high) { return x < high ? x : high; }

/// Between a point and a longer step at which nothing is finite: a tenth of the way while there is
/// only the start, then half.
inline double before_nonfinite(const Point& low, const Point& high) {
  return low.step + (low.step > 0 ? 0.5 : 0.1) * (high.step - low.step);
}

/// Where the cubic with the losses and slopes of a and b has its minimum, within [low, high]; their
/// middle if it has none.
/// Scaled as in Moré & Thuente 1994, so that no square overflows.
inline double cubic_minimum(const Point& a, const Point& b, double low, double high) {
  const Point &l = a.step <= b.step ? a : b, &r = a.step <= b.step ? b : a;
  const double theta = l.slope + r.slope - 3 * ((l.loss - r.loss) / (l.step - r.step));
  const double scale = at_least(std::fabs(theta), at_least(std::fabs(l.slope), std::fabs(r.slope)));
  const double part = theta / scale;
  const double root = scale * std::sqrt(part * part - l.slope / scale * (r.slope / scale));
  const double step =
      r.step - (r.step - l.step) * ((r.slope + root - theta) / (r.slope - l.slope + 2 * root));
  if (!finite(step)) return low + 0.5 * (high - low);
  return at_most(at_least(step, low), high);
}

/// Shortens the step until loss(s) <= reference + c1·s·slope: N. & W. 3.5, and below `reference`
/// even where that is lost in rounding.
template <class Phi>
Searched backtrack(Probe<Phi>& probe, Trial start, double reference, double step, double c1,
                   double shrink, bool interpolate) {
  Point before;
  while (!probe.spent()) {
    const Point p = probe(step);
    if (p.loss <= probe.after(reference, c1 * step * start.slope) && p.loss < reference)
      return probe.accept(p);
    if (probe.hides(start.loss, step * start.slope)) return probe.give_up(SearchStop::no_decrease);
    const double least = 0.2 * shrink * step, most = shrink * step;
    if (!interpolate) {
      step = most;
    } else if (!finite(p)) {
      step = least;
    } else {
      // loss(s) - loss(0) = slope·(s - b·s² - a·s³) through the last two points, or the last alone,
      // with s in units of this step, so that no unit of the loss makes a square overflow
      const auto rest = [&](const Point& q) {
        const double s = q.step / step;
        return (1 - (q.loss - start.loss) / (start.slope * q.step)) / s;
      };
      const double a = before.step > 0 ? (rest(before) - rest(p)) / (before.step / step - 1) : 0;
      const double b = rest(p) - a;
      const double minimum = step / (b + std::sqrt(b * b + 3 * a));
      step = at_most(minimum, most);  // also for a NaN
      step = at_least(step, least);
      before = p;
    }
  }
  return probe.give_up(SearchStop::max_evaluations);
}

}  // namespace detail

/// Armijo's backtracking: a step that decreases the loss enough, by shortening the first one.
///     loss(s) <= loss(0) + c1·s·slope(0)
/// Each step is the minimizer of a parabola, then of a cubic, through what is known, within
/// 0.2·shrink and shrink times the last one; without interpolate it is shrink times that.
/// Armijo, Minimization of functions having Lipschitz continuous first partial derivatives, 1966;
/// Nocedal & Wright, Numerical Optimization, 2006, 3.5.
struct Armijo {
  double c1 = 1e-4, shrink = 0.5;
  bool interpolate = true;
  std::int64_t max_evaluations = 30;

  static constexpr bool uses_slope = false;
  template <class Phi>
  Searched search(Phi&& phi, Trial start, double first, SearchMemory* = nullptr,
                  double precision = 0) const {
    detail::Probe probe(phi, start, max_evaluations, uses_slope, precision);
    if (probe.refuses(first)) return probe.ended();
    return detail::backtrack(probe, start, start.loss, first, c1, shrink, interpolate);
  }
};

/// Armijo's condition against the highest of the last losses, so that single steps may go up.
///     loss(s) <= max(loss(0), the memory - 1 losses before it) + c1·s·slope(0)
/// The result may be worse than the start, never worse than that maximum. Steps are shortened as in
/// Armijo. The losses are those at which the searches before began, if they were satisfied.
/// Grippo, Lampariello & Lucidi, A nonmonotone line search technique for Newton's method, 1986.
struct NonMonotone {
  double c1 = 1e-4, shrink = 0.5;
  bool interpolate = true;
  std::int64_t memory = 10, max_evaluations = 30;

  static constexpr bool uses_slope = false;
  template <class Phi>
  Searched search(Phi&& phi, Trial start, double first, SearchMemory* past = nullptr,
                  double precision = 0) const {
    detail::Probe probe(phi, start, max_evaluations, uses_slope, precision);
    if (probe.refuses(first)) return probe.ended();
    double reference = start.loss;
    if (past != nullptr)
      for (std::int64_t i = past->count - 1; i >= 0 && i > past->count - memory; --i)
        reference = detail::at_least(
            reference, past->losses[static_cast<std::size_t>(i % SearchMemory::most)]);
    const Searched found =
        detail::backtrack(probe, start, reference, first, c1, shrink, interpolate);
    if (past != nullptr && found.why == SearchStop::satisfied)
      past->losses[static_cast<std::size_t>(past->count++ % SearchMemory::most)] = start.loss;
    return found;
  }
};

/// Armijo's condition on a mini-batch, from a step that may grow from one batch to the next.
///     s from min(grow·(the last step), max_step), shrink times that, …
///     until loss(s) <= loss(0) + c1·s·slope(0)
/// The very first step, and with reset each one, is the one given. A search that max_evaluations
/// ends is gone on with by the next one: it begins at shrink times the last step that was tried.
/// All losses of one search must be of the same batch. The paper's growth over an epoch by 2 is
/// grow = 2^(1 / batches).
/// Vaswani et al., Painless Stochastic Gradient: Interpolation, Line-Search, and Convergence
/// Rates, 2019.
struct StochasticArmijo {
  double c1 = 0.1, shrink = 0.9, grow = 1.1, max_step = 10;
  bool reset = false;
  std::int64_t max_evaluations = 100;

  static constexpr bool uses_slope = false;
  template <class Phi>
  Searched search(Phi&& phi, Trial start, double first, SearchMemory* past = nullptr,
                  double precision = 0) const {
    detail::Probe probe(phi, start, max_evaluations, uses_slope, precision);
    if (probe.refuses(first)) return probe.ended();
    const bool known = past != nullptr && past->step > 0 && !reset;
    const double step = detail::at_most(known ? grow * past->step : first, max_step);
    const Searched found =
        detail::backtrack(probe, start, start.loss, step, c1, shrink, /*interpolate=*/false);
    if (past == nullptr) return found;
    if (found.why == SearchStop::satisfied)
      past->step = found.step;
    else if (probe.spent() && found.why != SearchStop::no_decrease)
      past->step =
          detail::at_least(shrink * probe.last() / grow, std::numeric_limits<double>::min());
    return found;
  }
};

/// The strong Wolfe conditions: enough decrease, and a slope that has become flat enough.
///     loss(s) <= loss(0) + c1·s·slope(0)   and   |slope(s)| <= c2·|slope(0)|
/// Steps grow, up to tenfold, until an interval must hold such a step; it is divided at the
/// minimizers of cubics, kept off its ends. Quasi-Newton methods take c2 = 0.9, conjugate gradients
/// 0.1.
/// Nocedal & Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6; the choice of trial
/// steps is that of torch.optim.LBFGS.
struct StrongWolfe {
  double c1 = 1e-4, c2 = 0.9, max_step = 1e10, min_width = 1e-10;
  std::int64_t max_evaluations = 25;
  const char* problem() const { return c1 < c2 ? nullptr : "c1 must be below c2"; }

  static constexpr bool uses_slope = true;
  template <class Phi>
  Searched search(Phi&& phi, Trial start, double first, SearchMemory* = nullptr,
                  double precision = 0) const {
    detail::Probe probe(phi, start, max_evaluations, uses_slope, precision);
    if (probe.refuses(first)) return probe.ended();
    using detail::Point;
    const auto too_high = [&](const Point& p) {
      return !(p.loss <= probe.after(start.loss, c1 * p.step * start.slope));
    };
    const auto flat = [&](const Point& p) { return std::fabs(p.slope) <= -c2 * start.slope; };

    // `low` has enough decrease, or is the start, and its slope leads towards `high`.
    Point low{0, start.loss, start.slope}, high;
    double step = detail::at_most(first, max_step);
    for (;;) {
      if (probe.spent()) return probe.give_up(SearchStop::max_evaluations);
      const Point p = probe(step);
      if (too_high(p) || (low.step > 0 && p.loss >= low.loss)) {
        high = p;
        break;
      }
      if (flat(p)) return probe.accept(p);
      if (p.slope >= 0) {
        high = low, low = p;
        break;
      }
      if (step >= max_step) return probe.give_up(SearchStop::max_step);
      const double least = step + 0.01 * (step - low.step);
      step = detail::at_most(detail::cubic_minimum(low, p, least, 10 * step), max_step);
      low = p;
    }

    bool near_end = false, hidden = false;  // whether the trial before was
    while (!probe.spent()) {
      const double left = low.step < high.step ? low.step : high.step;
      const double right = low.step < high.step ? high.step : low.step, width = right - left;
      if (width <= min_width * right) return probe.give_up(SearchStop::bracket_too_small);
      // Once more by the slopes, then no more.
      const bool hides = probe.hides(low.loss, width * low.slope);
      if (hides && hidden) return probe.give_up(SearchStop::no_decrease);
      hidden = hides;
      if (!detail::finite(high)) {
        step = detail::before_nonfinite(low, high);
      } else {
        step = detail::cubic_minimum(low, high, left, right);
        const double margin = 0.1 * width;
        const bool near = right - step < margin || step - left < margin;
        if (near && (near_end || step >= right || step <= left)) {
          step = right - step < step - left ? right - margin : left + margin;
          near_end = false;
        } else {
          near_end = near;
        }
      }
      if (!(step > left && step < right)) return probe.give_up(SearchStop::bracket_too_small);
      const Point p = probe(step);
      if (too_high(p) || p.loss >= low.loss) {
        high = p;
      } else {
        if (flat(p)) return probe.accept(p);
        if (p.slope * (high.step - low.step) >= 0) high = low;
        low = p;
      }
    }
    return probe.give_up(SearchStop::max_evaluations);
  }
};

/// Hager and Zhang's search: the Wolfe conditions, or where rounding hides the decrease, their
/// counterpart in slopes alone.
///     loss(s) <= loss(0) + c1·s·slope(0)   and   slope(s) >= c2·slope(0),      or
///     loss(s) <= loss(0) + tolerance·|loss(0)|   and
///       c2·slope(0) <= slope(s) <= (2·c1 - 1)·slope(0)
/// The interval grows by `expand`, shrinks by two secant steps at once, and is halved wherever they
/// leave more than `gamma` of it; one whose far end lies too high is divided at `theta`. Without
/// allow_increase a loss above the start's is never accepted, whatever the tolerance.
/// Hager & Zhang, A new conjugate gradient method with guaranteed descent and an efficient line
/// search, 2005; Algorithm 851: CG_DESCENT, 2006.
struct HagerZhang {
  double c1 = 0.1, c2 = 0.9, tolerance = 1e-6, theta = 0.5, gamma = 2.0 / 3, expand = 5,
         max_step = 1e10, min_width = 1e-10;
  bool allow_increase = false;
  std::int64_t max_evaluations = 50;
  const char* problem() const {
    return c1 < 0.5 && c1 < c2 ? nullptr : "c1 must be below 0.5 and below c2";
  }

  static constexpr bool uses_slope = true;
  template <class Phi>
  Searched search(Phi&& phi, Trial start, double first, SearchMemory* = nullptr,
                  double precision = 0) const {
    detail::Probe probe(phi, start, max_evaluations, uses_slope, precision);
    if (!probe.refuses(first)) Run(*this, probe, start).all(first);
    return probe.ended();
  }

 private:
  // One search. Its functions have the paper's names and say whether the search is over.
  template <class Phi>
  class Run {
    using Point = detail::Point;

   public:
    Run(const HagerZhang& how, detail::Probe<Phi>& probe, Trial start)
        : how_(how),
          probe_(probe),
          start_(start),
          limit_(start.loss + how.tolerance * std::fabs(start.loss)),
          a_{0, start.loss, start.slope} {}

    bool all(double first) {
      if (bracket(detail::at_most(first, how_.max_step))) return true;
      for (;;) {
        const double width = b_.step - a_.step;
        if (width <= how_.min_width * b_.step) return give_up(SearchStop::bracket_too_small);
        if (secant2()) return true;
        // Secant steps may come ever closer to one end and never move the other.
        if (b_.step - a_.step > how_.gamma * width && update(a_.step + 0.5 * (b_.step - a_.step)))
          return true;
      }
    }

   private:
    bool give_up(SearchStop why) {
      probe_.give_up(why);
      return true;
    }
    bool accepted(const Point& p) {
      const bool wolfe = p.loss <= probe_.after(start_.loss, how_.c1 * p.step * start_.slope);
      const bool close = p.loss <= (how_.allow_increase ? limit_ : start_.loss) &&
                         p.slope <= (2 * how_.c1 - 1) * start_.slope;
      if (!(p.slope >= how_.c2 * start_.slope && (wolfe || close))) return false;
      probe_.accept(p);
      return true;
    }
    bool try_at(double step) {
      if (probe_.spent()) return give_up(SearchStop::max_evaluations);
      c_ = probe_(step);
      return accepted(c_);
    }
    bool rising() const { return c_.slope >= 0; }  // no: nothing finite
    bool low() const { return c_.loss <= limit_; }

    // The slope is below 0 at a and not at b, and the loss at a is not above the limit.
    bool bracket(double step) {
      for (;;) {
        if (try_at(step)) return true;
        if (rising()) {
          b_ = c_;
          return false;
        }
        if (!low()) return divide(c_);
        if (step >= how_.max_step) return give_up(SearchStop::max_step);
        a_ = c_;
        step = detail::at_most(how_.expand * step, how_.max_step);
      }
    }
    // U3: the loss at b is above the limit, or not finite, and the slope no help.
    bool divide(Point b) {
      for (;;) {
        const double step = detail::finite(b) ? (1 - how_.theta) * a_.step + how_.theta * b.step
                                              : detail::before_nonfinite(a_, b);
        if (b.step - a_.step <= how_.min_width * b.step || !(step > a_.step && step < b.step))
          return give_up(SearchStop::bracket_too_small);
        if (try_at(step)) return true;
        if (rising()) {
          b_ = c_;
          return false;
        }
        (low() ? a_ : b) = c_;
      }
    }
    bool update(double step) {
      if (!(step > a_.step && step < b_.step)) return false;  // also for a NaN
      if (try_at(step)) return true;
      if (rising())
        b_ = c_;
      else if (low())
        a_ = c_;
      else
        return divide(c_);
      return false;
    }
    static double secant(const Point& a, const Point& b) {
      return (a.step * b.slope - b.step * a.slope) / (b.slope - a.slope);
    }
    bool secant2() {
      const Point a = a_, b = b_;
      const double step = secant(a, b);
      if (update(step)) return true;
      if (step == b_.step) return update(secant(b, b_));
      if (step == a_.step) return update(secant(a, a_));
      return false;
    }

    const HagerZhang& how_;
    detail::Probe<Phi>& probe_;
    Trial start_;
    double limit_;
    Point a_, b_, c_;  // c is the newest
  };
};

/// All of them.
using LineSearches = std::tuple<Armijo, NonMonotone, StochasticArmijo, StrongWolfe, HagerZhang>;

/// What the members may be; the one place for it.
inline constexpr std::array search_vocabulary{
    Word{"allow_increase", "accept a loss above the start's within the tolerance", 0, 1},
    Word{"c1", "share of the slope's promise that the loss must keep", 0, 1, true},
    Word{"c2", "share of the slope at the start that may be left", 0, 1, true},
    Word{"expand", "factor by which the interval grows", 1, detail::largest},
    Word{"gamma", "share of the interval that secant steps may leave", 0, 1, true},
    Word{"grow", "factor on the step of the search before", 1, detail::largest},
    Word{"interpolate", "shorten steps by parabolas and cubics instead of a factor", 0, 1},
    Word{"max_evaluations", "trial steps at most", 1, 0x1p53 - 1},
    Word{"max_step", "longest step", std::numeric_limits<double>::min(), detail::largest},
    Word{"memory", "losses that the highest is taken of, the start's among them", 1,
         static_cast<double>(SearchMemory::most)},
    Word{"min_width", "width, relative to its longer end, below which an interval is not divided",
         0, 1},
    Word{"reset", "begin each search with the step that is given", 0, 1},
    Word{"shrink", "factor by which a step is shortened, at least", 0.01, 1, true},
    Word{"theta", "where an interval is divided", 0.01, 0.99},
    Word{"tolerance", "how far the loss may seem to rise, relative to its size", 0, 1},
};

}  // namespace gradstep
#include "detail/exact_end.hpp"
