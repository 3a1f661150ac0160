// header-only: it asks for the formulas of each ISA by name.
// SPDX-License-Identifier: BSD-3-Clause
// Schedules: every ISA gives the bits of one step at a time, the recursion is the recursion, trees
// are what they say. With --digest: a line `schedule <name> <hex>` for each, over the same steps
// everywhere.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <gradstep/schedule.hpp>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include <gradstep/detail/exact_begin.hpp>  // the oracles below are products and sums, too

namespace {

int failures = 0;

#define CHECK(...)                                                                  \
  do {                                                                              \
    if (!(__VA_ARGS__)) {                                                           \
      std::fprintf(stderr, "%s:%d: CHECK(%s)\n", __FILE__, __LINE__, #__VA_ARGS__); \
      ++failures;                                                                   \
    }                                                                               \
  } while (false)

using namespace gradstep;
using Steps = std::vector<std::int64_t>;

constexpr std::int64_t last_step = std::numeric_limits<std::int64_t>::max();

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

std::uint64_t random_state = 42;
std::uint64_t random_bits() {
  random_state = random_state * 6364136223846793005u + 1442695040888963407u;
  return random_state >> 11;
}
std::int64_t random_step(std::int64_t below) {
  return static_cast<std::int64_t>(random_bits() % static_cast<std::uint64_t>(below));
}

// Some values of every struct in the list: a new schedule that is missing there fails to compile.
template <class S>
std::vector<S> samples();
#include "../data/schedules.inc"

template <class... S>
std::vector<std::pair<std::string, Schedule>> leaves(std::type_identity<std::tuple<S...>>) {
  std::vector<std::pair<std::string, Schedule>> out;
  const auto add = [&]<class T>(std::type_identity<T>) {
    for (const T& s : samples<T>()) out.emplace_back(type_name<T>, s);
  };
  (add(std::type_identity<S>{}), ...);
  return out;
}

Schedule after_metrics(Schedule s) {
  for (int n = 0; n < 200; ++n) s = s.observe(1 / (1.0 + n / 8) + 0.1 * (n % 7), n);
  return s;
}

std::vector<std::pair<std::string, Schedule>> all_schedules() {
  auto out = leaves(std::type_identity<Schedules>{});
  out.emplace_back("warmup", warmup(Cosine{3e-4}, 500, {}, {}, 1500));
  out.emplace_back("warmup", warmup(Cosine{3e-4, 700}, 300, 1e-5));
  out.emplace_back("sequence",
                   sequence({Cosine{0.1}, Constant{0.2}, StepDecay{0.1, 0.5, 30}}, {100, 900}));
  out.emplace_back("scale",
                   0.3 * warmup(sequence({Constant{0.1}, TimeBasedDecay{0.1, 1e-3}}, {0}), 10));
  const Schedule wave = Cosine{0.1, 300, 0.01}, steps = Geometric{0.1, 0.5, 7, true};
  const Shape cosine{Shape::cosine}, exponential{Shape::exponential, 0.01};
  for (const auto& [name, s] : std::initializer_list<std::pair<const char*, Schedule>>{
           {"Cosine.options", Cosine{0.1, 1000, 0.01, 1.7}},
           {"Cosine.options", Cosine{0.1, 997, 0.01, 2, 1.5}},
           {"warmup.shapes", warmup(wave, 100, {}, sqrt_shape)},
           {"warmup.shapes", warmup(wave, 100, 0.01, cosine)},
           {"cooldown", cooldown(wave, 500, 0, sqrt_shape)},
           {"cooldown", cooldown(Constant{0.1}, 500, 0.01, exponential, 800)},
           {"every", every(wave, 7)},
           {"every", every(every(steps, 3), 5)},
           {"stretch", stretch(wave, 7, 3)},
           {"stretch", stretch(cycle(Cosine{0.1, 1}, 1), 1000, 3)},
           {"stretch", stretch(warmup(sequence({steps, wave}, {40}), 30, 0.0), 1.7)},
           {"extend", cooldown(warmup(wave, 30), 100).extend(977, 200)},
           {"extend", wave.extend(977, 200, Extend::rescale)},
           {"extend", wave.extend(977, 200, Extend::restart)},
           {"shift", shift(wave, 100)},
           {"shift", shift(wave, -100)},
           {"cycle", cycle(wave, 301)},
           {"cycle", cycle(Cosine{0.1}, 97)},
           {"clip", clip(wave, 0.02, 0.08)},
           {"clip", clip(wave, {}, 0.08)},
           {"multiply", wave * steps},
           {"multiply", multiply({wave, steps, Constant{0.3}})},
           {"add", wave + steps},
           {"add", add({wave, steps, Constant{0.3}})},
           {"noise", noise(Constant{0.1})},
           {"noise", noise(wave, {.pct = 0.3, .std = 0.1, .seed = 7, .first = 100, .last = 200})},
           {"noise", noise(wave, {.uniform = true})},
           {"ReduceOnPlateau", after_metrics(controlled(wave, ReduceOnPlateau{.patience = 2}))},
           {"Greedy", after_metrics(controlled(wave, Greedy{.patience = 1, .window = 3}))}})
    out.emplace_back(name, s);
  return out;
}

Steps some_steps() {
  Steps n;
  for (std::int64_t i = -3; i < 2100; ++i) n.push_back(i);
  for (int i = 0; i < 600; ++i) n.push_back(random_step(3000));
  for (int shift = 20; shift < 63; ++shift) {
    const std::int64_t power = std::int64_t{1} << shift;
    n.insert(n.end(), {power - 1, power, power + 1, power + power / 3});
  }
  n.push_back(last_step);
  return n;
}

std::vector<double> values(const Schedule& s, const Steps& n) {
  std::vector<double> out(n.size());
  s(n, out);
  return out;
}

void test_array_is_scalar() {
  const Steps n = some_steps();
  for (const auto& [name, s] : all_schedules()) {
    const std::vector<double> whole = values(s, n);
    bool same = true;
    for (std::size_t i = 0; i < n.size(); ++i) same &= bits(whole[i]) == bits(s(n[i]));
    for (std::size_t size : std::initializer_list<std::size_t>{0, 1, 3, 7, 8, 9, 15, 17, 511, 512,
                                                               513, 1025}) {  // tails and blocks
      const std::vector<double> part =
          values(s, Steps(n.end() - static_cast<std::ptrdiff_t>(size), n.end()));
      same &= size == 0 ||
              std::memcmp(part.data(), &whole[n.size() - size], size * sizeof(double)) == 0;
    }
    std::vector<double> range(1500);
    s.range(-20, range);
    for (std::size_t i = 0; i < range.size(); ++i)
      same &= bits(range[i]) == bits(s(static_cast<std::int64_t>(i) - 20));
    for (const double x : whole) same &= detail::is_finite(x) && x >= 0;
    if (!same) std::fprintf(stderr, "%s\n", s.repr().c_str());
    CHECK(same);
  }
}

#if defined(__x86_64__)
template <std::size_t I>
void compare_isas() {
  using S = std::tuple_element_t<I, Schedules>;
  std::vector<double> n;  // real ones, too: what stretch asks for
  for (const std::int64_t i : some_steps())
    if (i >= 0) n.insert(n.end(), {static_cast<double>(i), static_cast<double>(i) * 0.3});
  for (const S& s : samples<S>()) {
    std::vector<double> a(n.size()), b(n.size());
    baseline::evaluate<I>(&s, n.data(), a.data(), n.size());
    if (runs(Isa::avx2)) {
      avx2::evaluate<I>(&s, n.data(), b.data(), n.size());
      CHECK(std::memcmp(a.data(), b.data(), n.size() * sizeof(double)) == 0);
    }
    if (runs(Isa::avx512)) {
      avx512::evaluate<I>(&s, n.data(), b.data(), n.size());
      CHECK(std::memcmp(a.data(), b.data(), n.size() * sizeof(double)) == 0);
    }
    const auto f = baseline::as_function(s);
    for (std::size_t i = 0; i < n.size(); ++i) CHECK(bits(a[i]) == bits(f(n[i])));
  }
}
#endif

void test_isas() {
#if defined(__x86_64__)
  Steps n = some_steps();
  n.insert(n.end(), {-last_step - 1, -1, (1LL << 53) + 1, (1LL << 62) + 257, last_step});
  std::vector<double> out(n.size());
  const auto rounded_once = [&](auto steps_to_double) {
    steps_to_double(n.data(), out.data(), n.size());
    for (std::size_t i = 0; i < n.size(); ++i)
      CHECK(out[i] == static_cast<double>(std::max(n[i], std::int64_t{0})));
  };
  rounded_once(baseline::steps_to_double);
  if (runs(Isa::avx2)) rounded_once(avx2::steps_to_double);
  if (runs(Isa::avx512)) rounded_once(avx512::steps_to_double);
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (compare_isas<I>(), ...);
  }(std::make_index_sequence<std::tuple_size_v<Schedules>>{});
#endif
}

// Every regime: a divisor of 1 for long or for ever, normal, subnormal, stuck, zero; starts that
// are subnormal or 0.
void test_recursion() {
  constexpr std::int64_t n = 300'000;
  std::vector<double> expected(n);
  for (const double lr : {0.1, 1.7e308, 1e-308, 3e-310, 5e-324, 0.0})
    for (const double decay :
         {0.0,  1e-320, 1e-40,  1e-22, 1e-16, 2.3e-16, 1e-12, 1e-9, 1e-7, 1e-6,
          1e-5, 9e-5,   1.1e-4, 1e-3,  0.03,  0.5,     1.0,   2.0,  10.0, 1e300}) {
      const TimeBasedDecay rule{lr, decay};
      double eta = lr;
      for (std::int64_t i = 0; i < n; ++i) {
        expected[static_cast<std::size_t>(i)] = eta;
        eta /= 1 + decay * static_cast<double>(i);
      }
      const auto right = [&](const Schedule& s, std::int64_t i) {
        return bits(s(i)) == bits(expected[static_cast<std::size_t>(i)]);
      };
      bool same = true;
      const Schedule in_order = rule, backwards = rule, jumping = rule, far_first = rule;
      for (std::int64_t i = 0; i < n; i += i < 5000 ? 1 : 11) same &= right(in_order, i);
      for (std::int64_t i = n - 1; i > 0; i -= 1 + random_step(2000)) same &= right(backwards, i);
      for (int i = 0; i < 300; ++i) same &= right(jumping, random_step(i % 2 == 0 ? n : 2000));
      if (decay > 1e-6) CHECK(far_first(last_step) == 0 || lr == 0);
      for (std::int64_t i = 0; i < n; i += 1 + random_step(3000)) same &= right(far_first, i);
      if (!same) std::fprintf(stderr, "TimeBasedDecay lr=%g decay=%g\n", lr, decay);
      CHECK(same);
    }
}

// Far steps against the law of the stuck number, in exact integers: M/D rounds to M iff 2M(D - 1)
// <= D.
void test_far_steps() {
  for (const double decay : {1e-5, 1e-6, 1e-9, 1e-12, 1e-15}) {
    const Schedule s = TimeBasedDecay{0.1, decay};
    const double unit = std::numeric_limits<double>::denorm_min();
    for (double factor : {0.01, 0.1, 0.3, 0.9, 0.999}) {
      const auto n = static_cast<std::int64_t>(factor / decay);
      if (decay * static_cast<double>(n) * static_cast<double>(n) < 2e4) continue;
      const double eta = s(n), d = 1 + decay * static_cast<double>(n - 1);
      CHECK(eta / d == eta && (eta + unit) / d < eta + unit);  // the largest that stays
    }
    const auto end = static_cast<std::int64_t>(1 / decay);
    CHECK(s(end - 10) == unit);
    CHECK(s(end + 10) == 0);
    CHECK(s(1'000'000'000'000'000) == (decay > 1e-15 ? 0 : s(999'999'999'999'999)));
    CHECK(s(last_step) == 0);
  }
}

void test_recursion_from_many_threads() {
  const Schedule shared = TimeBasedDecay{0.1, 1e-8};
  const Schedule alone = TimeBasedDecay{0.1, 1e-8};
  std::vector<double> expected(200'000);
  alone.range(0, expected);
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t k = 0; k < wrong.size(); ++k)
    threads.emplace_back([&, k] {
      for (std::size_t i = 0; i < expected.size(); i += 37) {
        const std::size_t n = (i * (k + 1) * 7919) % expected.size();
        wrong[k] += bits(shared(static_cast<std::int64_t>(n))) != bits(expected[n]);
      }
    });
  for (std::thread& t : threads) t.join();
  for (const int w : wrong) CHECK(w == 0);
}

// What is kept of a recursion has an end: beyond it every other number of it goes, and what is
// between two of them is made again.
void test_more_steps_than_are_kept() {
  constexpr std::int64_t n = 1'200'000;
  const TimeBasedDecay rule{0.1, 1e-10};
  std::vector<double> expected(n);
  double eta = rule.lr;
  for (std::int64_t i = 0; i < n; ++i) {
    expected[static_cast<std::size_t>(i)] = eta;
    eta /= 1 + rule.decay * static_cast<double>(i);
  }
  const Schedule divided = rule;
  const Schedule multiplied = multiplicative_lambda(
      0.3, [](std::int64_t i) { return i % 2 == 1 ? 2.0 : 0.5; }, "twice and half");
  bool same = divided(n - 1) == expected[n - 1] && multiplied(n - 1) == 0.6;
  for (std::int64_t i = n - 1; i >= 0; i -= 1 + random_step(9000)) {
    same &= bits(divided(i)) == bits(expected[static_cast<std::size_t>(i)]);
    same &= multiplied(i) == (i % 2 == 1 ? 0.6 : 0.3);
  }
  CHECK(same);
}

template <class Make>
std::string refusal(Make make) {
  try {
    make();
  } catch (const error& e) {
    return e.reason == Reason::schedule ? e.name : "another reason";
  }
  return "not refused";
}

void test_values() {
  const Schedule s = warmup(Cosine{3e-4, 9'500}, 500);
  CHECK(s.total_steps() == 10'000 && !s.is_open());
  CHECK(s(0) == 3e-4 * (1.0 / 500) && s(499) == 3e-4 && s(500) == 3e-4 && s(-1) == s(0));
  CHECK(s(10'000) == 0 && s(last_step) == 0);
  CHECK(warmup(Constant{0.5}, 4, 0.0)(2) == 0.25);
  const Schedule q = sequence({Constant{1}, Constant{2}, Constant{3}, Constant{4}}, {0, 5, 5});
  CHECK(q(0) == 2 && q(4) == 2 && q(5) == 4);
  CHECK(sequence({s}).total_steps() == 10'000);
  CHECK(!sequence({s, TimeBasedDecay{0.1, 1e-3}}, {7}).total_steps());
}

bool same_values(const Schedule& a, const Schedule& b) {
  std::vector<double> x(700), y(700);
  a.range(0, x), b.range(0, y);
  return std::memcmp(x.data(), y.data(), x.size() * sizeof(double)) == 0;
}

// What a composition does to the values of its parts, to the last bit.
void test_compositions() {
  const auto all = all_schedules();
  for (std::size_t k = 0; k < all.size(); ++k) {
    const Schedule &s = all[k].second, &t = all[(k + 7) % all.size()].second;
    bool same = true;
    const auto equal = [&](const Schedule& whole, std::int64_t n, double x) {
      same &= bits(whole(n)) == bits(x);
    };
    const Schedule up = warmup(s, 50), seq = sequence({s, t}, {40}), slow = every(s, 7),
                   late = shift(s, 30), round = cycle(s, 13), part = clip(s, 0.02, 0.08),
                   product = s * t, sum = s + t;
    for (std::int64_t n = 0; n < 300; ++n) {
      equal(up, n, n < 50 ? s(0) * (static_cast<double>(n + 1) / 50) : s(n - 50));
      equal(seq, n, n < 40 ? s(n) : t(n - 40));
      equal(slow, n, s(n / 7));
      equal(late, n, s(n < 30 ? 0 : n - 30));
      equal(round, n, s(n % 13));
      equal(part, n, std::min(std::max(s(n), 0.02), 0.08));
      equal(product, n, s(n) * t(n));
      equal(sum, n, s(n) + t(n));
      equal(0.3 * s, n, 0.3 * s(n));
    }
    if (const auto total = s.total_steps(); total && *total > 30)
      for (std::int64_t n = 0; n < 300; ++n) equal(shift(s, -30), n, s(n + 30));
    same &= same_values(sequence({s}), s) && same_values(sequence({t, s}, {0}), s) &&
            same_values(multiply({s}), s) && same_values(add({s}), s) &&
            same_values(warmup(s, 0), s) && same_values(every(s, 1), s) &&
            same_values(shift(s, 0), s) && same_values(noise(s, {.std = 0}), s);
    if (!s.calls_user() && s.repr().find("TimeBasedDecay") == std::string::npos)
      same &= same_values(stretch(s, 3, 3), s) && stretch(s, 49)(49 * 5) == s(5);
    const Schedule down = s.total_steps() ? cooldown(s, 20, 0.25) : cooldown(s, 20, 0.25, {}, 120);
    const std::int64_t end = s.total_steps() ? *s.total_steps() : 100;
    same &= down.total_steps() == end + 20 && bits(down(end)) == bits(s(end)) &&
            bits(down(end / 2)) == bits(s(end / 2)) && down(end + 20) == 0.25 &&
            down(end + 21) == 0.25 && down(last_step) == 0.25;
    if (!same) std::fprintf(stderr, "%s, %s\n", s.repr().c_str(), t.repr().c_str());
    CHECK(same);
  }
}

void test_between_steps() {
  const Schedule line = Linear{1, 4};
  CHECK(stretch(line, 2)(1) == 0.875 && stretch(line, 2)(8) == 0 && stretch(line, 0.5)(1) == 0.5);
  const Schedule stairs = Geometric{1, 0.5, 1, true};
  double power = 1;
  for (std::int64_t n = 0; n < 500; n += 49, power *= 0.5)  // 1/49·49 is not 1
    CHECK(stretch(stairs, 49)(n) == power && stretch(stairs, 49)(n + 48) == power);
  const Schedule thrice = stretch(cycle(Cosine{1, 1}, 1), 100, 3);
  CHECK(thrice(0) == 1 && thrice(100) == 1 && thrice(50) == 0.5 && !thrice.total_steps());
  for (const Shape& shape : {Shape{}, sqrt_shape, square_shape, Shape{Shape::exponential}})
    for (std::int64_t n = 0; n < 40; ++n) {  // (n + 1)/steps is above 1 before n = steps
      const double x = stretch(warmup(Constant{1}, 4, {}, shape), 8)(n);
      CHECK(x >= 0 && x <= 1);
    }
  CHECK(refusal([&] { stretch(TimeBasedDecay{0.1, 0.1}, 2); }) == "schedule");
  CHECK(refusal([&] { stretch(warmup(lambda([](std::int64_t) { return 1.0; }), 3), 2); }) ==
        "schedule");
}

void test_lengths() {
  const Schedule s = Linear{1, 10}, endless = Constant{1};
  using Length = std::optional<std::int64_t>;
  CHECK(warmup(s, 5).total_steps() == 15 && cooldown(s, 5).total_steps() == 15);
  CHECK(every(s, 7).total_steps() == 70 && stretch(s, 7, 2).total_steps() == 35);
  CHECK(stretch(s, 1, 3).total_steps() == 4 && shift(s, 5).total_steps() == 15);
  CHECK(clip(s, 0.1).total_steps() == 10 && scale(s, 3).total_steps() == 10);
  CHECK(multiply({s, Linear{1, 30}, endless}).total_steps() == 30);
  CHECK(add({endless, endless}).total_steps() == Length() && !cycle(s, 5).total_steps());
  CHECK(noise(s).total_steps() == 10 && controlled(s, ReduceOnPlateau{}).total_steps() == 10);
  const Schedule open_one = Linear{1};
  const auto fills = [&](const Schedule& outer, std::int64_t total, const Schedule& expected) {
    CHECK(outer.is_open() && !outer.total_steps());
    const Schedule f = outer.filled(total);
    CHECK(!f.is_open() && f.total_steps() == total && f == expected);
  };
  fills(warmup(open_one, 5), 15, warmup(s, 5));
  fills(cooldown(open_one, 5), 15, cooldown(s, 5));
  fills(sequence({endless, open_one}, {5}), 15, sequence({endless, s}, {5}));
  fills(every(open_one, 7), 70, every(s, 7));
  fills(stretch(open_one, 7), 70, stretch(s, 7));
  fills(shift(open_one, 5), 15, shift(s, 5));
  fills(clip(open_one, 0.1), 10, clip(s, 0.1));
  fills(scale(open_one, 3), 10, scale(s, 3));
  fills(open_one * endless, 10, s * endless);
  fills(open_one + open_one, 10, s + s);
  fills(noise(open_one), 10, noise(s));
  fills(controlled(open_one, Greedy{}), 10, controlled(s, Greedy{}));
  fills(cooldown(endless, 5), 15, cooldown(endless, 5, 0, {}, 15));
  fills(warmup(cooldown(every(open_one, 2), 5), 5), 30, warmup(cooldown(every(s, 2), 5), 5));
  CHECK(cycle(open_one, 10) == cycle(s, 10));
}

void test_extend() {
  const Schedule s = warmup(Linear{1, 80}, 20, 0.0);
  const Schedule e = s.extend(180, 60);
  CHECK(e.total_steps() == 180 && e(20) == 1 && e(60) == 0.5 && e(120) == 0.25 && e(180) == 0);
  for (std::int64_t n = 0; n < 60; ++n) CHECK(bits(e(n)) == bits(s(n)));
  const Schedule r = s.extend(200, 60, Extend::rescale);
  CHECK(r.total_steps() == 200 && r(20) == 0.5 && r(40) == 1 && r(120) == 0.5 && r(200) == 0);
  const Schedule again = s.extend(160, 60, Extend::restart);
  CHECK(again.total_steps() == 160 && again(59) == s(59) && again(60) == 0 && again(70) == 0.5 &&
        again(80) == 1 && again(160) == 0);
  CHECK(refusal([&] { Schedule(Constant{1}).extend(20, 5); }) == "total_steps");
  CHECK(refusal([&] { s.extend(200, -1); }) == "at");
  CHECK(refusal([&] { s.extend(200, 101); }) == "at");
  CHECK(refusal([&] { s.extend(60, 60); }) == "total_steps");
}

void test_metrics() {
  const Schedule s = controlled(Constant{0.1}, ReduceOnPlateau{.factor = 0.5, .patience = 1});
  CHECK(s.observes() && warmup(s, 5).observes() && !Schedule(Constant{1}).observes());
  const std::vector<double> metrics(7, 1.0), expected{0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025};
  CHECK(s.run(metrics) == expected);
  Schedule now = 0.5 * s;
  for (std::size_t n = 0; n < metrics.size(); ++n) {
    CHECK(now(static_cast<std::int64_t>(n)) == 0.5 * expected[n]);
    const Schedule copied = (0.5 * s).with_counters(now.counters());
    CHECK(copied == now && copied.hash() == now.hash() && (n == 0 || !(copied == 0.5 * s)));
    now = copied.observe(metrics[n], static_cast<std::int64_t>(n));
  }
  CHECK(s(5) == 0.1);  // a value: what was observed made others
  Schedule down = cooldown(s, 10, 0, {}, 30), round = cycle(s, 3);
  for (std::int64_t n = 0; n < 4; ++n) down = down.observe(1, n), round = round.observe(1, n);
  CHECK(down(4) == 0.05 && down(25) == 0.025 && down.total_steps() == 30);
  CHECK(down.observe(1, 25) == down);  // on the way down no metric counts
  CHECK(round(4) == 0.05 && round(5) == round(2));
  const Schedule greedy = controlled(Constant{0.1}, Greedy{.factor = 0.5, .patience = 1});
  const std::vector<double> better{6, 5, 4, 3, 2, 1, 9, 9, 9};
  CHECK(greedy.run(better) == std::vector<double>{0.1, 0.1, 0.2, 0.2, 0.4, 0.4, 0.8, 0.8, 0.4});
}

void test_noise() {
  const Schedule a = noise(Constant{1}), b = noise(Constant{1}, {.seed = 43}),
                 part = noise(Constant{1}, {.first = 10, .last = 20});
  double sum = 0;
  int equal = 0;
  for (std::int64_t n = 0; n < 10'000; ++n) {
    const double z = a(n) - 1;
    CHECK(z < 0.67 && z > -0.67);
    sum += z, equal += a(n) == b(n);
    if (n < 30) CHECK(part(n) == (n >= 10 && n < 20 ? a(n) : 1));
  }
  CHECK(sum / 10'000 < 0.02 && sum / 10'000 > -0.02 && equal == 0);
}

void test_open_pieces() {
  const Schedule open_one = Cosine{0.1};
  CHECK(open_one.is_open() && !open_one.total_steps());
  CHECK(open_one.filled(10) == Schedule(Cosine{0.1, 10}));
  CHECK(Schedule(Constant{1}).filled(10) == Schedule(Constant{1}));
  const Schedule w = warmup(open_one, 5);
  CHECK(w.is_open() && w.filled(20) == warmup(Cosine{0.1, 15}, 5) &&
        w.filled(20).total_steps() == 20);
  const Schedule q = sequence({open_one, warmup(Cosine{0.2}, 3)}, {10});
  CHECK(q.is_open() &&
        q.filled(40) == sequence({Cosine{0.1, 10}, warmup(Cosine{0.2, 27}, 3)}, {10}));
  CHECK((0.5 * w).filled(20) == 0.5 * w.filled(20));
  CHECK(warmup(Constant{1}, 5, {}, {}, 50).total_steps() == 50);
  CHECK(!sequence({open_one, Constant{1}}, {0}).is_open());  // covers no step
}

void test_errors() {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               inf = std::numeric_limits<double>::infinity();
  CHECK(refusal([&] { Schedule{Constant{}}; }) == "value");
  CHECK(refusal([&] { Schedule{Constant{nan}}; }) == "value");
  CHECK(refusal([&] { Schedule{Cosine{inf, 10}}; }) == "start");
  CHECK(refusal([&] { Schedule{Cosine{0.1, 0}}; }) == "steps");
  CHECK(refusal([&] { Schedule{Cosine{0.1, longest + 1}}; }) == "steps");
  CHECK(refusal([&] { Schedule{Cosine{0.1, 10, -0.1}}; }) == "end");
  CHECK(refusal([&] { Schedule{StepDecay{0.1, 1.5, 10}}; }) == "drop");
  CHECK(refusal([&] { Schedule{StepDecay{0.1, 0.5}}; }) == "every");
  CHECK(refusal([&] { Schedule{StepDecay{0.1, 0.5, -1}}; }) == "every");
  CHECK(refusal([&] { Schedule{TimeBasedDecay{0.1, -1e-3}}; }) == "decay");
  CHECK(refusal([&] { Schedule{Cosine{0.1}}(0); }) == "steps");
  CHECK(refusal([&] { Schedule{Geometric{0.1}}; }) == "factor");
  CHECK(refusal([&] { Schedule{MultiStep{.lr = 0.1, .at = {5, 3}}}; }) == "at");
  CHECK(refusal([&] { Schedule{MultiStep{.lr = 0.1, .at = {-1}}}; }) == "at");
  CHECK(refusal([&] { Schedule{PiecewiseConstant{{0.1, nan}, {3}}}; }) == "values");
  CHECK(refusal([&] { Schedule{CosineRestarts{.start = 1, .period = 0}}; }) == "period");
  CHECK(refusal([&] { Schedule{CosineRestarts{.start = 1, .period = 5, .multiplier = 0}}; }) ==
        "multiplier");
  CHECK(refusal([&] { Schedule{OneCycle{.peak = 1, .steps = 5, .pct_start = 1.5}}; }) ==
        "pct_start");
  const Schedule c = Constant{1}, closed = Cosine{0.1, 10}, empty;
  CHECK(refusal([&] { warmup(c, -1); }) == "steps");
  CHECK(refusal([&] { warmup(c, 5, nan); }) == "start");
  CHECK(refusal([&] { warmup(c, 5, {}, Shape{Shape::power, -1}); }) == "shape");
  CHECK(refusal([&] { warmup(c, 5, {}, Shape{Shape::power, 0}); }) == "shape");
  CHECK(refusal([&] { warmup(closed, 5, {}, {}, 5); }) == "total_steps");
  CHECK(refusal([&] { warmup(closed, 5, {}, {}, 16); }) == "total_steps");
  CHECK(refusal([&] { cooldown(c, -1); }) == "steps");
  CHECK(refusal([&] { cooldown(c, 5, nan); }) == "end");
  CHECK(refusal([&] { cooldown(closed, 5, 0, {}, 16); }) == "total_steps");
  CHECK(refusal([&] { every(c, 0); }) == "k");
  CHECK(refusal([&] { cycle(c, -1); }) == "k");
  CHECK(refusal([&] { stretch(c, 0); }) == "k");
  CHECK(refusal([&] { stretch(c, 1, inf); }) == "per");
  CHECK(refusal([&] { clip(c, -1); }) == "lo");
  CHECK(refusal([&] { clip(c, {}, nan); }) == "hi");
  CHECK(refusal([&] { multiply({}); }) == "schedules");
  CHECK(refusal([&] { add({c, empty}); }) == "schedules");
  CHECK(refusal([&] { noise(c, {.pct = -1}); }) == "pct");
  CHECK(refusal([&] { controlled(c, ReduceOnPlateau{.factor = 1.5}); }) == "factor");
  CHECK(refusal([&] { controlled(c, Greedy{.patience = -1}); }) == "patience");
  CHECK(refusal([&] { warmup(empty, 5); }) == "schedule");
  CHECK(refusal([&] { sequence({}); }) == "schedules");
  CHECK(refusal([&] { sequence({c, c}, {}); }) == "at");
  CHECK(refusal([&] { sequence({c, c}, {-1}); }) == "at");
  CHECK(refusal([&] { sequence({c, c, c}, {5, 4}); }) == "at");
  CHECK(refusal([&] { scale(c, -1); }) == "factor");
  CHECK(refusal([&] { lambda(nullptr); }) == "function");
  const Schedule open_one = Cosine{0.1};
  CHECK(refusal([&] { every(open_one, 7).filled(20); }) == "total_steps");
  CHECK(refusal([&] { stretch(open_one, 7).filled(71); }) == "total_steps");
  CHECK(refusal([&] { shift(open_one, 5).filled(5); }) == "total_steps");
  CHECK(refusal([&] { shift(closed, -10); }) == "k");
  CHECK(refusal([&] { closed.extend(20, 10); }) == "at");
  CHECK(refusal([&] { shift(c, longest + 1); }) == "k");
  CHECK(refusal([&] { cooldown(open_one, 5)(0); }) == "total_steps");
  CHECK(refusal([&] { cooldown(open_one, 5).filled(5); }) == "total_steps");
  CHECK(refusal([&] { sequence({c, open_one}, {5}).filled(5); }) == "total_steps");
  CHECK(refusal([&] { sequence({c, closed}, {5}, 16); }) == "total_steps");
  const Steps three{0, 1, 2};
  std::vector<double> two(2);
  CHECK(refusal([&] { closed(three, two); }) == "out");
  const Schedule plateau = controlled(c, ReduceOnPlateau{});
  using Counters = std::vector<std::vector<double>>;
  CHECK(refusal([&] { plateau.with_counters(Counters{}); }) == "counters");
  CHECK(refusal([&] { plateau.with_counters(Counters{{1, 2}}); }) == "counters");
  const Schedule growing = multiplicative_lambda(1, [](std::int64_t) { return 1e200; }, "growing");
  CHECK(growing(1) == 1e200);
  try {
    growing(5);
    CHECK(false);  // the product overflows
  } catch (const error& e) {
    CHECK(e.n == 2 && std::string(e.what()).find("Lambda(growing)") != std::string::npos);
  }
  const Schedule bad =
      lambda([](std::int64_t n) { return 1.0 / static_cast<double>(n - 3); }, "bad");
  CHECK(bad(4) == 1);
  try {
    warmup(bad, 2)(5);
    CHECK(false);  // an infinite value is refused
  } catch (const error& e) {
    CHECK(e.n == 3 && std::string(e.what()).find("Lambda(bad)") != std::string::npos);
  }
  CHECK(refusal([&] { Schedule{TimeBasedDecay{0.1, 1e-22}}(1'000'000'000'000); }) == "");
}

void test_equality_hash_repr() {
  std::unordered_set<Schedule> seen;
  for (const auto& [name, s] : all_schedules()) {
    CHECK(seen.insert(s).second && seen.count(s) == 1);
    CHECK(s.repr().starts_with(name.substr(0, name.find('.')) + "("));
  }
  CHECK(Schedule(Cosine{0.1, 10}) == Schedule(Cosine{0.1, 10}) &&
        !(Schedule(Cosine{0.1, 10}) == Schedule(Cosine{0.1, 11})));
  Schedule used = TimeBasedDecay{0.1, 1e-3};
  used(100'000);
  CHECK(used == Schedule(TimeBasedDecay{0.1, 1e-3}) &&
        used.hash() == Schedule(TimeBasedDecay{0.1, 1e-3}).hash());
  CHECK(warmup(Cosine{3e-4, 9'500}, 500).repr() ==
        "warmup(Cosine(start=0.0003, steps=9500), steps=500)");
  CHECK(warmup(Cosine{1e-5}, 5, 1e22).repr() ==
        "warmup(Cosine(start=1e-05), steps=5, start=1e+22)");
  CHECK(sequence({Constant{1}, TimeBasedDecay{100000, 0.5}}, {7}, 90).repr() ==
        "sequence([Constant(value=1.0), TimeBasedDecay(lr=100000.0, decay=0.5)], at=[7], "
        "total_steps=90)");
  CHECK(warmup(PiecewiseLinear{{0.5, 1}, {3, 5}}, 5, {}, Shape{Shape::power, 3}).repr() ==
        "warmup(PiecewiseLinear(values=[0.5, 1.0], at=[3, 5]), steps=5, shape=(\"power\", 3.0))");
  CHECK(cooldown(Constant{1}, 5, 0, sqrt_shape, 9).repr() ==
        "cooldown(Constant(value=1.0), steps=5, shape=\"1-sqrt\", total_steps=9)");
  const Schedule f = lambda([](std::int64_t) { return 1.0; }, "one");
  CHECK(f == Schedule(f) && !(f == lambda([](std::int64_t) { return 1.0; }, "one")) &&
        f.repr() == "Lambda(one)");
  CHECK(warmup(f, 3).calls_user() && !warmup(Constant{1}, 3).calls_user());
}

// 64-bit FNV-1a over the bytes of the values, least significant first.
void print_digests() {
  auto all = all_schedules();
  // The nine that were there first keep the steps that their digests were made with, which go on
  // from one to the next; every other has its own.
  const std::unordered_set<std::string> first{"Constant",         "TimeBasedDecay",   "StepDecay",
                                              "ExponentialDecay", "InverseTimeDecay", "Cosine",
                                              "warmup",           "sequence",         "scale"};
  std::stable_partition(all.begin(), all.end(),
                        [&](const auto& named) { return first.contains(named.first); });
  std::string name;
  std::uint64_t hash = 0;
  const auto flush = [&] {
    if (!name.empty())
      std::printf("schedule %s %016llx\n", name.c_str(), static_cast<unsigned long long>(hash));
  };
  for (const auto& [next, s] : all) {
    if (next != name) {
      flush();
      name = next, hash = 0xcbf29ce484222325;
      if (!first.contains(name)) random_state = 42;
    }
    for (const double x : values(s, some_steps()))
      for (int shift = 0; shift < 64; shift += 8)
        hash = (hash ^ (bits(x) >> shift & 0xff)) * 0x100000001b3;
  }
  flush();
}

void test_as_a_user_writes_them() {
  const Cosine c{.start = 0.1, .steps = 20};
  CHECK((0.5 * c) == scale(c, 0.5) && (c * Linear{.start = 1, .steps = 20}).total_steps() == 20);
  CHECK((c + Constant{0.1})(20) == 0.1);
  CHECK((Cosine{0.1} * Linear{.start = 1, .steps = 20}).total_steps() == 20);  // filled
  double out[4];
  Schedule(c).range(last_step - 1, out);  // no step after the last
  CHECK(out[0] == 0 && out[3] == 0);
  const auto thrown = [](auto f) {
    try {
      f();
    } catch (const error& e) {
      return e.reason == Reason::schedule ? std::string(e.what()) : std::string("another");
    }
    return std::string();
  };
  CHECK(thrown([] { static_cast<void>(Schedule()(0)); }).find("empty") != std::string::npos);
  const Schedule failing =
      lambda([](std::int64_t) -> double { throw std::runtime_error("no data"); }, "mine");
  CHECK(thrown([&] { static_cast<void>(failing(3)); }) == "mine raised at n=3: no data");
  const Schedule refusing =
      lambda([&](std::int64_t) { return Schedule(Cosine{0.1})(0); }, "refusing");
  CHECK(thrown([&] { static_cast<void>(refusing(3)); }).find("Cosine") == 0);  // as it was
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "--digest") == 0) {
    print_digests();
    return 0;
  }
  test_array_is_scalar();
  test_isas();
  test_recursion();
  test_far_steps();
  test_recursion_from_many_threads();
  test_more_steps_than_are_kept();
  test_values();
  test_compositions();
  test_between_steps();
  test_lengths();
  test_extend();
  test_metrics();
  test_noise();
  test_open_pieces();
  test_errors();
  test_equality_hash_repr();
  test_as_a_user_writes_them();
  if (failures == 0) std::puts("schedules: all tests passed");
  return failures == 0 ? 0 : 1;
}
#include <gradstep/detail/exact_end.hpp>
