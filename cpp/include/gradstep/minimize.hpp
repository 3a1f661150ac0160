// Minimization of a function of a flat vector: L-BFGS, with bounds if there are any, and nonlinear
// conjugate gradients.
//
//   std::vector<double> x{-1.2, 1};
//   const auto fun = [](std::span<const double> x, std::span<double> g) { g[0] = …; g[1] = …;
//   return loss; };
//   const gradstep::Minimized found = gradstep::minimize(x, fun, gradstep::LBFGS{.history = 10});
//   if (!found) std::puts(name(found.why).data());
//
// At the end, x is replaced by the best point that was seen; if fun throws it stays as it was. A
// loss or a gradient that is not finite shortens the step. Vectors of floats are float all through,
// and their sums are double. The bits are the same on every CPU and for any number of threads, if
// those of fun are. Nothing is allocated from the first evaluation on.
#pragma once
#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "detail/minimize/history.hpp"
#include "line_search.hpp"

#include "detail/exact_begin.hpp"

namespace gradstep {

/// Why a minimization ended.
enum class MinimizeStop : std::uint8_t {
  none,     ///< it has not
  gtol,     ///< no element of the gradient is above gtol: a stationary point
  ftol,     ///< the loss fell by no more than ftol, relative to the greater of its sizes and 1
  maxiter,  ///< iterations
  max_evaluations,  ///< evaluations
  search_failed,    ///< no better point was found, not even along the steepest descent
  nonfinite_start,  ///< the loss or gradient at x0
  stopped,          ///< the caller's `after` said so
  precision         ///< no further decrease can be seen in losses that are rounded as these
};
inline constexpr std::string_view name(MinimizeStop why) {
  constexpr std::string_view names[]{"none",
                                     "gtol",
                                     "ftol",
                                     "maxiter",
                                     "max_evaluations",
                                     "search_failed",
                                     "nonfinite_start",
                                     "stopped",
                                     "precision"};
  return names[static_cast<std::size_t>(why)];
}

using LineSearch = std::variant<StrongWolfe, HagerZhang, Armijo, NonMonotone>;

/// Limited-memory BFGS: a quasi-Newton direction from the last `history` steps, each by a line
/// search.
///     d = -H g,  H from pairs s = x' - x, y = g' - g with s·y > 0, started from (s·y / y·y) I
/// With bounds, variables at a bound that -g points to are fixed, the others move by H restricted
/// to them, cut at the bounds; g is then the projected gradient for `gtol`. Liu & Nocedal, On the
/// limited memory BFGS method for large scale optimization, 1989; Bertsekas, Projected Newton
/// methods for optimization problems with simple constraints, 1982.
///
/// Tolerances that are not given follow the precision eps of the losses, the coarser one of x's and
/// of what fun returns: gtol is √eps / 4, but at least 1e-5, and ftol 10 eps, but at least 2.2e-9.
/// A search's max_step counts in first steps of each search, so that no unit of the loss matters.
struct LBFGS {
  std::int64_t history = 10;
  std::optional<double> gtol{}, ftol{};
  std::int64_t maxiter = 15000, max_evaluations = 15000;
  /// Pairs are kept only if s·y >= cautious·|g|·s·s: Li & Fukushima, On the global convergence of
  /// the BFGS method for nonconvex unconstrained optimization problems, 2001. 0: if s·y is above
  /// rounding.
  double cautious = 0;
  /// y is turned towards H⁻¹s until s·y >= 0.2 s·H⁻¹s (Powell, 1978), for searches that leave s·y
  /// to chance. Not with bounds.
  bool damped = false;
  LineSearch search = StrongWolfe{};
};

/// Nonlinear conjugate gradients, which keep one direction instead of a history.
///     d = -g + β d,  with y = g' - g
///     polak_ribiere  β = max(0, y·g' / g·g)
///     hager_zhang    β = (y - 2 d (y·y) / (d·y))·g' / (d·y), at least 0.4 d·g / d·d
/// Gilbert & Nocedal, Global convergence properties of conjugate gradient methods, 1992; Hager &
/// Zhang, A new conjugate gradient method with guaranteed descent and an efficient line search,
/// 2005, with the bound of their The limited memory conjugate gradient method, 2013, which no unit
/// of the loss moves.
struct CG {
  enum class Beta : std::uint8_t { hager_zhang, polak_ribiere } beta = Beta::polak_ribiere;
  std::optional<double> gtol{};  // as of LBFGS
  double ftol = 0;
  std::int64_t maxiter = 15000, max_evaluations = 30000;
  LineSearch search = StrongWolfe{.c2 = 0.1};
};

/// Low and high of each element, -Inf and Inf where there is none. Empty: no bounds.
template <class T>
struct Bounds {
  std::span<const T> low{}, high{};
};

/// What was found: the loss and the largest element of the gradient (the projected one with bounds)
/// at the best point. True if a tolerance was met, or if no further decrease can be seen.
struct Minimized {
  double loss = 0, largest = 0;
  std::int64_t iterations = 0, evaluations = 0;
  MinimizeStop why = MinimizeStop::none;
  explicit operator bool() const {
    return why == MinimizeStop::gtol || why == MinimizeStop::ftol || why == MinimizeStop::precision;
  }
};

/// One minimization, iteration by iteration. `minimize` below is the loop around it.
template <class T>
class Minimizer {
 public:
  /// Begins at the point within the bounds that is nearest to x0. Throws gradstep::error for an
  /// option or a bound that cannot be.
  Minimizer(std::span<const T> x0, const LBFGS& how, Bounds<T> bounds = {})
      : how_(how),
        bounded_(!bounds.low.empty() || !bounds.high.empty()),
        v_(x0.size(), places(), sums()),
        history_(v_, first_row(), static_cast<std::size_t>(how.history)) {
    set_up(x0, bounds);
  }
  Minimizer(std::span<const T> x0, const CG& how)
      : how_{.history = 0,
             .gtol = how.gtol,
             .ftol = how.ftol,
             .maxiter = how.maxiter,
             .max_evaluations = how.max_evaluations,
             .search = how.search},
        beta_(how.beta),
        v_(x0.size(), places(), sums()),
        history_(v_, first_row(), 0) {
    set_up(x0, {});
  }
  Minimizer(const Minimizer&) = delete;
  Minimizer& operator=(const Minimizer&) = delete;

