// Every rule's kernel x dtype x ISA x size on one thread, each beside a loop that only moves the
// same bytes.
//
//     bench_kernels --benchmark_filter='AdamW/f32/avx512'
//
// AdamW/f32/avx512/8192 is a step over 8192 elements; RMSprop+centered has the state of that switch
// too. Kernel and moving loop take turns on the same arrays. Columns: ns (per element), GB/s, move
// (GB/s of the moving loop), of_roof (the ratio).
#include <time.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "context.hpp"
#include "move.hpp"
#include "subject.hpp"

namespace {

using namespace gradstep;

constexpr std::size_t sizes[]{std::size_t{1} << 10, std::size_t{1} << 13, std::size_t{1} << 18,
                              std::size_t{1} << 22, std::size_t{1} << 24};

/// p, g and the state as an optimizer has them: 64-byte aligned, huge pages, offsets within a page
/// kept apart.
class Arrays {
 public:
  Arrays(const Subject& subject, Dtype dtype, std::size_t n) : memory_(bytes(subject, dtype, n)) {
    auto at = reinterpret_cast<std::uintptr_t>(memory_.bytes().data());
    std::vector<std::uintptr_t> streams;
    const auto take = [&](double first, double step) {
      at = detail::staggered(at, n * size_of(dtype), streams);
      streams.push_back(at);
      void* const data = reinterpret_cast<void*>(at);
      for (std::size_t i = 0; i < n; ++i) {
        const double x = first + step * static_cast<double>(i % 64);
        if (dtype == Dtype::f32)
          static_cast<float*>(data)[i] = static_cast<float>(x);
        else
          static_cast<double*>(data)[i] = x;
      }
      at += n * size_of(dtype);
      return data;
    };
    segment.p = take(-1, 1.0 / 32);
    segment.g = take(0.5, 1.0 / 64);
    for (std::size_t k : subject.slots) segment.state[k] = take(1, 0);
    segment.n = n;
    segment.own = &around;
    // The moving loop takes its streams from the front.
    packed = segment;
    std::size_t next = 0;
    for (std::size_t k : subject.slots) packed.state[next++] = segment.state[k];
  }

  Segment segment{}, packed{};
  Around around{};

 private:
  static std::size_t bytes(const Subject& subject, Dtype dtype, std::size_t n) {
    return (2 + subject.slots.size()) * (n * size_of(dtype) + detail::page + detail::long_gap);
  }
  detail::Block memory_;
};

// Google Benchmark enters a function several times to find how often to run it: the arrays of the
// last row stay.
Arrays& arrays(const Subject& subject, Dtype dtype, std::size_t n) {
  static std::unique_ptr<Arrays> kept;
  static std::string key;
  std::string wanted = subject.name + std::string(name(dtype)) + std::to_string(n);
  if (key != wanted) {
    kept.reset();
    kept = std::make_unique<Arrays>(subject, dtype, n);
    key = std::move(wanted);
  }
  return *kept;
}

// CPU time of the thread: on a busy machine, too, it is the kernel's.
double now() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class F>
double seconds(std::int64_t repeats, F&& run) {
  const double begin = now();
  for (std::int64_t i = 0; i < repeats; ++i) run();
  return now() - begin;
}

void step(benchmark::State& state, const Subject& subject, Dtype dtype, Isa isa, std::size_t n) {
  const Arrays& a = arrays(subject, dtype, n);
  const kernel_fn kernel = subject.kernel(isa, dtype);
  const move_fn move = move_of(isa, dtype);
  const StepContext context = subject.context();
  const auto update = [&] { kernel(context, &a.segment, 1, nullptr); };
  const auto only_move = [&] { move(a.packed, subject.slots.size()); };

  // Turns of about 100 µs: the clock does not count, and the machine's changes of pace meet both.
  const auto repeats =
      static_cast<std::int64_t>(std::max<std::size_t>(1, (std::size_t{1} << 18) / n));
  update(), only_move();
  double updating = 0, moving = 0;
  while (state.KeepRunningBatch(repeats)) {
    updating += seconds(repeats, update);
    state.PauseTiming();
    moving += seconds(repeats, only_move);
    state.ResumeTiming();
  }
  const double elements = static_cast<double>(state.iterations()) * static_cast<double>(n);
  const double bytes = elements * subject.traffic(dtype);
  state.SetItemsProcessed(static_cast<std::int64_t>(elements));
  state.counters["ns"] = updating / elements * 1e9;
  state.counters["GB/s"] = bytes / updating * 1e-9;
  state.counters["move"] = bytes / moving * 1e-9;
  state.counters["of_roof"] = moving / updating;
}

void add_rows(const RuleType& rule) {
  const std::size_t variants =
      rule.kernels[static_cast<std::size_t>(compiled_isas.front())][0].size();
  for (unsigned v = 0; v < variants; ++v) {
    const Subject subject(rule, v);
    for (const Dtype dtype : {Dtype::f32, Dtype::f64})
      for (const std::size_t n : sizes)  // the ISAs of one size in a row: they share the arrays
        for (const Isa isa : compiled_isas) {
          if (!runs(isa)) continue;
          const std::string row = subject.name + (dtype == Dtype::f32 ? "/f32/" : "/f64/") +
                                  std::string(name(isa)) + "/" + std::to_string(n);
          benchmark::RegisterBenchmark(
              row.c_str(), [=](benchmark::State& state) { step(state, subject, dtype, isa, n); });
        }
  }
}

}  // namespace

int main(int argc, char** argv) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add_rows(rule_type<std::tuple_element_t<I, Rules>>()), ...);
  }(std::make_index_sequence<std::tuple_size_v<Rules>>{});
  return run_benchmarks(argc, argv, "0.05");
}
