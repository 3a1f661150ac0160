// Every schedule: an array of a million steps, and one step at a time.
//
//     bench_schedules --benchmark_filter=Cosine
//
// Cosine/formula/avx2 is the bare formula of that ISA, Cosine/array what a caller gets,
// Cosine/scalar one call for n = 0, 1, …, Cosine/random one call for an n anywhere. Column each:
// the time of one step.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "context.hpp"

namespace {

using namespace gradstep;

constexpr std::int64_t million = 1'000'000;

const std::vector<std::int64_t>& steps() {
  static const std::vector<std::int64_t> n = [] {
    std::vector<std::int64_t> all(million);
    for (std::int64_t i = 0; i < million; ++i) all[static_cast<std::size_t>(i)] = i;
    return all;
  }();
  return n;
}

/// A usual value for every member that has no default, and for lists.
double example(std::string_view member) {
  for (const auto& [name, value] :
       std::initializer_list<std::pair<std::string_view, double>>{{"lr", 0.1},
                                                                  {"start", 0.1},
                                                                  {"value", 0.1},
                                                                  {"peak", 0.1},
                                                                  {"decay", 1e-6},
                                                                  {"drop", 0.5},
                                                                  {"every", 100'000},
                                                                  {"factor", 0.999999},
                                                                  {"steps", million},
                                                                  {"warmup", 1000},
                                                                  {"cooldown", 100'000},
                                                                  {"explore", 100'000},
                                                                  {"timescale", 1000},
                                                                  {"d_model", 512},
                                                                  {"period", 100'000},
                                                                  {"up", 2000}})
    if (member == name) return value;
  std::fprintf(stderr, "bench_schedules: give example() a value for %.*s\n",
               static_cast<int>(member.size()), member.data());
  std::exit(1);
}

/// Ten pieces of a million steps: the values, and where they lie.
template <class S>
void sample_list(const S&, List<double>& x) {
  x = {0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01};
}
template <class S>
void sample_list(const S&, List<std::int64_t>& x) {
  std::vector<std::int64_t> at;
  const int count = std::is_same_v<S, PiecewiseConstant> ? 9 : 10;
  for (int i = 1; i <= count; ++i) at.push_back(i * million / 10);
  x = at;
}

template <class S>
S sample() {
  S s{};
  std::size_t i = 0;
  for_each_field(s, [&](auto& x) {
    using M = std::remove_reference_t<decltype(x)>;
    const Field field = fields_of<S>()[i++];
    if constexpr (std::is_same_v<M, double>) {
      if (x != x) x = example(field.name);
    } else if constexpr (std::is_same_v<M, std::int64_t>) {
      if (x == std::int64_t{required} || (x == open && field.name == "steps") || x == 0)
        x = static_cast<std::int64_t>(example(field.name));
    } else if constexpr (!std::is_same_v<M, bool> && !std::is_same_v<M, Shape>) {
      sample_list(s, x);
    }
  });
  return s;
}

void per_step(benchmark::State& state, std::int64_t each) {
  state.SetItemsProcessed(state.iterations() * each);
  state.counters["each"] =
      benchmark::Counter(static_cast<double>(each), benchmark::Counter::kIsIterationInvariantRate |
                                                        benchmark::Counter::kInvert);
}

template <class F>
void add(const std::string& row, F run) {
  benchmark::RegisterBenchmark(row.c_str(), run);
}

using evaluate_fn = detail::evaluate_fn;

template <class S>
void add_formula(const std::string& row, evaluate_fn evaluate) {
  add(row, [=](benchmark::State& state) {
    const S s = sample<S>();
    std::vector<double> out(million);
    const std::vector<double> n(steps().begin(), steps().end());
    for (auto _ : state) {
      evaluate(&s, n.data(), out.data(), out.size());
      benchmark::DoNotOptimize(out.data());
      benchmark::ClobberMemory();
    }
    per_step(state, million);
  });
}

template <std::size_t I>
void add_formulas() {
  using S = std::tuple_element_t<I, Schedules>;
  const std::string row = std::string(type_name<S>) + "/formula/";
#if defined(__x86_64__)
  add_formula<S>(row + "baseline", baseline::evaluate<I>);
  if (runs(Isa::avx2)) add_formula<S>(row + "avx2", avx2::evaluate<I>);
  if (runs(Isa::avx512)) add_formula<S>(row + "avx512", avx512::evaluate<I>);
#else
  add_formula<S>(row + std::string(name(compiled_isas.front())), evaluate<I>);
#endif
}

void add_public(const std::string& name, const Schedule& s) {
  add(name + "/array", [=](benchmark::State& state) {
    std::vector<double> out(million);
    for (auto _ : state) {
      s(steps(), out);
      benchmark::DoNotOptimize(out.data());
      benchmark::ClobberMemory();
    }
    per_step(state, million);
  });
  add(name + "/scalar", [=](benchmark::State& state) {
    std::int64_t n = 0;
    for (auto _ : state) benchmark::DoNotOptimize(s(n = n == million ? 0 : n + 1));
    per_step(state, 1);
  });
  add(name + "/random", [=](benchmark::State& state) {
    std::uint32_t n = 1;
    for (auto _ : state) benchmark::DoNotOptimize(s((n = n * 1664525 + 1013904223) % million));
    per_step(state, 1);
  });
}

}  // namespace

int main(int argc, char** argv) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto all = [&]<std::size_t J>() {
      using S = std::tuple_element_t<J, Schedules>;
      add_formulas<J>();
      add_public(std::string(type_name<S>), sample<S>());
    };
    (all.template operator()<I>(), ...);
  }(std::make_index_sequence<std::tuple_size_v<Schedules>>{});
  add_public("warmup(Cosine)", warmup(Cosine{0.1, million - 1000}, 1000));
  add_public("sequence(Constant,Cosine)",
             sequence({Constant{0.1}, Cosine{0.1, million / 2}}, {million / 2}));
  add_public(
      "warmup(sequence(3))",
      warmup(sequence({Constant{0.1}, Linear{0.1, million / 3, 0.05}, Cosine{0.05, million / 3}},
                      {million / 3, 2 * million / 3}),
             1000));
  add_public("cooldown(Constant)", cooldown(Constant{0.1}, 100'000, 0, sqrt_shape, million));
  add_public("Cosine*Geometric", Schedule(Cosine{0.1, million}) * Geometric{1, 0.5, 100'000});
  return run_benchmarks(argc, argv, "0.1");
}