  /// Evaluates the start; false if that is the end. If fun throws here or below, everything but
  /// `evaluations` is as before.
  template <class F>
  bool start(F&& fun) {
    double unused[2];
    std::copy_n(now_.x, v_.size(), d_);  // finite; g·d is not used here
    evaluate(fun, now_, unused);
    if (!(now_.loss < detail::infinity)) return end(MinimizeStop::nonfinite_start);
    if (bounded_) find_free();
    return now_.largest <= gtol() ? end(MinimizeStop::gtol) : true;
  }
  /// Goes on after the end, or from what `restore` took: maxiter and max_evaluations count from
  /// here. False if that is the end, too.
  bool resume() {
    iterations_before_ = iterations_, evaluations_before_ = evaluations_;
    if (why_ == MinimizeStop::nonfinite_start) return false;
    why_ = MinimizeStop::none;
    return now_.largest <= gtol() ? end(MinimizeStop::gtol) : true;
  }

  /// One iteration; false if that was the last.
  template <class F>
  bool iterate(F&& fun) {
    if (why_ != MinimizeStop::none) return false;
    if (iterations_ - iterations_before_ >= how_.maxiter) return end(MinimizeStop::maxiter);
    for (;;) {
      if (evaluations_left() <= 0) return end(MinimizeStop::max_evaluations);
      if (!aimed_) aim();
      const std::int64_t found = search(fun);
      if (found >= 0) return accept(found);
      if (evaluations_left() <= 0) return end(MinimizeStop::max_evaluations);
      if (promise_ <= noise * epsilon_ * std::fabs(now_.loss)) return end(MinimizeStop::precision);
      if (fresh_) return end(MinimizeStop::search_failed);
      begin_anew();
    }
  }
  /// Ends the minimization for a reason of the caller's.
  void stop() { end(MinimizeStop::stopped); }

