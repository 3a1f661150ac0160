// SPDX-License-Identifier: BSD-3-Clause
// Minimizers: the operations on vectors that they are made of, directions, results, reasons, and
// what holds whatever happens.
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <gradstep/minimize.hpp>
#include <new>
#include <random>
#include <stdexcept>
#include <vector>

#include "check.hpp"

#include <gradstep/detail/exact_begin.hpp>

static std::atomic<long> allocations{0};
static void* allocate(std::size_t n, std::size_t align) {
  ++allocations;
  void* p = std::aligned_alloc(align, (n + align - 1) / align * align);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}
[[gnu::noinline]] void* operator new(std::size_t n) { return allocate(n, 16); }
[[gnu::noinline]] void* operator new(std::size_t n, std::align_val_t a) {
  return allocate(n, static_cast<std::size_t>(a));
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  std::free(p);
}

namespace {

using namespace gradstep;

template <class T>
std::vector<T> random(std::size_t n, unsigned seed) {
  std::mt19937 generator(seed);
  std::vector<T> x(n);
  for (T& v : x) v = static_cast<T>(generator()) / T{2147483648.0} - 1;
  return x;
}

// ---- operations ---------------------------------------------------------------------------------

// All that the kernels give, one number after another.
template <class T>
std::vector<double> everything(std::size_t n, Isa isa) {
  detail::Vectors<T> v(n, 10, 6, isa);
  for (std::size_t i = 0; i < 5; ++i) {
    const auto x = random<T>(n, static_cast<unsigned>(i));
    std::copy(x.begin(), x.end(), v[i]);
  }
  for (std::size_t i = 0; i < n; ++i) v[5][i] = -T{0.5}, v[6][i] = T{0.5}, v[7][i] = T(i % 2);
  std::vector<double> out;
  double two[2], three[3];
  out.push_back(v.inspect(v[0], v[1], two));
  out.insert(out.end(), two, two + 2);
  const auto take = [&](const T* x) { out.insert(out.end(), x, x + n); };
  const auto& k = v.kernels;
  v.move(v[8], v[0], 0.3, v[1]), take(v[8]);
  v.sum(0, 3, three, [&](std::size_t i, std::size_t m, double* s) {
    k.pair(v[0] + i, v[1] + i, v[2] + i, v[3] + i, v[8] + i, v[9] + i, m, s);
  });
  out.insert(out.end(), three, three + 3), take(v[8]), take(v[9]);
  v.sum(0, 3, three, [&](std::size_t i, std::size_t m, double* s) {
    k.dots(v[0] + i, v[1] + i, v[2] + i, v[3] + i, m, s);
  });
  out.insert(out.end(), three, three + 3);
  v.sum(0, 3, three, [&](std::size_t i, std::size_t m, double* s) {
    k.conjugate(v[0] + i, v[1] + i, v[2] + i, m, s);
  });
  out.insert(out.end(), three, three + 3);
  v.sum(0, 2, two, [&](std::size_t i, std::size_t m, double* s) {
    double sum[sum_block] = {};
    k.gather(sum, 0.7, v[0] + i, -0.2, v[1] + i, m);
    k.direct(v[8] + i, sum, -1.5, v[2] + i, m, s);
  });
  out.insert(out.end(), two, two + 2), take(v[8]);
  v.each(0, [&](std::size_t i, std::size_t m) {
    k.blend(v[4] + i, 0.25, 3, v[1] + i, m);
    k.mask(v[9] + i, v[1] + i, v[7] + i, m);
    k.move_within(v[8] + i, v[0] + i, 2, v[1] + i, v[5] + i, v[6] + i, m);
  });
  take(v[4]), take(v[9]), take(v[8]);
  double one;
  const std::int64_t largest =
      v.template extreme<std::int64_t>(0, 1, &one, [&](std::size_t i, std::size_t m, double* s) {
        return k.bounded(v[8] + i, v[1] + i, v[5] + i, v[6] + i, 1e-8, v[7] + i, m, s);
      });
  out.push_back(detail::from_magnitude<T>(largest)), out.push_back(one), take(v[7]);
  out.push_back(v.template extreme<double>(0, 2, two, [&](std::size_t i, std::size_t m, double* s) {
    return k.confine(v[9] + i, v[8] + i, v[1] + i, v[5] + i, v[6] + i, v[7] + i, m, s);
  }));
  out.insert(out.end(), two, two + 2), take(v[9]);
  return out;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), 8 * a.size()) == 0);
}

