// The table of bench_roofline --rules: every rule's float32 kernel beside what bounds it.
#pragma once
#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "ceilings.hpp"
#include "counted.hpp"
#include "streams.hpp"
#include "subject.hpp"
#include "turns.hpp"

struct Row {
  Subject subject;
  Operations operations;
};

template <class R>
void add_rows(std::vector<Row>& rows) {
  for (unsigned v = 0; v < gradstep::variant_count<R>(); ++v) {
    Subject subject(gradstep::rule_type<R>(), v);
    const Operations operations = operations_of<R>(v, subject.context());
    rows.push_back({std::move(subject), operations});
  }
}

inline std::vector<Row> all_rows() {
  std::vector<Row> rows;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add_rows<std::tuple_element_t<I, gradstep::Rules>>(rows), ...);
  }(std::make_index_sequence<std::tuple_size_v<gradstep::Rules>>{});
  return rows;
}

/// Seconds per element of one operation in registers on one thread.
struct Speeds {
  double division, root, both, simple;
};

inline Speeds speeds(const Ceilings& loops, double seconds) {
  constexpr std::size_t n = 8192;
  const auto turn = [](auto pass) -> Turn {
    return [=](std::int64_t repeats) { return together(1, repeats, pass); };
  };
  const auto times = take_turns({turn([=](int) { loops.divide_and_root(n, 1, 0); }),
                                 turn([=](int) { loops.divide_and_root(n, 0, 1); }),
                                 turn([=](int) { loops.divide_and_root(n, 1, 1); }),
                                 turn([=](int) { loops.add_and_multiply(n); })},
                                seconds);
  return {median(times[0]) / n, median(times[1]) / n, median(times[2]) / n,
          median(times[3]) / n / gradstep::simple_operations};
}

/// One kernel at one size: its seconds per element on one thread, and what fraction of its bounds
/// it reaches.
struct Measured {
  double seconds, of_move, of_compute;
};

inline Measured measure(const Row& row, const Arguments& arguments, int threads, std::size_t n,
                        double simple) {
  const Subject& subject = row.subject;
  const Operations operations = row.operations;
  const Ceilings loops = ceilings_of(arguments.isa);
  const gradstep::kernel_fn kernel = subject.kernel(arguments.isa, gradstep::Dtype::f32);
  const gradstep::StepContext context = subject.context();
  const std::size_t slots = subject.slots.size();
  const Streams streams(2 + slots, n, threads);
  std::vector<gradstep::Segment> segments;
  for (int t = 0; t < threads; ++t) segments.push_back(subject.spread(streams.of(t)));

  const auto of = [&](int t) -> const gradstep::Segment& {
    return segments[static_cast<std::size_t>(t)];
  };
  const auto turn = [&](auto pass) -> Turn {
    return [=](std::int64_t repeats) { return together(threads, repeats, pass); };
  };
  const auto times =
      take_turns({turn([&](int t) { kernel(context, &of(t), 1, nullptr); }),
                  turn([&](int t) { loops.move(streams.of(t), slots); }), turn([&](int t) {
                    loops.divide_and_root(of(t).n, operations.divisions, operations.roots);
                  })},
                 arguments.seconds);
  const double each = median(times[0]) / static_cast<double>(n);
  double of_compute = operations.simple * simple / threads / each;
  if (operations.divisions + operations.roots > 0)  // else it is an empty loop
    of_compute = std::max(of_compute, median(ratios(times[2], times[0])));
  return {each, median(ratios(times[1], times[0])), of_compute};
}

inline void print_rules(const Arguments& arguments) {
  using gradstep::Dtype;
  const int threads = std::max(1, arguments.threads);
  const Speeds s = speeds(ceilings_of(arguments.isa), 5 * arguments.seconds);
  std::printf(
      "\nns per element in registers, on 1 thread: division %.4f, square root %.4f, one of both "
      "%.4f, + or * %.4f\n",
      s.division * 1e9, s.root * 1e9, s.both * 1e9, s.simple * 1e9);
  constexpr std::size_t in_cache = 8192;
  const std::size_t in_memory = std::min(arguments.largest, std::size_t{256} << 20);
  std::printf(
      "kernels on %d thread%s: ns per element, and the fractions of the speed of moving the same "
      "bytes and of only computing\n%31s | %zu elements %12s | %zu MiB in all\n"
      "%-22s  /  r  +* | %7s %7s %7s | %7s %7s %7s %7s\n",
      threads, threads == 1 ? "" : "s", "", in_cache, "", in_memory >> 20, "", "ns", "move",
      "compute", "ns", "GB/s", "move", "compute");
  for (const Row& row : all_rows()) {
    const auto& [subject, operations] = row;
    const std::size_t lines = in_memory / sizeof(float) / (2 + subject.slots.size()) / line_floats;
    const Measured near = measure(row, arguments, threads, in_cache, s.simple),
                   far = measure(row, arguments, threads, lines * line_floats, s.simple);
    std::printf("%-22s %2u %2u %3u%c| %7.3f %7.2f %7.2f | %7.3f %7.1f %7.2f %7.2f\n",
                subject.name.c_str(), operations.divisions, operations.roots, operations.simple,
                operations.functions ? '*' : ' ', near.seconds * 1e9, near.of_move, near.of_compute,
                far.seconds * 1e9, subject.traffic(Dtype::f32) / far.seconds * 1e-9, far.of_move,
                far.of_compute);
    std::fflush(stdout);
  }
  std::printf(
      "/, r, +*: divisions, roots and other operations of an element. *: and exp or cbrt\n");
}