  /// The point that the iterations have come to; and the best one, which is another if the search
  /// may go up.
  std::span<const T> x() const { return {now_.x, v_.size()}; }
  std::span<const T> gradient() const { return {now_.g, v_.size()}; }
  double loss() const { return now_.loss; }
  std::span<const T> best_x() const { return {best().x, v_.size()}; }
  std::span<const T> best_gradient() const { return {best().g, v_.size()}; }
  /// All that the next iteration depends on: with it, another minimization of the same method and
  /// options goes on with the same bits. The best point is left out: the iterations begin from x.
  struct State {
    std::vector<T> x, g, d, free;      // free: with bounds, 1 where they let an element move
    std::vector<std::vector<T>> s, y;  // the history, oldest first
    std::vector<double> numbers;
  };
  State state() const {
    const auto copy = [&](const T* v) { return std::vector<T>(v, v + v_.size()); };
    State out{copy(now_.x), copy(now_.g), copy(d_), {}, {}, {}, {}};
    if (bounded_) out.free = copy(free_);
    history_.each(
        [&](const T* s, const T* y) { out.s.push_back(copy(s)), out.y.push_back(copy(y)); });
    visit(*this, [&](const auto& x) { out.numbers.push_back(static_cast<double>(x)); });
    return out;
  }
  /// Takes what state() gave; false, and nothing is changed, if it does not fit.
  bool restore(const State& saved) {
    std::size_t count = 0;
    visit(*this, [&](const auto&) { ++count; });
    bool fits = saved.numbers.size() == count && saved.s.size() == saved.y.size() &&
                saved.s.size() <= rows() && (bounded_ || saved.free.empty());
    const auto sized = [&](const std::vector<T>& v) { fits = fits && v.size() == v_.size(); };
    sized(saved.x), sized(saved.g), sized(saved.d);
    if (bounded_) sized(saved.free);
    for (std::size_t i = 0; i < saved.s.size() && fits; ++i) sized(saved.s[i]), sized(saved.y[i]);
    if (!fits) return false;
    std::copy(saved.x.begin(), saved.x.end(), now_.x);
    std::copy(saved.g.begin(), saved.g.end(), now_.g);
    std::copy(saved.d.begin(), saved.d.end(), d_);
    if (bounded_) {
      std::copy(saved.free.begin(), saved.free.end(), free_);
      v_.each(3 * sizeof(T), [&](std::size_t i, std::size_t n) {
        v_.kernels.mask(seen_ + i, now_.g + i, free_ + i, n);
      });
    }
    history_.restore(saved.s, saved.y, now_.g, bounded_ ? free_ : nullptr);
    auto number = saved.numbers.begin();
    visit(*this, [&]<class M>(M& x) { x = static_cast<M>(*number++); });
    best_.loss = detail::infinity;
    return true;
  }
  Minimized result() const {
    return {best().loss, best().largest, iterations_, evaluations_, why_};
  }

 private:
  struct Place {
    T *x = nullptr, *g = nullptr;
    double loss = detail::infinity, largest = 0, norm = 0;  // largest |g| (projected), |g|
    double step = 0;                                        // that led here
  };
  // Calls f for each number of State.
  template <class Self, class F>
  static void visit(Self& m, F f) {
    f(m.now_.loss), f(m.now_.largest), f(m.now_.norm), f(m.now_.step);
    f(m.slope_), f(m.length_), f(m.reach_), f(m.factor_), f(m.fall_), f(m.last_step_);
    f(m.aimed_), f(m.fresh_), f(m.iterations_), f(m.evaluations_), f(m.why_);
    f(m.epsilon_), f(m.memory_.step), f(m.memory_.count);
    for (auto& loss : m.memory_.losses) f(loss);
  }
  // Vectors: x and g of four places, d; with bounds low, high, free and g where free; then the
  // history.
  std::size_t first_row() const { return bounded_ ? 13 : 9; }
  std::size_t places() const {
    check(how_);
    return first_row() + history_vectors();
  }
  std::size_t rows() const { return static_cast<std::size_t>(how_.history); }
  std::size_t history_vectors() const {
    return how_.history == 0 ? 0 : detail::History<T>::vectors(rows());
  }
  std::size_t sums() const { return detail::History<T>::sums(rows()); }

  static void check(const LBFGS& how) {
    const auto refuse = [](const char* name, const char* must) {
      error e(Reason::hyper, std::string(name) + " must be " + must);
      e.name = name;
      detail::raise(e);
    };
    if (how.history < 0 || how.history > 1000) refuse("history", "from 1 to 1000");
    if (!(how.gtol.value_or(0) >= 0)) refuse("gtol", "0 or above");
    if (!(how.ftol.value_or(0) >= 0)) refuse("ftol", "0 or above");
    if (how.maxiter < 0) refuse("maxiter", "0 or above");
    if (how.max_evaluations < 1) refuse("max_evaluations", "1 or above");
    if (!(how.cautious >= 0)) refuse("cautious", "0 or above");
    std::visit(
        [](const auto& search) {
          if constexpr (requires { search.problem(); })
            if (const char* problem = search.problem())
              detail::raise(error(Reason::hyper, std::string("search: ") + problem));
        },
        how.search);
  }