template <class T>
void test_operations_are_the_same_everywhere() {
  for (std::size_t n : check::sizes{0, 1, 3, 7, 15, 16, 17, 31, 4095, 4096, 4097, 100'003}) {
    const std::vector<double> first = everything<T>(n, compiled_isas.front());
    for (Isa isa : compiled_isas)
      for (int threads : {1, 2, 7}) {
        if (!runs(isa)) continue;
        const ThreadsGuard guard(threads);
        CHECK(same(everything<T>(n, isa), first));
      }
  }
}

template <class T>
void test_operations() {
  const std::size_t n = 5000;
  detail::Vectors<T> v(n, 6, 6);
  std::vector<std::vector<T>> x;
  for (unsigned i = 0; i < 4; ++i) {
    x.push_back(random<T>(n, i));
    std::copy(x[i].begin(), x[i].end(), v[i]);
  }
  double two[2], xy = 0, xx = 0, largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    xy += double(x[0][i]) * x[1][i], xx += double(x[0][i]) * x[0][i];
    largest = std::max(largest, std::fabs(double(x[0][i])));
  }
  CHECK(v.inspect(v[0], v[1], two) == largest);
  // n products of at most 1, each partial sum rounded: n·n·2^-53
  CHECK(std::fabs(two[0] - xy) < 3e-9 && std::fabs(two[1] - xx) < 3e-9);
  for (T bad : {T(INFINITY), T(-INFINITY), T(NAN)}) {
    v[0][4999] = bad;
    CHECK(!detail::finite(v.inspect(v[0], v[1], two)));
  }
  // projected gradient: at the lower bound, free, at the upper bound
  const T at[]{0, 0, 2, 4, 4}, slope[]{1, -1, 5, -1, 1}, want_free[]{0, 1, 1, 0, 1};
  T free[5]{1, 1, 1, 1, 1}, low[5]{}, high[]{4, 4, 4, 4, 4};
  double changed;
  const auto bits = v.kernels.bounded(at, slope, low, high, 1e-8, free, 5, &changed);
  CHECK(detail::from_magnitude<T>(bits) == 2 && changed == 2);
  for (int i = 0; i < 5; ++i) CHECK(free[i] == want_free[i]);
}

// The direction from the products is that of the two loops over vectors.
void test_direction() {
  const std::size_t n = 50, most = 4;
  detail::Vectors<double> v(n, 10 + detail::History<double>::vectors(most),
                            detail::History<double>::sums(most));
  for (const bool masked : {false, true}) {
    detail::History<double> history(v, 10, most);
    std::vector<std::vector<double>> s, y;
    double *x = v[0], *x0 = v[1], *g = v[2], *g0 = v[3], *free = v[4], *d = v[5], *seen = v[6];
    for (unsigned k = 0; k < 7; ++k) {
      const auto a = random<double>(n, 2 * k), b = random<double>(n, 2 * k + 1);
      s.emplace_back(n), y.emplace_back(n);
      for (std::size_t i = 0; i < n; ++i) {
        x0[i] = k == 0 ? 0 : x[i], g0[i] = k == 0 ? 0 : g[i];
      }
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = x0[i] + a[i], g[i] = g0[i] + 3 * a[i] + b[i];
        s[k][i] = x[i] - x0[i], y[k][i] = g[i] - g0[i];
        free[i] = masked ? (i + k / 3) % 3 != 0 : 1;  // changes at k = 3 and 6
        seen[i] = g[i] * free[i];
      }
      history.add(
          {x, x0, g, g0, 1, -1, 1, masked ? free : nullptr, masked && k % 3 == 0, false, 0});
      CHECK(history.size() == std::min<std::size_t>(k + 1, most));
    }
    double sums[2];
    history.direct(d, seen, sums);
    const auto dot = [&](const std::vector<double>& a, const std::vector<double>& b) {
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += free[i] * a[i] * b[i];
      return sum;
    };
    std::vector<double> q(seen, seen + n), alpha(7);
    for (std::size_t k = 7; k-- > 3;) {
      alpha[k] = dot(s[k], q) / dot(s[k], y[k]);
      for (std::size_t i = 0; i < n; ++i) q[i] -= alpha[k] * y[k][i];
    }
    for (double& c : q) c *= dot(s[6], y[6]) / dot(y[6], y[6]);
    for (std::size_t k = 3; k < 7; ++k) {
      const double beta = dot(y[k], q) / dot(s[k], y[k]);
      for (std::size_t i = 0; i < n; ++i) q[i] += (alpha[k] - beta) * s[k][i];
    }
    // A few hundred operations on numbers around 10 (the pairs' condition), relative to the
    // largest.
    for (std::size_t i = 0; i < n; ++i)
      if (free[i] == 1) CHECK(std::fabs(d[i] + q[i]) < 1e-12);
  }
}

