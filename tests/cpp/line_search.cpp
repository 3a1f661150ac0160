// line_search.hpp: where a search says that it has found a step, its conditions hold there; the
// reason that it gives for its end is true; it calls phi as often as it says; and its result is
// never worse than its start.
#include <gradstep/line_search.hpp>
#include <gradstep/reflect.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "check.hpp"

#include <gradstep/detail/exact_begin.hpp>  // the functions, too, are the same everywhere

namespace {

using namespace gradstep;
constexpr double inf = std::numeric_limits<double>::infinity(),
                 nan = std::numeric_limits<double>::quiet_NaN();

using Function = std::function<Trial(double)>;
struct Case {
  const char* name;
  Function phi;
  double c1, c2;  // as Moré & Thuente take them
};

double square(double x) { return x * x; }

// Moré & Thuente, Line search algorithms with guaranteed sufficient decrease, 1994, section 5.
Trial more1(double s) {
  const double d = s * s + 2;
  return {-s / d, (s * s - 2) / (d * d)};
}
Trial more2(double s) {
  const double x = s + 0.004;
  return {x * x * x * x * (x - 2), x * x * x * (5 * x - 8)};
}
Trial more3(double s) {
  const double beta = 0.01, turns = 39 * std::numbers::pi / 2;
  const Trial v = s <= 1 - beta   ? Trial{1 - s, -1}
                  : s >= 1 + beta ? Trial{s - 1, 1}
                                  : Trial{square(s - 1) / (2 * beta) + beta / 2, (s - 1) / beta};
  return {v.loss + (1 - beta) / turns * std::sin(turns * s),
          v.slope + (1 - beta) * std::cos(turns * s)};
}
Function yanai(double beta1, double beta2) {
  return [=](double s) {
    const auto gamma = [](double b) { return std::sqrt(1 + b * b) - b; };
    const double a = std::sqrt(square(1 - s) + square(beta2)),
                 b = std::sqrt(square(s) + square(beta1));
    return Trial{gamma(beta1) * a + gamma(beta2) * b,
                 gamma(beta1) * (s - 1) / a + gamma(beta2) * s / b};
  };
}

const std::vector<Case> cases{
    {"quadratic", [](double s) { return Trial{square(s - 3), 2 * (s - 3)}; }, 1e-4, 0.1},
    {"quartic", [](double s) { return Trial{square(square(s - 1)), 4 * (s - 1) * square(s - 1)}; },
     1e-4, 0.1},
    {"More 1", more1, 0.001, 0.1},
    {"More 2", more2, 0.1, 0.1 + 1e-9},
    {"More 3", more3, 0.1, 0.1 + 1e-9},
    {"More 4", yanai(0.001, 0.001), 0.001, 0.001 + 1e-9},
    {"More 5", yanai(0.01, 0.001), 0.001, 0.001 + 1e-9},
    {"More 6", yanai(0.001, 0.01), 0.001, 0.001 + 1e-9},
    {"NaN from 2 on",
     [](double s) { return s < 2 ? Trial{square(s - 1.5), 2 * (s - 1.5)} : Trial{nan, nan}; }, 1e-4,
     0.1},
    {"slope -inf from 2 on",
     [](double s) { return Trial{square(s - 1.5), s < 2 ? 2 * (s - 1.5) : -inf}; }, 1e-4, 0.1},
    {"logarithm",  // infinite at 1, NaN beyond
     [](double s) { return Trial{-std::log(1 - s) - 5 * s, 1 / (1 - s) - 5}; }, 1e-4, 0.1},
    {"large numbers", [](double s) { return Trial{1e200 * square(s - 3), 2e200 * (s - 3)}; }, 1e-4,
     0.1},
};

template <class Search>
Search with(const Case& c) {
  Search search;
  search.c1 = c.c1;
  if constexpr (requires { search.c2; }) search.c2 = c.c2;
  search.max_evaluations = 100;
  return search;
}

template <class Search>
double longest(const Search& search) {
  if constexpr (requires { search.max_step; }) return search.max_step;
  return inf;
}

// What the search promises of a point, from its own definition.
template <class Search>
bool holds(const Search& s, Trial start, double step, Trial at) {
  const bool decreases = at.loss <= start.loss + s.c1 * step * start.slope;
  if constexpr (std::is_same_v<Search, StrongWolfe>)
    return decreases && std::fabs(at.slope) <= s.c2 * std::fabs(start.slope);
  else if constexpr (std::is_same_v<Search, HagerZhang>)
    return at.slope >= s.c2 * start.slope &&
           (decreases || (at.slope <= (2 * s.c1 - 1) * start.slope &&
                          at.loss <= start.loss + s.tolerance * std::fabs(start.loss)));
  else
    return decreases;
}

// Searches, and checks what holds for every search whatever the function.
template <class Search>
Searched run(const Search& search, const Function& phi, double first, Trial start,
             SearchMemory* memory = nullptr, double worst = -inf) {
  std::vector<double> tried;
  double lowest = inf;
  const auto counted = [&](double s) {
    tried.push_back(s);
    const Trial t = phi(s);
    if (std::isfinite(t.loss) && (!Search::uses_slope || std::isfinite(t.slope)))
      lowest = std::fmin(lowest, t.loss);
    return t;
  };
  const Searched r = search.search(counted, start, first, memory);
  CHECK(r.evaluations == static_cast<std::int64_t>(tried.size()));
  CHECK(r.evaluations <= search.max_evaluations);
  for (const double s : tried) CHECK(s > 0 && s <= longest(search));
  if (r.step == 0) {
    CHECK(r.why != SearchStop::satisfied && !r);
    CHECK(!(lowest < start.loss));  // nothing better was seen
    CHECK(r.loss == start.loss || start.loss != start.loss);
  } else {
    CHECK(r && std::find(tried.begin(), tried.end(), r.step) != tried.end());
    const Trial at = phi(r.step);
    CHECK(r.loss == at.loss && (r.slope == at.slope || at.slope != at.slope));
    CHECK(r.loss <= std::fmax(start.loss, worst));
    if (r.why != SearchStop::satisfied) CHECK(r.loss == lowest && r.loss < start.loss);
  }
  if (r.why == SearchStop::nonfinite) CHECK(lowest == inf);
  if (r.why == SearchStop::max_evaluations) CHECK(r.evaluations == search.max_evaluations);
  return r;
}
template <class Search>
Searched run(const Search& search, const Function& phi, double first) {
  return run(search, phi, first, phi(0));
}

template <class Search>
void conditions_hold(bool show) {
  for (const Case& c : cases)
    for (const double first : {1e-3, 1e-1, 1e1, 1e3}) {
      const Search search = with<Search>(c);
      const Searched r = run(search, c.phi, first);
      if (show)
        std::printf("%-12s %-20s %6g: %2d evaluations, step %g\n",
                    std::string(type_name<Search>).c_str(), c.name, first,
                    static_cast<int>(r.evaluations), r.step);
      CHECK(r.why == SearchStop::satisfied);
      CHECK(holds(search, c.phi(0), r.step, {r.loss, r.slope}));
      const Searched again = search.search(c.phi, c.phi(0), first);
      CHECK(again.step == r.step && again.evaluations == r.evaluations);
    }
}

template <class Search>
void refuses_starts() {
  const Function phi = [](double s) { return Trial{square(s - 3), 2 * (s - 3)}; };
  const Search search;
  const auto why = [&](Trial start, double first) {
    const Searched r = run(search, phi, first, start);
    CHECK(r.evaluations == 0);
    return r.why;
  };
  for (const double slope : {0.0, -0.0, 1.0, inf, nan})
    CHECK(why({9, slope}, 1) == SearchStop::not_descent);
  CHECK(why({9, -inf}, 1) == SearchStop::nonfinite);
  for (const double loss : {inf, -inf, nan}) CHECK(why({loss, -6}, 1) == SearchStop::nonfinite);
  for (const double first : {0.0, -1.0, inf, nan})
    CHECK(why({9, -6}, first) == SearchStop::bad_step);
}

template <class Search>
void reasons() {
  using enum SearchStop;
  const Search search;
  constexpr bool grows = Search::uses_slope;
  // Nothing finite.
  for (const double bad : {nan, inf, -inf})
    CHECK(run(search, [=](double) { return Trial{bad, -1}; }, 1, {0, -1}).why == nonfinite);
  // No bottom: by growth as far as it may, or content with what decreases enough.
  const Function falling = [](double s) { return Trial{-s, -1}; };
  CHECK(run(search, falling, 1).why == (grows ? max_step : satisfied));
  if constexpr (grows) {
    Search narrow = search;
    narrow.max_step = 50;
    Searched r = run(narrow, falling, 1);
    CHECK(r.why == max_step && r.step == 50);
    r = run(narrow, falling, 1e6);
    CHECK(r.why == max_step && r.step == 50 && r.evaluations == 1);
    narrow.max_step = 1e10, narrow.max_evaluations = 3;
    r = run(narrow, falling, 1);
    CHECK(r.why == max_evaluations && r.step > 1);
    // With slopes that lie the interval shrinks until nothing is left of it.
    narrow.max_evaluations = 2000;
    r = run(narrow, [](double s) { return Trial{s, -1}; }, 1, {0, -1});
    CHECK(r.why == bracket_too_small && r.step == 0);
  } else {
    CHECK(run(search, falling, 1e300).step == std::fmin(1e300, longest(search)));
    // Uphill, whatever the slope says: until the decrease would be lost in rounding.
    Search patient = search;
    patient.max_evaluations = 10000;
    CHECK(run(patient, [](double s) { return Trial{1 + s, nan}; }, 1, {1, -1}).why == no_decrease);
    CHECK(run(patient, [](double) { return Trial{1, nan}; }, 1, {1, -1}).why == no_decrease);
    patient.max_evaluations = 2;
    const Searched r = run(patient, [](double s) { return Trial{1 + s, nan}; }, 1, {1, -1});
    CHECK(r.why == max_evaluations && r.step == 0);
    // A little decrease, but never enough: the lowest is better than nothing.
    Search strict = search;
    strict.c1 = 0.9;
    const Searched some = run(strict, [](double s) { return Trial{-0.5 * s, nan}; }, 1, {0, -1});
    CHECK(some.why == max_evaluations && some.step == 1);
  }
  // A flat function has no descent to offer; one whose slope is lost in rounding no step that is
  // worse.
  CHECK(run(search, [](double) { return Trial{7, 0}; }, 1).why == not_descent);
  const Searched lost = run(search, [](double) { return Trial{7, 0}; }, 1, {7, -1e-30});
  CHECK(lost.loss == 7);
  // Infinite but for the very beginning.
  Search patient = search;
  patient.max_evaluations = 1000;
  const Searched tiny = run(
      patient, [](double s) { return s < 1e-9 ? Trial{-s, -1e-3} : Trial{inf, nan}; }, 1, {0, -1});
  CHECK(tiny.why == satisfied && tiny.step > 1e-11);
}

template <class... Search>
void all_searches(std::tuple<Search...>, bool show) {
  (conditions_hold<Search>(show), ...);
  (refuses_starts<Search>(), ...);
  (reasons<Search>(), ...);
}

// -------------------------------------------------------------------------------- one search alone

void backtracking() {
  const Function phi = [](double s) { return Trial{square(s - 3), 2 * (s - 3)}; };
  // On a parabola the first interpolation is the minimizer, if it is within the limits.
  const Searched r = run(Armijo{}, phi, 10);
  CHECK(r.evaluations == 2 && std::fabs(r.step - 3) < 1e-14);
  CHECK(run(Armijo{}, phi, 100).step < 30);  // kept at a tenth, at least
  // By a factor: 10, 5, and 2.5 is low enough.
  const Searched fixed = run(Armijo{.interpolate = false}, phi, 10);
  CHECK(fixed.step == 5 && fixed.evaluations == 2);
  CHECK(run(Armijo{.c1 = 0.5, .interpolate = false}, phi, 10).step == 2.5);
}

void nonmonotone() {
  const Function phi = [](double s) { return Trial{s, -1}; };  // uphill
  const NonMonotone search{.c1 = 0.1, .memory = 3};
  SearchMemory memory;
  const Function down = [](double s) { return Trial{-s, -1}; };
  for (const double loss : {20.0, 10.0, 5.0}) {
    const Searched r =
        run(search, [=](double s) { return Trial{loss - s, -1}; }, 1, {loss, -1}, &memory);
    CHECK(r.why == SearchStop::satisfied);
  }
  CHECK(memory.count == 3);
  // The last three of 20, 10, 5 and the start's 0 count: up to 10, less a tenth of the step.
  Searched r = run(search, phi, 9, {0, -1}, &memory, 10);
  CHECK(r.why == SearchStop::satisfied && r.step == 9);
  r = run(search, phi, 9.2, {0, -1}, &memory, 5);  // 20 and 10 are forgotten
  CHECK(r.why == SearchStop::satisfied && r.step < 5);
  SearchMemory full;
  for (int i = 0; i < 200; ++i) {
    const double loss = 200 - i;
    r = run(NonMonotone{.memory = SearchMemory::most}, down, 1, {loss, -1}, &full);
  }
  CHECK(full.count == 200);
  r = run(NonMonotone{.memory = SearchMemory::most}, phi, 60, {1, -1}, &full, 64);
  CHECK(r.step == 60);
  // A search that fails is not remembered.
  const auto before = full.count;
  CHECK(!run(search, [](double) { return Trial{inf, nan}; }, 1, {0, -1}, &full));
  CHECK(full.count == before);
}

void stochastic() {
  const Function phi = [](double s) { return Trial{-s, -1}; };
  const StochasticArmijo search{.grow = 2, .max_step = 5};
  SearchMemory memory;
  double step = 0;
  for (const double want : {1.0, 2.0, 4.0, 5.0, 5.0}) {
    step = run(search, phi, 1, {0, -1}, &memory).step;
    CHECK(step == want && memory.step == want);
  }
  CHECK(run(StochasticArmijo{.reset = true}, phi, 1, {0, -1}, &memory).step == 1);
  // Where rounding ends a search, the length says nothing.
  memory.step = 3;
  const StochasticArmijo patient{.max_evaluations = 10000};
  CHECK(!run(patient, [](double) { return Trial{1, nan}; }, 1, {1, -1}, &memory));
  CHECK(memory.step == 3);
  // One that max_evaluations ends is gone on with, from where it was, whatever grow is.
  for (const double grow : {1.1, 8.0}) {
    const StochasticArmijo few{.shrink = 0.5, .grow = grow, .max_evaluations = 2};
    const Function valley = [](double s) { return Trial{s < 0.01 ? -s : 1 + s, nan}; };
    SearchMemory kept;
    std::vector<double> tried;
    const Function noted = [&](double s) {
      tried.push_back(s);
      return valley(s);
    };
    for (int i = 0; i < 3; ++i) CHECK(!few.search(noted, {0, -1}, 1, &kept));
    const Searched found = few.search(noted, {0, -1}, 1, &kept);
    CHECK(found.why == SearchStop::satisfied && std::fabs(found.step - 0x1p-7) < 1e-15);
    for (std::size_t i = 0; i < tried.size(); ++i)
      CHECK(std::fabs(tried[i] * std::ldexp(1.0, static_cast<int>(i)) - 1) < 1e-12);
    CHECK(kept.step == found.step);
  }
}

// Losses that were computed in float: what float does not show is no rise, and no decrease.
void precision() {
  constexpr double eps = std::numeric_limits<float>::epsilon();
  const Function flat = [](double s) { return Trial{7, -1e-6 * (1 - s)}; };
  CHECK(StrongWolfe{}.search(flat, {7, -1e-6}, 0.9).why != SearchStop::satisfied);
  const Searched found = StrongWolfe{}.search(flat, {7, -1e-6}, 0.9, nullptr, eps);
  CHECK(found.why == SearchStop::satisfied && found.evaluations == 1 && found.step == 0.9);
  for (const double rise : {7 * eps, 1.0}) {
    const auto up = [=](double) { return Trial{7 + rise, nan}; };
    const Searched none = Armijo{}.search(up, {7, -1e-3}, 1, nullptr, eps);
    CHECK(none.why == SearchStop::no_decrease && none.evaluations < 20);
  }
}

void hager_zhang() {
  // Near a minimum the decrease is lost in the loss's rounding, and the slope is not.
  const double c = 1e-9, start = 1 + c * c;
  CHECK(start == 1);
  const Function phi = [=](double s) {
    return Trial{1 + square(s - 1) * c * c, 2 * c * c * (s - 1)};
  };
  const Searched r = run(HagerZhang{}, phi, 0.9);
  CHECK(r.why == SearchStop::satisfied && r.evaluations == 1);
  // A rise within the tolerance only where it is asked for.
  const Function noisy = [](double s) { return Trial{1 + 1e-8, 2e-12 * (s - 1)}; };
  const Trial from{1, -2e-12};
  CHECK(run(HagerZhang{.allow_increase = true}, noisy, 0.9, from, nullptr, 1 + 1e-8).why ==
        SearchStop::satisfied);
  CHECK(!run(HagerZhang{}, noisy, 0.9, from));
}

// The bits of every step that is tried, of functions without libm.
template <class Search>
std::uint64_t digest() {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::size_t i : check::sizes{0, 1, 2, 3, 5, 6, 7})
    for (const double first : {1e-3, 1e-1, 1e1, 1e3}) {
      const auto hashed = [&](double s) {
        hash = (hash ^ std::bit_cast<std::uint64_t>(s)) * 0x100000001b3;
        return cases[i].phi(s);
      };
      with<Search>(cases[i]).search(hashed, cases[i].phi(0), first);
    }
  return hash;
}
template <class... Search>
int print_digests(std::tuple<Search...>) {
  (std::printf("line_search %s %016llx\n", std::string(type_name<Search>).c_str(),
               static_cast<unsigned long long>(digest<Search>())),
   ...);
  return 0;
}

void names() {
  CHECK(name(SearchStop::satisfied) == "satisfied" && name(SearchStop::bad_step) == "bad_step");
  CHECK(name(SearchStop::bracket_too_small) == "bracket_too_small");
}

}  // namespace
#include <gradstep/detail/exact_end.hpp>

int main(int argc, char** argv) {
  const std::string_view wanted = argc > 1 ? argv[1] : "";
  if (wanted == "--digest") return print_digests(LineSearches{});
  const bool show = wanted == "--show";
  all_searches(LineSearches{}, show);
  backtracking();
  nonmonotone();
  stochastic();
  precision();
  hager_zhang();
  names();
  return check::finish();
}
