// SPDX-License-Identifier: BSD-3-Clause
// Schedules: every ISA gives the bits of one step at a time, the recursion is the recursion, trees
// are what they say. With --digest: a line `schedule <name> <hex>` for each, over the same steps
// everywhere.
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <gradstep/schedule.hpp>
#include <limits>
#include <string>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include <gradstep/detail/exact-begin.hpp>  // the oracles below are products and sums, too

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

std::uint64_t random_bits() {
  static std::uint64_t state = 42;
  state = state * 6364136223846793005u + 1442695040888963407u;
  return state >> 11;
}
std::int64_t random_step(std::int64_t below) {
  return static_cast<std::int64_t>(random_bits() % static_cast<std::uint64_t>(below));
}

// One value of every struct in the list: a new schedule without a sample fails to compile.
template <class S>
std::vector<S> samples();
template <>
std::vector<Constant> samples() {
  return {{0.1}};
}
template <>
std::vector<TimeBasedDecay> samples() {
  return {{0.1, 1e-3}, {0.1, 1e-6}, {0.1, 1e-3, false}};
}
template <>
std::vector<StepDecay> samples() {
  return {{0.1, 0.5, 10}, {0.3, 0.97, 1}, {0.1, 0, 7}, {0.1, 1, 7}};
}
template <>
std::vector<ExponentialDecay> samples() {
  return {{0.1, 0.1}, {0.3, 1e-5}, {0.1, 0}};
}
template <>
std::vector<InverseTimeDecay> samples() {
  return {{0.1, 1e-3}, {0.1, 1e300}};
}
template <>
std::vector<Cosine> samples() {
  return {{0.1, 1000}, {0.01, 997, 0.3}, {0.1, 1}};
}

template <class... S>
std::vector<std::pair<std::string, Schedule>> leaves(std::type_identity<std::tuple<S...>>) {
  std::vector<std::pair<std::string, Schedule>> out;
  const auto add = [&]<class T>(std::type_identity<T>) {
    for (const T& s : samples<T>()) out.emplace_back(type_name<T>, s);
  };
  (add(std::type_identity<S>{}), ...);
  return out;
}

std::vector<std::pair<std::string, Schedule>> all_schedules() {
  auto out = leaves(std::type_identity<Schedules>{});
  out.emplace_back("warmup", warmup(Cosine{3e-4}, 500, {}, "linear", 1500));
  out.emplace_back("warmup", warmup(Cosine{3e-4, 700}, 300, 1e-5));
  out.emplace_back("sequence",
                   sequence({Cosine{0.1}, Constant{0.2}, StepDecay{0.1, 0.5, 30}}, {100, 900}));
  out.emplace_back("scale",
                   0.3 * warmup(sequence({Constant{0.1}, TimeBasedDecay{0.1, 1e-3}}, {0}), 10));
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
    for (std::size_t size : {0, 1, 3, 7, 8, 9, 15, 17, 511, 512, 513, 1025}) {  // tails and blocks
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
  const Steps all = some_steps();
  const Steps n(all.begin() + 3, all.end());  // without the negative ones, which never get here
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
    for (std::size_t i = 0; i < n.size(); ++i)
      CHECK(bits(a[i]) == bits(s(static_cast<double>(n[i]))));
  }
}
#endif