// ---- minimizations ------------------------------------------------------------------------------

template <class T>
double rosenbrock(std::span<const T> x, std::span<T> g) {
  std::fill(g.begin(), g.end(), T{0});  // the last of an odd number has no partner
  double f = 0;
  for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
    const double a = x[i], t = 1 - a, u = 10 * (x[i + 1] - a * a);
    f += t * t + u * u;
    g[i] = static_cast<T>(-2 * (20 * a * u + t)), g[i + 1] = static_cast<T>(20 * u);
  }
  return f;
}
// Bumpy, and NaN beyond x[0] = 2.
double bumpy(std::span<const double> x, std::span<double> g) {
  double f = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    f += x[i] * x[i] + std::sin(9 * x[i]);
    g[i] = 2 * x[i] + 9 * std::cos(9 * x[i]);
  }
  return x[0] > 2 ? std::sqrt(-1.0) : f;
}

std::vector<LBFGS> kinds_of_lbfgs() {
  return {{},
          {.history = 1},
          {.ftol = 0, .search = HagerZhang{}},
          {.ftol = 0, .search = HagerZhang{.allow_increase = true}},
          {.ftol = 0, .damped = true, .search = Armijo{}},
          {.ftol = 0, .cautious = 1e-6, .search = Armijo{}},
          {.ftol = 0, .search = NonMonotone{}}};
}
std::vector<CG> kinds_of_cg() {
  return {{},
          {.beta = CG::Beta::hager_zhang},
          {.search = HagerZhang{.c2 = 0.4}},
          {.beta = CG::Beta::hager_zhang, .search = HagerZhang{.c2 = 0.4}}};
}
// Calls f(how) for each.
template <class F>
void for_all(F f) {
  for (const LBFGS& how : kinds_of_lbfgs()) f(how);
  for (const CG& how : kinds_of_cg()) f(how);
}

std::vector<double> start(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = i % 2 ? 1 : -1.2;
  return x;
}

void test_minima() {
  for_all([](auto how) {
    for (std::size_t n : check::sizes{2, 10, 1000}) {
      std::vector<double> x = start(n);
      const Minimized found = minimize(x, rosenbrock<double>, how);
      // near (1, 1) the Hessian's least eigenvalue is 0.4: |x - 1| <= |g| / 0.4
      CHECK(found && found.largest <= 1e-3 && found.loss < 1e-6);
      for (double v : x) CHECK(std::fabs(v - 1) < 1e-2);
    }
  });
  std::vector<float> x{-1.2f, 1};
  CHECK(minimize(x, rosenbrock<float>, LBFGS{}) && std::fabs(x[0] - 1) < 1e-2f);
}