  void set_up(std::span<const T> x0, const Bounds<T>& bounds) {
    Place* const all[]{&now_, &trial_[0], &trial_[1], &best_};
    for (std::size_t i = 0; i < 4; ++i) all[i]->x = v_[2 * i], all[i]->g = v_[2 * i + 1];
    d_ = v_[8];
    std::copy(x0.begin(), x0.end(), now_.x);
    if (!bounded_) return;
    if (how_.damped) {
      error e(Reason::hyper, "damped cannot be used with bounds");
      e.name = "damped";
      detail::raise(e);
    }
    low_ = v_[9], high_ = v_[10], free_ = v_[11], seen_ = v_[12];
    const auto fill = [&](T* to, std::span<const T> from, double none, const char* name) {
      if (!from.empty() && from.size() != v_.size())
        detail::raise(error(Reason::bind, std::string("bounds: ") + name + " has " +
                                              std::to_string(from.size()) + " elements, x has " +
                                              std::to_string(v_.size())));
      if (from.empty())
        std::fill_n(to, v_.size(), static_cast<T>(none));
      else
        std::copy(from.begin(), from.end(), to);
    };
    fill(low_, bounds.low, -detail::infinity, "low");
    fill(high_, bounds.high, detail::infinity, "high");
    for (std::size_t i = 0; i < v_.size(); ++i)
      if (!(low_[i] <= high_[i] && low_[i] < detail::infinity && high_[i] > -detail::infinity))
        detail::raise(error(Reason::bind,
                            "bounds: low must not be above high; element " + std::to_string(i) +
                                " has " + detail::text(low_[i]) + " and " + detail::text(high_[i]),
                            {}, static_cast<std::int64_t>(i)));
    std::fill_n(free_, v_.size(), T{-1});  // neither: all count as changed at first
    v_.each(4 * sizeof(T), [&](std::size_t i, std::size_t n) {
      v_.kernels.move_within(now_.x + i, now_.x + i, 0, now_.x + i, low_ + i, high_ + i, n);
    });
  }

  bool end(MinimizeStop why) {
    why_ = why;
    return false;
  }
  const Place& best() const { return best_.loss < now_.loss ? best_ : now_; }
  std::int64_t evaluations_left() const {
    return how_.max_evaluations - (evaluations_ - evaluations_before_);
  }
  double gtol() const { return how_.gtol ? *how_.gtol : std::max(1e-5, std::sqrt(epsilon_) / 4); }
  double ftol() const { return how_.ftol ? *how_.ftol : std::max(ftol_of_double, 10 * epsilon_); }

  // Loss and gradient at at.x. Where one of them is not finite, the loss is +Inf.
  template <class F>
  void evaluate(F& fun, Place& at, double (&sums)[2]) {
    ++evaluations_;
    const auto loss = fun(std::span<const T>(at.x, v_.size()), std::span<T>(at.g, v_.size()));
    at.loss = static_cast<double>(loss);
    if constexpr (requires { fun.epsilon(); })
      epsilon_ = std::max(epsilon_, fun.epsilon());
    else if constexpr (std::is_same_v<decltype(loss), const float>)
      epsilon_ = std::max<double>(epsilon_, std::numeric_limits<float>::epsilon());
    at.largest = v_.inspect(at.g, d_, sums);
    at.norm = std::sqrt(sums[1]);
    if (!detail::finite(at.loss) || !detail::finite(at.largest)) at.loss = detail::infinity;
  }

  // Which variables are free at the point, the gradient seen by them, and the largest element of
  // the projected one.
  void find_free() {
    const double near = std::min(1e-8, now_.largest);
    double changed;
    now_.largest = detail::from_magnitude<T>(v_.template extreme<std::int64_t>(
        6 * sizeof(T), 1, &changed, [&](std::size_t i, std::size_t n, double* out) {
          const std::int64_t largest = v_.kernels.bounded(now_.x + i, now_.g + i, low_ + i,
                                                          high_ + i, near, free_ + i, n, out);
          v_.kernels.mask(seen_ + i, now_.g + i, free_ + i, n);
          return largest;
        }));
    changed_ = changed != 0;
  }