void test_isas() {
#if defined(__x86_64__)
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
  CHECK(warmup(Constant{1}, 5, {}, "linear", 50).total_steps() == 50);
  CHECK(!sequence({open_one, Constant{1}}, {0}).is_open());  // covers no step
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
  const Schedule c = Constant{1}, closed = Cosine{0.1, 10}, empty;
  CHECK(refusal([&] { warmup(c, -1); }) == "steps");
  CHECK(refusal([&] { warmup(c, 5, nan); }) == "start");
  CHECK(refusal([&] { warmup(c, 5, {}, "cubic"); }) == "shape");
  CHECK(refusal([&] { warmup(closed, 5, {}, "linear", 5); }) == "total_steps");
  CHECK(refusal([&] { warmup(closed, 5, {}, "linear", 16); }) == "total_steps");
  CHECK(refusal([&] { warmup(empty, 5); }) == "schedule");
  CHECK(refusal([&] { sequence({}); }) == "schedules");
  CHECK(refusal([&] { sequence({c, c}, {}); }) == "at");
  CHECK(refusal([&] { sequence({c, c}, {-1}); }) == "at");
  CHECK(refusal([&] { sequence({c, c, c}, {5, 4}); }) == "at");
  CHECK(refusal([&] { scale(c, -1); }) == "factor");
  CHECK(refusal([&] { lambda(nullptr); }) == "function");
  const Schedule bad =
      lambda([](std::int64_t n) { return 1.0 / static_cast<double>(n - 3); }, "bad");
  CHECK(bad(4) == 1);
  try {
    warmup(bad, 2)(5);
    CHECK(!"an infinite value is refused");
  } catch (const error& e) {
    CHECK(e.n == 3 && std::string(e.what()).find("Lambda(bad)") != std::string::npos);
  }
  CHECK(refusal([&] { Schedule{TimeBasedDecay{0.1, 1e-22}}(1'000'000'000'000); }) == "");
}

void test_equality_hash_repr() {
  std::unordered_set<Schedule> seen;
  for (const auto& [name, s] : all_schedules()) {
    CHECK(seen.insert(s).second && seen.count(s) == 1);
    CHECK(s.repr().starts_with(name + "("));
  }
  CHECK(Schedule(Cosine{0.1, 10}) == Schedule(Cosine{0.1, 10}) &&
        !(Schedule(Cosine{0.1, 10}) == Schedule(Cosine{0.1, 11})));
  Schedule used = TimeBasedDecay{0.1, 1e-3};
  used(100'000);
  CHECK(used == Schedule(TimeBasedDecay{0.1, 1e-3}) &&
        used.hash() == Schedule(TimeBasedDecay{0.1, 1e-3}).hash());
  CHECK(warmup(Cosine{3e-4, 9'500}, 500).repr() ==
        "warmup(Cosine(start=0.0003, steps=9500, end=0.0), steps=500)");
  CHECK(warmup(Cosine{1e-5}, 5, 1e22).repr() ==
        "warmup(Cosine(start=1e-05, steps=None, end=0.0), steps=5, start=1e+22)");
  CHECK(sequence({Constant{1}, TimeBasedDecay{100000, 0.5}}, {7}, 90).repr() ==
        "sequence([Constant(value=1.0), TimeBasedDecay(lr=100000.0, decay=0.5, recursive=True)], "
        "at=[7], total_steps=90)");
  const Schedule f = lambda([](std::int64_t) { return 1.0; }, "one");
  CHECK(f == Schedule(f) && !(f == lambda([](std::int64_t) { return 1.0; }, "one")) &&
        f.repr() == "Lambda(one)");
  CHECK(warmup(f, 3).calls_user() && !warmup(Constant{1}, 3).calls_user());
}

// 64-bit FNV-1a over the bytes of the values, least significant first.
void print_digests() {
  std::string name;
  std::uint64_t hash = 0;
  const auto flush = [&] {
    if (!name.empty())
      std::printf("schedule %s %016llx\n", name.c_str(), static_cast<unsigned long long>(hash));
  };
  for (const auto& [next, s] : all_schedules()) {
    if (next != name) {
      flush();
      name = next, hash = 0xcbf29ce484222325;
    }
    for (const double x : values(s, some_steps()))
      for (int shift = 0; shift < 64; shift += 8)
        hash = (hash ^ (bits(x) >> shift & 0xff)) * 0x100000001b3;
  }
  flush();
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
  test_values();
  test_open_pieces();
  test_errors();
  test_equality_hash_repr();
  if (failures == 0) std::puts("schedules: all tests passed");
  return failures == 0 ? 0 : 1;
}
#include <gradstep/detail/exact-end.hpp>