// Whatever the search does, the result is the lowest of all finite losses seen.
void test_best_seen() {
  for_all([](auto how) {
    how.max_evaluations = 60;
    for (unsigned seed = 0; seed < 20; ++seed) {
      std::vector<double> x = random<double>(3, seed);
      double lowest = INFINITY;
      long calls = 0;
      const auto fun = [&](std::span<const double> at, std::span<double> g) {
        const double f = bumpy(at, g);
        if (f < lowest) lowest = f;
        ++calls;
        return f;
      };
      const Minimized found = minimize(x, fun, how);
      std::vector<double> g(3);
      CHECK(found.loss == lowest && bumpy(x, g) == lowest && found.evaluations == calls);
      CHECK(calls <= 60 + 1);  // one more where the accepted point has to be made again
    }
  });
}

void test_an_exception_changes_nothing() {
  for_all([](auto how) {
    const std::vector<double> x0 = start(6);
    const auto run = [&](int fail_every) {
      Minimizer<double> m(x0, how);
      int calls = 0;
      const auto fun = [&](std::span<const double> x, std::span<double> g) {
        if (fail_every > 0 && ++calls % fail_every == 0) throw std::runtime_error("not now");
        return rosenbrock(x, g);
      };
      for (bool going = true, started = false; going;) try {
          going = started ? m.iterate(fun) : m.start(fun);
          started = true;
        } catch (const std::runtime_error&) {
        }
      return std::vector<double>(m.best_x().begin(), m.best_x().end());
    };
    // a search of more evaluations than this would fail forever
    if (!std::holds_alternative<NonMonotone>(how.search)) CHECK(same(run(0), run(37)));
  });
  std::vector<double> x = start(2);
  const auto fail = [](std::span<const double>, std::span<double>) -> double {
    throw std::runtime_error("never");
  };
  try {
    minimize(x, fail, LBFGS{});
    CHECK(false);
  } catch (const std::runtime_error&) {
  }
  CHECK(same(x, start(2)));
}

void test_reasons() {
  const auto why = [](LBFGS how, auto fun, std::vector<double> x) {
    return minimize(x, fun, how).why;
  };
  const auto rosen = rosenbrock<double>;
  CHECK(why({.ftol = 0}, rosen, start(2)) == MinimizeStop::gtol);
  CHECK(why({.gtol = 0, .ftol = 1e-3}, rosen, start(2)) == MinimizeStop::ftol);
  CHECK(why({.maxiter = 3}, rosen, start(2)) == MinimizeStop::maxiter);
  CHECK(why({.max_evaluations = 3}, rosen, start(2)) == MinimizeStop::max_evaluations);
  CHECK(why({}, bumpy, {3}) == MinimizeStop::nonfinite_start);
  // the gradient leads up: no step is lower
  const auto wrong = [](std::span<const double> x, std::span<double> g) {
    g[0] = -2 * x[0];
    return x[0] * x[0];
  };
  CHECK(why({}, wrong, {1}) == MinimizeStop::search_failed);
  std::vector<double> x = start(2);
  int calls = 0;
  const auto after = [&](std::span<const double>, double) { return ++calls < 3; };
  const Minimized stopped = minimize(x, rosen, LBFGS{}, {}, after);
  CHECK(stopped.why == MinimizeStop::stopped && stopped.iterations == 3 && !stopped);
  for (const LBFGS& bad : {LBFGS{.gtol = -1}, LBFGS{.history = -1}, LBFGS{.max_evaluations = 0},
                           LBFGS{.search = StrongWolfe{.c1 = 0.9, .c2 = 0.1}}})
    try {
      minimize(x, rosen, bad);
      CHECK(false);
    } catch (const error& e) {
      CHECK(e.reason == Reason::hyper);
    }
}

// The unit of the loss changes nothing: the same bits, where it is a power of two.
void test_the_unit_of_the_loss() {
  for_all([](auto how) {
    how.ftol = 0;
    const auto run = [&](double unit) {
      how.gtol = 1e-5 * unit;
      std::vector<double> x = start(10);
      const auto fun = [&](std::span<const double> at, std::span<double> g) {
        const double f = rosenbrock(at, g);
        for (double& v : g) v *= unit;
        return f * unit;
      };
      const Minimized found = minimize(x, fun, how);
      x.push_back(static_cast<double>(found.evaluations));
      x.push_back(found.loss / unit);
      return x;
    };
    const std::vector<double> plain = run(1);
    for (const double unit : {0x1p-300, 0x1p-100, 0x1p-40, 0x1p40, 0x1p300})
      CHECK(same(run(unit), plain));
  });
}