  void begin_anew() {
    history_.forget();
    aimed_ = false;
    fresh_ = true;
  }

  // The next direction from what is known here.
  void aim() {
    fresh_ = fresh_ || (!beta_ && history_.size() == 0);
    for (;;) {
      double sums[2];
      const T* const g = bounded_ ? seen_ : now_.g;
      if (beta_ && !fresh_)
        v_.sum(3 * sizeof(T), 2, sums, [&](std::size_t i, std::size_t n, double* out) {
          alignas(line) double sum[sum_block];
          std::fill_n(sum, n, 0.0);
          v_.kernels.gather(sum, factor_, d_ + i, -1, now_.g + i, n);
          v_.kernels.direct(d_ + i, sum, 0, now_.g + i, n, out);
        });
      else
        history_.direct(d_, g, sums);
      reach_ = detail::infinity;
      if (bounded_)
        reach_ = std::max(
            1.0, v_.template extreme<double>(
                     7 * sizeof(T), 2, sums, [&](std::size_t i, std::size_t n, double* out) {
                       return v_.kernels.confine(d_ + i, now_.x + i, now_.g + i, low_ + i,
                                                 high_ + i, free_ + i, n, out);
                     }));
      slope_ = sums[0], length_ = std::sqrt(sums[1]);
      aimed_ = true;
      if (fresh_ || (slope_ < 0 && detail::finite(slope_) && detail::finite(length_))) return;
      begin_anew();
    }
  }

  double first_step() const {
    if (fresh_) return std::min(1 / length_, reach_);
    if (!beta_) return 1;
    // as far as the loss would fall like in the last iteration: Nocedal & Wright 3.60
    const double guess = 1.01 * 2 * fall_ / slope_;
    return detail::at_most(guess > 0 ? guess : last_step_, 10 * last_step_);
  }

  // The number of the trial that was found, or -1.
  template <class F>
  std::int64_t search(F& fun) {
    std::int64_t low = -1;  // the lowest so far, which the next one must not overwrite
    promise_ = detail::infinity;
    for (Place& t : trial_) t.step = 0;
    const auto phi = [&](double step) -> Trial {
      const std::int64_t k = low == 0 ? 1 : 0;
      Place& t = trial_[k];
      t.step = 0;
      go(t, step);
      double sums[2];
      evaluate(fun, t, sums);
      t.step = step;
      if (t.loss < detail::infinity && (low < 0 || t.loss <= trial_[low].loss)) low = k;
      // The slopes say that the minimum is before this step: how far down, by the secant through
      // them.
      if (t.loss < detail::infinity && sums[0] >= 0)
        promise_ = std::min(promise_, 0.5 * step * slope_ * slope_ / (sums[0] - slope_));
      return {t.loss, sums[0]};
    };
    const auto run = [&](auto how) {
      how.max_evaluations = std::min(how.max_evaluations, evaluations_left());
      double first = first_step();
      if constexpr (requires { how.max_step; })
        how.max_step = std::min(how.max_step * first, reach_);
      else
        first = std::min(first, reach_);
      return how.search(phi, Trial{now_.loss, slope_}, first, &memory_, loss_precision());
    };
    const Searched found = std::visit(run, how_.search);
    if (!found) return -1;
    for (std::int64_t k = 0; k < 2; ++k)
      if (trial_[k].step == found.step) return k;
    phi(found.step);  // overwritten since
    return trial_[0].step == found.step ? 0 : 1;
  }

  void go(Place& to, double step) const {
    if (!bounded_) return v_.move(to.x, now_.x, step, d_);
    v_.each(5 * sizeof(T), [&](std::size_t i, std::size_t n) {
      v_.kernels.move_within(to.x + i, now_.x + i, step, d_ + i, low_ + i, high_ + i, n);
    });
  }

  // Goes to a trial.
  bool accept(std::int64_t found) {
    ++iterations_;
    std::swap(now_, trial_[found]);
    const Place& old = trial_[found];
    fall_ = now_.loss - old.loss;
    last_step_ = now_.step;
    if (bounded_) find_free();
    if (now_.largest <= gtol())
      why_ = MinimizeStop::gtol;
    else if (std::fabs(fall_) <=
             ftol() * std::max({std::fabs(old.loss), std::fabs(now_.loss), 1.0}))
      why_ = MinimizeStop::ftol;
    if (beta_)
      conjugate(old);
    else
      history_.add({now_.x, old.x, now_.g, old.g, now_.step, slope_, old.norm,
                    bounded_ ? free_ : nullptr, changed_, how_.damped, how_.cautious});
    aimed_ = fresh_ = false;
    keep_best(trial_[found]);
    if (Place& other = trial_[1 - found]; other.step > 0) keep_best(other);
    return why_ == MinimizeStop::none;
  }

