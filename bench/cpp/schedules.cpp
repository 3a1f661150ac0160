// Every schedule: an array of a million steps, and one step at a time.
//
//     bench_schedules --benchmark_filter=Cosine
//
// Cosine/formula/avx2 is the bare formula of that ISA, Cosine/array what a caller gets, Cosine/scalar one call for n = 0, 1, …,
// Cosine/random one call for an n anywhere. Column each: the time of one step.
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

/// A usual value for every member that has no default.
double example(std::string_view member) {
  if (member == "lr" || member == "start" || member == "value") return 0.1;
  if (member == "decay") return 1e-6;
  if (member == "drop") return 0.5;
  if (member == "every") return 100'000;
  if (member == "steps") return million;
  std::fprintf(stderr, "bench_schedules: give example() a value for %.*s\n",
               static_cast<int>(member.size()), member.data());
  std::exit(1);
}

template <class S>
S sample() {
  std::vector<double> values;
  for (const Field& field : fields_of<S>()) {
    const bool missing =
        field.initial != field.initial || field.name == "steps" ||
        (field.kind == Kind::count && field.initial == static_cast<double>(std::int64_t{required}));
    values.push_back(missing ? example(field.name) : field.initial);
  }
  return from_numbers<S>(values.data());
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
    for (auto _ : state) {
      evaluate(&s, steps().data(), out.data(), out.size());
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
  return run_benchmarks(argc, argv, "0.1");
}