// Losses that are float end where float shows no decrease, as a success; a gradient that is none
// does not.
void test_precision() {
  for_all([](auto how) {
    how.gtol = how.ftol = 0;
    const auto run = [&]<class T, class R>(T, R, double sign) {
      std::vector<T> x(5, T{3});
      const auto fun = [&](std::span<const T> at, std::span<T> g) {
        double f = 100;
        for (std::size_t i = 0; i < at.size(); ++i) {
          const double c = static_cast<double>(i + 1), d = at[i] - 1 / c;
          f += c * d * d, g[i] = static_cast<T>(sign * 2 * c * d);
        }
        return static_cast<R>(f);
      };
      return minimize(x, fun, how);
    };
    const Minimized ends[]{run(0.f, 0.f, 1), run(0.0, 0.f, 1), run(0.f, 0.0, 1), run(0.0, 0.0, 1)};
    for (const Minimized& found : ends) {
      CHECK(found && found.loss < 100 * (1 + 1e-6));
      CHECK(found.evaluations <= 100);
    }
    CHECK(run(0.0, 0.f, -1).why == MinimizeStop::search_failed);
  });
  // Tolerances that are not given follow the losses.
  const auto fun = [](std::span<const double> x, std::span<double> g) {
    g[0] = x[0];
    return static_cast<float>(x[0] * x[0] / 2);
  };
  std::vector<double> x{8e-5};
  CHECK(minimize(x, fun, LBFGS{}).evaluations == 1);
  x = {9e-5};
  CHECK(minimize(x, fun, LBFGS{}).evaluations > 1);
  x = {8e-5};
  CHECK(minimize(x, fun, LBFGS{.gtol = 1e-5, .ftol = 0}).evaluations > 1);
}

// In pieces, whatever ends them, as in one run.
void test_resuming() {
  for_all([](auto how) {
    const std::vector<double> high{0.5, 9, 0.7, 9, 0.4, 9}, x0 = start(6);
    const auto fun = rosenbrock<double>;
    const auto pieces = [&](auto... box) {
      how.maxiter = 1000;
      Minimizer<double> whole(x0, how, box...);
      if (whole.start(fun))
        while (whole.iterate(fun)) continue;
      how.maxiter = 3;
      Minimizer<double>::State state;
      for (int piece = 0;; ++piece) {
        Minimizer<double> m(x0, how, box...);
        CHECK(piece == 0 || m.restore(state));
        if (piece == 0 ? m.start(fun) : m.resume())
          while (m.iterate(fun)) continue;
        if (m.result().why == MinimizeStop::maxiter) {
          CHECK(m.result().iterations == 3 * (piece + 1));
          state = m.state();
          continue;
        }
        CHECK(m.result().why == whole.result().why && piece > 1);
        CHECK(m.result().evaluations == whole.result().evaluations);
        CHECK(same(std::vector(m.x().begin(), m.x().end()),
                   std::vector(whole.x().begin(), whole.x().end())));
        break;
      }
    };
    pieces();
    if constexpr (std::is_same_v<decltype(how), LBFGS>)
      if (!how.damped) pieces(Bounds<double>{{}, high});
  });
}