  // best_ is the lowest of the points that have been left, if it is lower than now_.
  void keep_best(Place& left) {
    if (!(left.loss < std::min(best_.loss, now_.loss))) return;
    std::swap(best_, left);
  }

  void conjugate(const Place& old) {
    double sums[3];
    v_.sum(3 * sizeof(T), 3, sums, [&](std::size_t i, std::size_t n, double* out) {
      v_.kernels.conjugate(now_.g + i, old.g + i, d_ + i, n, out);
    });
    const auto [yy, yg, yd] = std::array{sums[0], sums[1], sums[2]};
    if (*beta_ == CG::Beta::polak_ribiere) {
      factor_ = std::max(0.0, yg / (old.norm * old.norm));
    } else {
      // the direction's slope here is what d·y has added to it
      const double least = 0.4 * slope_ / (length_ * length_);
      factor_ = std::max(least, (yg - 2 * yy * ((slope_ + yd) / yd)) / yd);
    }
    if (!detail::finite(factor_)) factor_ = 0;
  }

  static constexpr double ftol_of_double = 2.220446049250313e-09;
  // What rounding can make of a loss, in units of its precision: a sum of many terms has more than
  // one.
  static constexpr double noise = 10;
  // Doubles round as the searches do anyway.
  double loss_precision() const {
    return epsilon_ > std::numeric_limits<double>::epsilon() ? epsilon_ : 0;
  }

  LBFGS how_;
  std::optional<CG::Beta> beta_{};  // none: L-BFGS
  bool bounded_ = false;
  detail::Vectors<T> v_;
  detail::History<T> history_;
  Place now_, trial_[2], best_;
  T *d_ = nullptr, *low_ = nullptr, *high_ = nullptr, *free_ = nullptr, *seen_ = nullptr;
  double slope_ = 0, length_ = 0, reach_ = detail::infinity;  // d·g, |d|, the longest step
  double factor_ = 0, fall_ = 0, last_step_ = 0;
  // whether d_ belongs to now_; whether it is (to be) the steepest descent
  bool aimed_ = false, fresh_ = true, changed_ = false;
  SearchMemory memory_;
  std::int64_t iterations_ = 0, evaluations_ = 0;
  std::int64_t iterations_before_ = 0, evaluations_before_ = 0;  // where `resume` was called
  // The losses' precision; and how far down the slopes of the last search say that it goes, where
  // they do.
  double epsilon_ = std::numeric_limits<T>::epsilon(), promise_ = detail::infinity;
  MinimizeStop why_ = MinimizeStop::none;
};

namespace detail {
template <class T, class F, class After>
Minimized run(Minimizer<T>& m, std::span<T> x, F& fun, After& after) {
  if (m.start(fun))
    while (m.iterate(fun))
      if (!after(m.x(), m.loss())) m.stop();
  std::copy(m.best_x().begin(), m.best_x().end(), x.begin());
  return m.result();
}
struct GoOn {
  template <class T>
  bool operator()(std::span<const T>, double) const {
    return true;
  }
};
}  // namespace detail

/// Minimizes fun(x, g) -> loss, which writes the gradient to g, from x on; x (a span or vector of
/// float or double) becomes the best point. after(x, loss) is called after each iteration but the
/// last and ends it by returning false.
template <class X, class F, class After = detail::GoOn>
Minimized minimize(X&& x, F&& fun, const LBFGS& how,
                   Bounds<std::remove_cvref_t<decltype(x[0])>> bounds = {}, After&& after = {}) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  const std::span<T> all(x);
  Minimizer<T> m(all, how, bounds);
  return detail::run(m, all, fun, after);
}
template <class X, class F, class After = detail::GoOn>
Minimized minimize(X&& x, F&& fun, const CG& how, After&& after = {}) {
  using T = std::remove_cvref_t<decltype(x[0])>;
  const std::span<T> all(x);
  Minimizer<T> m(all, how);
  return detail::run(m, all, fun, after);
}

}  // namespace gradstep

#include "detail/exact_end.hpp"
