// The machine's own limits, and how near to them the kernels come.
//
//     bench_roofline --csv roofline.csv
//       # rates over the size of the working set, for 1, 2, 4 ... threads
//     bench_roofline --rules
//       # every rule beside moving its bytes and doing its divisions and roots
//
// GB/s of four loops that take turns: read (one stream), copy (one read, one written), move
// (AdamW's four read, three of them written, nothing computed) and AdamW's float32 kernel. Sizes
// are the bytes of all streams together.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "ceilings.hpp"
#include "host.hpp"
#include "rules_table.hpp"
#include "streams.hpp"
#include "subject.hpp"
#include "turns.hpp"

namespace {

using namespace gradstep;

struct Rates {
  double read, copy, move, adamw;  // GB/s
  double of_move;                  // AdamW's, turn by turn
  double best() const { return std::max({read, copy, move}); }
};

/// AdamW with values that leave every element as it is, so that all four can take turns on the same
/// memory: lr is 0, and the betas round to 1. The kernel does not know that and computes as always.
Subject adamw_at_rest() {
  Subject adamw(rule_type<AdamW>(), 0);
  for (std::size_t i = 0; i < adamw.hyper.size(); ++i) {
    const std::string_view name = adamw.rule->fields[i].name;
    if (name == "lr") adamw.hyper[i] = 0;
    if (name == "beta1" || name == "beta2") adamw.hyper[i] = 1 - 1e-9;
  }
  return adamw;
}

Rates measure(const Arguments& arguments, std::size_t bytes, int threads) {
  const Subject adamw = adamw_at_rest();
  const Ceilings loops = ceilings_of(arguments.isa);
  const kernel_fn kernel = adamw.kernel(arguments.isa, Dtype::f32);
  const StepContext context = adamw.context();
  const std::size_t floats = bytes / sizeof(float);
  const Streams streams(4, floats / 4, threads);
  const Segment& first = streams.of(0);
  const float* const all = static_cast<float*>(first.p);  // the four arrays follow one another
  const float* const second_half = static_cast<float*>(first.state[0]);
  float* const first_half = static_cast<float*>(first.p);

  const auto read = [&](int t) {
    const std::size_t begin = cut(floats, threads, t);
    loops.read(all + begin, cut(floats, threads, t + 1) - begin);
  };
  const auto copy = [&](int t) {
    const std::size_t begin = cut(floats / 2, threads, t);
    loops.copy(second_half + begin, first_half + begin, cut(floats / 2, threads, t + 1) - begin);
  };
  const auto move = [&](int t) { loops.move(streams.of(t), 2); };
  const auto update = [&](int t) { kernel(context, &streams.of(t), 1, nullptr); };
  const auto turn = [&](auto pass) -> Turn {
    return [=](std::int64_t repeats) { return together(threads, repeats, pass); };
  };
  const auto times =
      take_turns({turn(read), turn(copy), turn(move), turn(update)}, arguments.seconds);

  const double once = static_cast<double>(bytes) * 1e-9, adamw_moves = once * 7 / 4;
  return {once / median(times[0]), once / median(times[1]), adamw_moves / median(times[2]),
          adamw_moves / median(times[3]), median(ratios(times[2], times[3]))};
}

std::string size_text(std::size_t bytes) {
  const char* const units[] = {"B", "KiB", "MiB", "GiB"};
  int unit = 0;
  for (; bytes >= 1024 && unit < 3; bytes /= 1024) ++unit;
  return std::to_string(bytes) + " " + units[unit];
}

std::vector<int> thread_counts(int most) {
  std::vector<int> counts;
  for (int n = 1; n < most; n *= 2) counts.push_back(n);
  counts.push_back(most);
  return counts;
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_csv(const Arguments& arguments) {
  File csv(arguments.csv.empty() ? nullptr : std::fopen(arguments.csv.c_str(), "w"), std::fclose);
  if (!arguments.csv.empty() && !csv) usage("cannot write " + arguments.csv);
  if (csv) {
    describe_host(csv.get(), "# ", arguments.isa);
    std::fprintf(csv.get(), "threads,bytes,kind,gb_per_s\n");
  }
  return csv;
}

void roofline(const Arguments& arguments) {
  const File csv = open_csv(arguments);
  for (const int threads : thread_counts(arguments.threads ? arguments.threads : num_threads())) {
    std::printf("\n%d thread%s: GB/s\n%10s %9s %9s %9s %9s %9s %9s\n", threads,
                threads == 1 ? "" : "s", "in all", "read", "copy", "move", "AdamW", "of move",
                "of best");
    for (std::size_t bytes = 1024; bytes <= arguments.largest; bytes *= 2) {
      const Rates r = measure(arguments, bytes, threads);
      std::printf("%10s %9.1f %9.1f %9.1f %9.1f %9.2f %9.2f\n", size_text(bytes).c_str(), r.read,
                  r.copy, r.move, r.adamw, r.of_move, r.adamw / r.best());
      std::fflush(stdout);
      if (!csv) continue;
      for (const auto& [kind, rate] : {std::pair("read", r.read), std::pair("copy", r.copy),
                                       std::pair("move", r.move), std::pair("AdamW", r.adamw)})
        std::fprintf(csv.get(), "%d,%zu,%s,%.4g\n", threads, bytes, kind, rate);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  describe_host(stdout, "", arguments.isa);
  if (arguments.rules)
    print_rules(arguments);
  else
    roofline(arguments);
}