void test_bounds() {
  // a convex quadratic whose minimum within the box is known element by element: f = Σ c (x - m)²/2
  for (std::size_t n : check::sizes{1, 7, 300}) {
    const auto m = random<double>(n, 1);
    std::vector<double> c = random<double>(n, 2), low(n, -0.3), high(n, 0.4),
                        x = random<double>(n, 3);
    for (double& v : c) v = 1.5 + v;
    if (n > 5) low[3] = high[3] = 0.1, high[4] = INFINITY;
    bool inside = true;
    const auto fun = [&](std::span<const double> at, std::span<double> g) {
      double f = 0;
      for (std::size_t i = 0; i < n; ++i) {
        inside = inside && at[i] >= low[i] && at[i] <= high[i];
        g[i] = c[i] * (at[i] - m[i]), f += c[i] * (at[i] - m[i]) * (at[i] - m[i]) / 2;
      }
      return f;
    };
    const Minimized found =
        minimize(x, fun, LBFGS{.gtol = 1e-6, .ftol = 0}, Bounds<double>{low, high});
    CHECK(found && found.why == MinimizeStop::gtol && inside);
    // |x - x*| <= gtol / (the least curvature, 0.5)
    for (std::size_t i = 0; i < n; ++i)
      CHECK(std::fabs(x[i] - std::min(std::max(m[i], low[i]), high[i])) < 2.1e-6);
  }
  // bounds that no step meets change nothing but the work
  std::vector<double> x = start(10);
  const std::vector<double> high(10, 0.5);
  const Minimized found = minimize(x, rosenbrock<double>, LBFGS{.ftol = 0}, {.high = high});
  CHECK(found);  // x[even] = 0.5, x[odd] = 0.25
  for (std::size_t i = 0; i < 10; ++i) CHECK(std::fabs(x[i] - (i % 2 ? 0.25 : 0.5)) < 1e-5);
  try {
    const std::vector<double> low(10, 0.6);
    minimize(x, rosenbrock<double>, LBFGS{}, {low, high});
    CHECK(false);
  } catch (const error& e) {
    CHECK(e.reason == Reason::bind && e.index == 0);
  }
}

void test_threads_and_allocations() {
  std::vector<double> results[3];
  for (int threads : {1, 2, 3}) {
    const ThreadsGuard guard(threads);
    std::vector<double>& x = results[threads - 1] = start(300'000);
    std::vector<double> high(x.size(), 0.9);
    high[5] = 0.2;
    Minimizer<double> m(x, LBFGS{}, Bounds<double>{{}, high});
    const auto fun = rosenbrock<double>;
    m.start(fun);
    const long before = allocations;
    for (int i = 0; i < 15 && m.iterate(fun); ++i) continue;
    CHECK(allocations == before);
    x.assign(m.best_x().begin(), m.best_x().end());
  }
  CHECK(same(results[0], results[1]) && same(results[0], results[2]));
}

// The bits of some iterations over several blocks, of a function without libm.
template <class T, class How, class... Box>
void print_digest(const char* what, How how, Box... box) {
  how.maxiter = 12;
  const std::vector<double> x0 = random<double>(9001, 5);
  std::vector<T> x(x0.begin(), x0.end());
  minimize(x, rosenbrock<T>, how, box...);
  std::uint64_t hash = 0xcbf29ce484222325;
  for (T v : x) hash = (hash ^ std::bit_cast<std::uint64_t>(double{v})) * 0x100000001b3;
  std::printf("minimize %s %016llx\n", what, static_cast<unsigned long long>(hash));
}
int print_digests() {
  const std::vector<double> high(9001, 0.7);
  print_digest<double>("LBFGS", LBFGS{});
  print_digest<float>("LBFGS.float32", LBFGS{});
  print_digest<double>("LBFGS.bounds", LBFGS{}, Bounds<double>{.high = high});
  print_digest<double>("LBFGS.damped", LBFGS{.damped = true, .search = Armijo{}});
  print_digest<double>("CG", CG{});
  print_digest<double>("CG.hager_zhang", CG{.beta = CG::Beta::hager_zhang});
  return 0;
}

}  // namespace
#include <gradstep/detail/exact_end.hpp>

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "--digest") return print_digests();
  test_operations_are_the_same_everywhere<float>();
  test_operations_are_the_same_everywhere<double>();
  test_operations<float>();
  test_operations<double>();
  test_direction();
  test_minima();
  test_best_seen();
  test_an_exception_changes_nothing();
  test_reasons();
  test_the_unit_of_the_loss();
  test_precision();
  test_resuming();
  test_bounds();
  test_threads_and_allocations();
  return check::finish();
}
